"use client";

import { useActionState } from "react";
import { authClient } from "@/lib/client/auth-client";
import { refusalText, UNREACHABLE } from "@/lib/client/sign-in-problem";
import { Alert } from "./alert";
import { Field } from "./field";
import { Submit } from "./submit";

interface Tried {
  refused: string | null;
  name: string;
  email: string;
}

export function SignUpForm({ next }: { next: string }) {
  const [tried, action, pending] = useActionState(
    async (_: Tried, form: FormData): Promise<Tried> => {
      const text = (field: string): string => String(form.get(field) ?? "");
      const entered = { name: text("name").trim(), email: text("email").trim() };
      const { error } = await authClient.signUp
        .email({ ...entered, password: text("password") })
        .catch(() => ({ error: UNREACHABLE }));
      if (error) return { ...entered, refused: refusalText(error) };
      location.assign(next);
      return { ...entered, refused: null };
    },
    { refused: null, name: "", email: "" },
  );
  return (
    <form action={action} className="card stack narrow">
      {tried.refused && <Alert problem={{ text: tried.refused }} />}
      <Field label="Name" name="name" autoComplete="name" required defaultValue={tried.name} />
      <Field label="E-mail address" name="email" type="email" autoComplete="email" required defaultValue={tried.email} />
      <Field
        label="Password"
        hint="10 characters or more"
        name="password"
        type="password"
        autoComplete="new-password"
        minLength={10}
        required
      />
      <Submit pending={pending}>
        {pending ? "One moment …" : "Sign up"}
      </Submit>
    </form>
  );
}
