/** Who asks: from the bearer token of a request, or from the session cookie of a page. */

import { Verifier } from "bearward";
import { betterAuthSession } from "bearward/next";
import { secret } from "./secret";
import { settings } from "./settings";

let verifier: Verifier | undefined;
let session: ReturnType<typeof betterAuthSession> | undefined;

/** Decides on the tokens that this application's Better Auth signs. Made when first asked for. */
export function tokens(): Verifier {
  verifier ??= Verifier.betterAuth(settings().baseUrl);
  return verifier;
}

/** Decides on the cookies of Better Auth. */
export function cookies(): ReturnType<typeof betterAuthSession> {
  session ??= betterAuthSession({ secret: secret(), baseUrl: settings().baseUrl });
  return session;
}
