"use client";

import { useActionState, useState } from "react";
import { authClient } from "@/lib/client/auth-client";
import { refusalText, UNREACHABLE } from "@/lib/client/sign-in-problem";
import { Alert } from "./alert";
import { CodeForm } from "./code-form";
import { Field } from "./field";
import { Submit } from "./submit";

interface Tried {
  refused: string | null;
  email: string;
}

export function SignInForm({ next }: { next: string }) {
  const [second, setSecond] = useState(false);
  const [tried, action, pending] = useActionState(
    async (_: Tried, form: FormData): Promise<Tried> => {
      const email = String(form.get("email") ?? "").trim();
      const password = String(form.get("password") ?? "");
      const { data, error } = await authClient.signIn
        .email({ email, password })
        .catch(() => ({ data: null, error: UNREACHABLE }));
      if (error) return { email, refused: refusalText(error) };
      // With two-factor on, the password alone signs nobody in.
      if (data !== null && "twoFactorRedirect" in data) setSecond(true);
      else location.assign(next);
      return { email, refused: null };
    },
    { refused: null, email: "" },
  );
  if (second) return <CodeForm next={next} />;
  return (
    <form action={action} className="card stack narrow">
      {tried.refused && <Alert problem={{ text: tried.refused }} />}
      <Field label="E-mail address" name="email" type="email" autoComplete="username" required defaultValue={tried.email} />
      <Field label="Password" name="password" type="password" autoComplete="current-password" required />
      <Submit pending={pending}>
        {pending ? "One moment …" : "Sign in"}
      </Submit>
    </form>
  );
}
