//! Requests as Next.js gives them, also where an application's own tests give a plain one.

import { NextRequest } from 'next/server.js';

/** The request itself, or what Next.js would make of a plain one. By what it has and not by its class: a bundler copies classes. */
export function nextRequest(request: Request): NextRequest {
  return 'nextUrl' in request ? (request as NextRequest) : new NextRequest(request);
}
