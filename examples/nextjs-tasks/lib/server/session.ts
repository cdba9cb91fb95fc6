/** Better Auth's own word on the session: it asks the database, so that a session that was ended elsewhere is not shown as one. */

import { headers } from "next/headers";
import { auth } from "./auth";

export interface SignedIn {
  id: string;
  name: string;
  email: string;
  since: Date;
  until: Date;
}

/** For words on public pages; what is locked is decided by `currentClaims`. */
export async function signedIn(): Promise<SignedIn | undefined> {
  const found = await auth().api.getSession({ headers: await headers(), query: { disableCookieCache: true } });
  if (found === null) return undefined;
  const { user, session } = found;
  return { id: user.id, name: user.name || user.email, email: user.email, since: session.createdAt, until: session.expiresAt };
}
