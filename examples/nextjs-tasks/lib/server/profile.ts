/** A user's record, from Better Auth's own tables. */

import { type Claims, Denied, subjectOf } from "bearward";
import { auth } from "./auth";

export interface Profile {
  id: string;
  name: string;
  email: string;
  created_at: string;
  two_factor: boolean;
}

/** Throws the denial that an unknown record has: the token may outlive the account. */
export async function profileOf(claims: Claims): Promise<Profile> {
  const { internalAdapter } = await auth().$context;
  const user = await internalAdapter.findUserById(String(subjectOf(claims)));
  if (user === null) throw Denied.notFound();
  const two_factor = "twoFactorEnabled" in user && user.twoFactorEnabled === true;
  return { id: user.id, name: user.name, email: user.email, created_at: user.createdAt.toISOString(), two_factor };
}
