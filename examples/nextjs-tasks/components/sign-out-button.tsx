"use client";

import { useState } from "react";
import { forgetTokens } from "@/lib/client/api";
import { authClient } from "@/lib/client/auth-client";

export function SignOutButton() {
  const [failed, setFailed] = useState(false);
  const signOut = async () => {
    const { error } = await authClient.signOut().catch(() => ({ error: true }));
    setFailed(error !== null);
    if (error !== null) return;
    forgetTokens();
    location.assign("/sign-in");
  };
  return (
    <>
      <button type="button" className="quiet" onClick={() => void signOut()}>
        Sign out
      </button>
      {failed && (
        <span role="alert" className="error">
          That did not work: you are still signed in.
        </span>
      )}
    </>
  );
}
