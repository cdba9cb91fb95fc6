/** Better Auth's own routes: sign-up, sign-in, sign-out, session, token, key set. */

import { auth } from "@/lib/server/auth";

export const GET = (request: Request): Promise<Response> => auth().handler(request);
export const POST = GET;
