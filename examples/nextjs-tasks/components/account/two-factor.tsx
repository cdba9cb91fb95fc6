"use client";

/** A second step for the sign-in: on, with a code as proof that the authenticator works, and off again. */

import { useActionState, useState } from "react";
import { authClient } from "@/lib/client/auth-client";
import { refusalText, UNREACHABLE } from "@/lib/client/sign-in-problem";
import type { Profile } from "@/lib/server/profile";
import { Alert } from "../alert";
import { Field } from "../field";
import { Submit } from "../submit";
import { useAnswer } from "./use-answer";

/** What the authenticator has to be told, and the codes for the day it is lost. */
interface Setup {
  totpURI: string;
  backupCodes: string[];
}

export function TwoFactor({ userId }: { userId: string }) {
  const [answer, ask] = useAnswer<Profile>("", `/api/users/${encodeURIComponent(userId)}/profile`);
  const [setup, setSetup] = useState<Setup | null>(null);
  const on = answer.state === "here" && answer.value.two_factor;
  return (
    <section className="card" aria-labelledby="two-factor">
      <h2 id="two-factor">Two-factor sign-in</h2>
      <p role="status">{on ? "On: a sign-in asks for a code." : "Off: the password alone is enough."}</p>
      {on && <TurnOff done={() => ask()} />}
      {!on && setup === null && <TurnOn done={setSetup} />}
      {!on && setup !== null && (
        <Prove
          setup={setup}
          done={() => {
            setSetup(null);
            ask();
          }}
        />
      )}
    </section>
  );
}

function TurnOn({ done }: { done: (setup: Setup) => void }) {
  return (
    <PasswordForm
      action="Turn on"
      send={async (password) => {
        const { data, error } = await authClient.twoFactor.enable({ password });
        if (data?.method === "totp") done({ totpURI: data.totpURI, backupCodes: data.backupCodes });
        return error;
      }}
    />
  );
}

function TurnOff({ done }: { done: () => void }) {
  return (
    <PasswordForm
      action="Turn off"
      send={async (password) => {
        const { error } = await authClient.twoFactor.disable({ password });
        if (!error) done();
        return error;
      }}
    />
  );
}

type Sent = Promise<{ code?: string | undefined; message?: string | undefined; status: number } | null>;

function PasswordForm({ action, send }: { action: string; send: (password: string) => Sent }) {
  const [refused, submit, pending] = useActionState(async (_: string | null, form: FormData): Promise<string | null> => {
    const error = await send(String(form.get("password") ?? "")).catch(() => UNREACHABLE);
    return error && refusalText(error);
  }, null);
  return (
    <form action={submit} className="stack">
      {refused && <Alert problem={{ text: refused }} />}
      <Field label="Your password" name="password" type="password" autoComplete="current-password" required />
      <Submit className="quiet" pending={pending}>
        {action}
      </Submit>
    </form>
  );
}

function Prove({ setup, done }: { setup: Setup; done: () => void }) {
  const [refused, submit, pending] = useActionState(async (_: string | null, form: FormData): Promise<string | null> => {
    const code = String(form.get("code") ?? "").trim();
    const { error } = await authClient.twoFactor.verifyTotp({ code }).catch(() => ({ error: UNREACHABLE }));
    if (error) return refusalText(error);
    done();
    return null;
  }, null);
  const key = new URL(setup.totpURI).searchParams.get("secret") ?? "";
  return (
    <form action={submit} className="stack">
      <p>
        Enter this key in your authenticator, or <a href={setup.totpURI}>open it there</a>:
      </p>
      <code className="key">{key.replace(/(.{4})/g, "$1 ").trim()}</code>
      <p>Write down these spare codes. Each signs you in once if the authenticator is lost:</p>
      <ul className="codes">
        {setup.backupCodes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      {refused && <Alert problem={{ text: refused }} />}
      <Field label="The code that it shows now" name="code" inputMode="numeric" autoComplete="one-time-code" required />
      <Submit pending={pending}>
        Confirm
      </Submit>
    </form>
  );
}
