/** The door: pages by session cookie, everything else by bearer token; and the policy of scripts and styles. */

import { protect } from "bearward/next";
import type { NextRequest } from "next/server";
import { withPagePolicy } from "./lib/server/page-policy";
import { cookies, tokens } from "./lib/server/verifier";

let guard: ReturnType<typeof protect> | undefined;

export async function proxy(request: NextRequest): Promise<Response> {
  guard ??= protect(tokens(), {
    public: ["/", "/sign-up", "/icon.svg"],
    signIn: "/sign-in",
    session: cookies(),
    // The page's policy goes on to Next, which takes the nonce for its scripts from it.
    forwardHeaders: true,
  });
  return withPagePolicy(request, guard);
}

export const config = { matcher: ["/((?!_next/static|_next/image).*)"] };
