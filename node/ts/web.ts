//! `bearward/web`: handlers of plain `Request` and `Response` (Bun, Deno, service workers, Remix, SvelteKit, ...).

import { Denied } from './denied.js';
import { notFound, requirePathOwner } from './entries.js';
import { decidedOnce, pathOf, type Decider } from './request.js';
import type { Claims, ClaimsBase } from './types.js';

type Answer = Response | Promise<Response>;

/** Lets a request in only with a good token: the handler gets its claims. A `Denied` that the handler throws is answered too. */
export function withClaims<C extends object = ClaimsBase, Rest extends unknown[] = []>(
  verifier: Decider<C>, handler: (request: Request, claims: Claims<C>, ...rest: Rest) => Answer,
): (request: Request, ...rest: Rest) => Promise<Response> {
  return async (request, ...rest) => {
    try {
      return await handler(request, await claimsOf(verifier, request), ...rest);
    } catch (error) {
      if (error instanceof Denied) return error.toResponse();
      throw error;
    }
  };
}

/** The same, and the owner in the URL must be the token's subject: `owner` finds it, percent-decoded once; null is nobody (404). */
export function withOwner<C extends object = ClaimsBase, Rest extends unknown[] = []>(
  verifier: Decider<C>,
  owner: (request: Request, ...rest: Rest) => string | null | Promise<string | null>,
  handler: (request: Request, claims: Claims<C>, ...rest: Rest) => Answer,
): (request: Request, ...rest: Rest) => Promise<Response> {
  return withClaims<C, Rest>(verifier, async (request, claims, ...rest) => {
    const segment = await owner(request, ...rest);
    if (segment === null) notFound(claims, contextOf(request));
    else requirePathOwner(claims, segment, contextOf(request));
    return handler(request, claims, ...rest);
  });
}

/** The claims of a request; throws `Denied`. */
export async function claimsOf<C extends object = ClaimsBase>(verifier: Decider<C>, request: Request): Promise<Claims<C>> {
  return decidedOnce(request, verifier, request, contextOf(request));
}

function contextOf(request: Request): { method: string; route: string | undefined } {
  return { method: request.method, route: pathOf(request.url.replace(/^[a-z]+:\/\/[^/]*/i, '')) };
}
