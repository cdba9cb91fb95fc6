//! `bearward/fastify`: hooks for Fastify 5.

import type { FastifyReply, FastifyRequest } from 'fastify';
import { Denied } from './denied.js';
import { requireAnyScope, requirePathOwner } from './entries.js';
import { acceptedClaims, decidedOnce, fieldsOf, isPreflight, parameter, pathOf, type Decider } from './request.js';
import type { Claims, ClaimsBase } from './types.js';

/** A hook, for `app.addHook('onRequest', ...)` or a route's own `onRequest`: the body is not read before it. */
export type Hook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** Lets a request in only with a good token; preflights (CORS) pass, so that a handler for any method sees them without claims. */
export function bearer<C extends object>(verifier: Decider<C>): Hook {
  return guard(verifier, () => undefined);
}

/** The same, and the path parameter must be the token's subject. */
export function owner<C extends object>(verifier: Decider<C>, name: string): Hook {
  return guard(verifier, (request, claims) => {
    const segment = parameter(request.params, name, request.routeOptions.url ?? '?');
    requirePathOwner(claims, segment, contextOf(request));
  });
}

/** The same, and one of the scopes must have been granted. */
export function scopes<C extends object>(verifier: Decider<C>, ...wanted: string[]): Hook {
  return guard(verifier, (request, claims) => { requireAnyScope(claims, wanted, contextOf(request)); });
}

/** The claims of a request that `bearer`, `owner` or `scopes` has let in. */
export function claims<C extends object = ClaimsBase>(request: FastifyRequest): Claims<C> {
  return acceptedClaims<C>(request.raw);
}

/** Answers a `Denied` that a handler throws: `app.setErrorHandler(denials)`. Other errors are Fastify's. */
export function denials(error: unknown, _request: FastifyRequest, reply: FastifyReply): unknown {
  return error instanceof Denied ? answer(error, reply) : reply.send(error);
}

function guard<C extends object>(verifier: Decider<C>, check: (request: FastifyRequest, claims: Claims<C>) => void): Hook {
  return async (request, reply) => {
    if (isPreflight(request.method, (header) => request.headers[header])) return undefined;
    const head = { method: request.method, headers: fieldsOf(request.raw.rawHeaders) };
    try {
      check(request, await decidedOnce(request.raw, verifier, head, contextOf(request)));
      return undefined;
    } catch (error) {
      if (error instanceof Denied) return answer(error, reply);
      throw error;
    }
  };
}

function answer(denied: Denied, reply: FastifyReply): FastifyReply {
  return reply.code(denied.status).headers(denied.headers).send(denied.body);
}

const contextOf = (request: FastifyRequest) => ({ method: request.method, route: request.routeOptions.url ?? pathOf(request.url) });
