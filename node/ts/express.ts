//! `bearward/express`: middleware for Express 4 and 5.

import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { Denied } from './denied.js';
import { requireAnyScope, requirePathOwner } from './entries.js';
import { acceptedClaims, decidedOnce, fieldsOf, isPreflight, parameter, pathOf, type Decider } from './request.js';
import type { Claims, ClaimsBase } from './types.js';

/** Lets a request in only with a good token; preflights (CORS) pass, so that a handler for any method sees them without claims. */
export function bearer<C extends object>(verifier: Decider<C>): RequestHandler {
  return guard(verifier, () => undefined);
}

/** The same, and the path parameter must be the token's subject. */
export function owner<C extends object>(verifier: Decider<C>, name: string): RequestHandler {
  return guard(verifier, (request, claims) => {
    requirePathOwner(claims, parameter(request.params, name, routeOf(request)), contextOf(request));
  });
}

/** The same, and one of the scopes must have been granted. */
export function scopes<C extends object>(verifier: Decider<C>, ...wanted: string[]): RequestHandler {
  return guard(verifier, (request, claims) => { requireAnyScope(claims, wanted, contextOf(request)); });
}

/** The claims of a request that `bearer`, `owner` or `scopes` has let in. */
export function claims<C extends object = ClaimsBase>(request: Request): Claims<C> {
  return acceptedClaims<C>(request);
}

/** Answers a `Denied` that a handler throws: `app.use(denials)` behind the routes. */
export const denials: ErrorRequestHandler = (error, _request, response, next) => {
  if (error instanceof Denied && !response.headersSent) answer(error, response);
  else next(error);
};

function guard<C extends object>(verifier: Decider<C>, check: (request: Request, claims: Claims<C>) => void): RequestHandler {
  return (request, response, next) => {
    if (isPreflight(request.method, (header) => request.headers[header])) { next(); return; }
    const head = { method: request.method, headers: fieldsOf(request.rawHeaders) };
    decidedOnce(request, verifier, head, contextOf(request)).then((claims) => { check(request, claims); }).then(
      () => { next(); },
      (error: unknown) => { if (error instanceof Denied) answer(error, response); else next(error); },
    );
  };
}

function answer(denied: Denied, response: Response): void {
  response.status(denied.status);
  for (const [name, value] of denied.headers) response.setHeader(name, value);
  response.end(denied.body);
}

const routeOf = (request: Request): string => `${request.baseUrl}${(request.route as { path?: string } | undefined)?.path ?? request.path}`;
const contextOf = (request: Request) => ({ method: request.method, route: pathOf(request.originalUrl) });
