"use client";

/** The second step of a sign-in: a code from the authenticator, or one of the spare codes. */

import { useActionState } from "react";
import { authClient } from "@/lib/client/auth-client";
import { refusalText, UNREACHABLE } from "@/lib/client/sign-in-problem";
import { Alert } from "./alert";
import { Field } from "./field";
import { Submit } from "./submit";

export function CodeForm({ next }: { next: string }) {
  const [refused, action, pending] = useActionState(async (_: string | null, form: FormData): Promise<string | null> => {
    const code = String(form.get("code") ?? "").trim();
    const { twoFactor } = authClient;
    const sent = /^[0-9]{6}$/.test(code) ? twoFactor.verifyTotp({ code }) : twoFactor.verifyBackupCode({ code });
    const { error } = await sent.catch(() => ({ error: UNREACHABLE }));
    if (error) return refusalText(error);
    location.assign(next);
    return null;
  }, null);
  return (
    <form action={action} className="card stack narrow">
      {refused && <Alert problem={{ text: refused }} />}
      <Field
        label="Code"
        hint="six digits from your authenticator, or a spare code"
        name="code"
        autoComplete="one-time-code"
        required
        autoFocus
      />
      <Submit pending={pending}>
        {pending ? "One moment …" : "Go on"}
      </Submit>
    </form>
  );
}
