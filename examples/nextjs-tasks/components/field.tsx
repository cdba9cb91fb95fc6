/** A labelled input; its hint and its error are read out with it. */

import { type InputHTMLAttributes, useId } from "react";

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, "defaultValue"> {
  label: string;
  name: string;
  hint?: string | undefined;
  error?: string | undefined;
  defaultValue?: string;
  multiline?: boolean;
}

export function Field({ label, hint, error, multiline = false, ...input }: Props) {
  const id = useId();
  const about = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(" ");
  const common = { id, "aria-describedby": about || undefined, "aria-invalid": error ? true : undefined };
  return (
    <div className="field">
      <div className="row label">
        <label htmlFor={id}>{label}</label>
        {hint && (
          <span id={`${id}-hint`} className="hint">
            {hint}
          </span>
        )}
      </div>
      {multiline ? (
        <textarea {...common} name={input.name} defaultValue={input.defaultValue} rows={2} />
      ) : (
        <input {...input} {...common} />
      )}
      {error && (
        <span id={`${id}-error`} className="error">
          {error}
        </span>
      )}
    </div>
  );
}
