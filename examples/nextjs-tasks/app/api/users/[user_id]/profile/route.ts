/** What this application knows of a user, for that user alone: another one's token is a 403. */

import { withOwner } from "bearward/next";
import { profileOf } from "@/lib/server/profile";
import { tokens } from "@/lib/server/verifier";

export const GET = withOwner(tokens(), "user_id", async (_request, claims) => Response.json(await profileOf(claims)));
