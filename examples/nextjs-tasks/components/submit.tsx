/** The button of a form: it keeps the focus while the form is under way, and does not send it twice. */

import type { ReactNode } from "react";

interface Props {
  pending: boolean;
  className?: string;
  children: ReactNode;
}

export function Submit({ pending, className, children }: Props) {
  return (
    <button
      type="submit"
      className={className}
      aria-disabled={pending}
      onClick={(event) => {
        if (pending) event.preventDefault();
      }}
    >
      {children}
    </button>
  );
}
