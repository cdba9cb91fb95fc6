/** Pages decide again: a proxy can be passed by when its matcher misses a path. */

import { subjectOf } from "bearward";
import { currentClaims } from "bearward/next";
import { cookies, tokens } from "./verifier";

export interface Visitor {
  id: string;
  name: string;
  email: string;
}

/** Who asks for the page at this path; the sign-in page where nobody does. */
export async function whoAsks(path: string): Promise<Visitor> {
  const claims = await currentClaims(tokens(), { session: cookies(), signIn: "/sign-in", next: path });
  const text = (claim: string): string => (typeof claims[claim] === "string" ? claims[claim] : "");
  return { id: String(subjectOf(claims)), name: text("name") || text("email"), email: text("email") };
}
