/** The content security policy of a page: scripts by nonce, requests to this application and to the task API. */

import { NextRequest, NextResponse } from "next/server";
import { settings } from "./settings";

/** What the guard decides, with a policy of its own for each answer. */
export async function withPagePolicy(
  request: NextRequest,
  guard: (request: NextRequest) => Promise<Response>,
): Promise<Response> {
  const policy = policyOf(crypto.randomUUID());
  // Next takes the nonce for its own scripts from the request's copy of the policy.
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const decided = await guard(new NextRequest(request, { headers }));
  const response = isSilentPass(decided) ? NextResponse.next({ request: { headers }, headers: decided.headers }) : decided;
  response.headers.set("content-security-policy", policy);
  return response;
}

/** A guard that lets a request pass and changes nothing of it names no headers: then ours have to be named. */
function isSilentPass({ headers }: Response): boolean {
  return headers.has("x-middleware-next") && !headers.has("x-middleware-override-headers");
}

function policyOf(nonce: string): string {
  const developing = process.env.NODE_ENV === "development";
  const api = new URL(settings().apiUrl).origin;
  return [
    "default-src 'none'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${developing ? " 'unsafe-eval'" : ""}`,
    developing ? "style-src 'self' 'unsafe-inline'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "font-src 'self'",
    "manifest-src 'self'",
    `connect-src 'self' ${api}`,
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join("; ");
}
