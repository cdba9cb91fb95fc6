/** Who the bearer token says is asking: its claims, once everything about it was checked. */

import { withClaims } from "bearward/next";
import { tokens } from "@/lib/server/verifier";

export const GET = withClaims(tokens(), async (_request, claims) => Response.json(claims));
