/** The content security policy of a page: scripts by nonce, requests to this application and to the task API. */

import { NextRequest } from "next/server";
import { settings } from "./settings";

/** What the guard decides, with a policy of its own for each answer: in the request for Next, in the answer for the browser. */
export async function withPagePolicy(
  request: NextRequest,
  guard: (request: NextRequest) => Promise<Response>,
): Promise<Response> {
  const policy = policyOf(crypto.randomUUID());
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const response = await guard(new NextRequest(request, { headers }));
  response.headers.set("content-security-policy", policy);
  return response;
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
