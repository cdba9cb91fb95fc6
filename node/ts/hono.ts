//! `bearward/hono`: middleware for Hono 4. A `Denied` that a handler throws is answered by Hono's own error handler.

import type { Context, MiddlewareHandler } from 'hono';
import { Denied } from './denied.js';
import { requireAnyScope, requirePathOwner } from './entries.js';
import { acceptedClaims, decidedOnce, isPreflight, parameter, type Decider } from './request.js';
import type { Claims, ClaimsBase } from './types.js';

/** Lets a request in only with a good token; preflights (CORS) pass, so that a handler for any method sees them without claims. */
export function bearer<C extends object>(verifier: Decider<C>): MiddlewareHandler {
  return guard(verifier, () => undefined);
}

/** The same, and the path parameter must be the token's subject. */
export function owner<C extends object>(verifier: Decider<C>, name: string): MiddlewareHandler {
  return guard(verifier, (context, claims) => {
    requirePathOwner(claims, parameter(context.req.param(), name, context.req.path), contextOf(context));
  });
}

/** The same, and one of the scopes must have been granted. */
export function scopes<C extends object>(verifier: Decider<C>, ...wanted: string[]): MiddlewareHandler {
  return guard(verifier, (context, claims) => { requireAnyScope(claims, wanted, contextOf(context)); });
}

/** The claims of a request that `bearer`, `owner` or `scopes` has let in. */
export function claims<C extends object = ClaimsBase>(context: Context): Claims<C> {
  return acceptedClaims<C>(context.req.raw);
}

function guard<C extends object>(verifier: Decider<C>, check: (context: Context, claims: Claims<C>) => void): MiddlewareHandler {
  return async (context, next) => {
    const { raw } = context.req;
    if (!isPreflight(raw.method, (header) => raw.headers.get(header))) {
      try {
        check(context, await decidedOnce(raw, verifier, raw, contextOf(context)));
      } catch (error) {
        if (error instanceof Denied) return error.toResponse();
        throw error;
      }
    }
    return next();
  };
}

const contextOf = (context: Context) => ({ method: context.req.method, route: context.req.path });
