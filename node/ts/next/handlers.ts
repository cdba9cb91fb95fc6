//! Route handlers that decide for themselves, whatever the proxy saw.

import type { NextRequest } from 'next/server.js';
import { isLater } from '../at_once.js';
import { Denied } from '../denied.js';
import { notFound, requirePathOwner } from '../entries.js';
import type { Claims, ClaimsBase, DenialContext } from '../types.js';
import { broken } from './failure.js';
import { nextRequest } from './next_request.js';
import { aFlag, aSession, checkOptions, checkVerifier } from './options.js';
import type { RequestVerifier, Session, SessionVerdict } from './session.js';
import { bySession, byToken } from './verdict.js';

/** The context of a route handler: its path parameters, percent-decoded by Next.js. */
export interface RouteContext<P extends object = Record<string, string>> {
  readonly params: Promise<P>;
}

/** A handler that gets the claims. A `Denied` that it throws is answered. */
export type RouteHandler<C extends object, P extends object> = (
  request: NextRequest,
  claims: Claims<C>,
  context: RouteContext<P>,
) => Response | Promise<Response>;

/** What else may prove who is asking. */
export interface HandlerOptions {
  /** Takes the session of a request without a bearer token. An unsafe method then needs an Origin of this site. */
  readonly session?: Session<object>;
}

/** `withOwner`'s. */
export interface OwnerOptions extends HandlerOptions {
  /** Answers 404 instead of 403, so that nobody learns what exists. */
  readonly conceal?: boolean;
}

/** What a `route.ts` exports. */
export type Route<P extends object> = (request: Request, context: RouteContext<P>) => Promise<Response>;

/** A route handler that runs for good tokens alone: whoever else asks gets the denial. */
export function withClaims<C extends object = ClaimsBase, P extends object = Record<string, string>>(
  verifier: RequestVerifier<C>,
  handler: RouteHandler<C, P>,
  options: HandlerOptions = {},
): Route<P> {
  checkVerifier('withClaims', verifier);
  checkOptions('withClaims', options, { session: aSession });
  return guarded(verifier, options, handler);
}

/**
 * A route handler that runs only for the subject that the path parameter names: `withOwner(verifier, 'user_id', ...)` in
 * `[user_id]/route.ts`. A route without that parameter answers 500 and says so in the log.
 */
export function withOwner<C extends object = ClaimsBase, P extends object = Record<string, string>>(
  verifier: RequestVerifier<C>,
  parameter: keyof P & string,
  handler: RouteHandler<C, P>,
  options: OwnerOptions = {},
): Route<P> {
  checkVerifier('withOwner', verifier);
  checkOptions('withOwner', options, { session: aSession, conceal: aFlag });
  return guarded(verifier, options, handler, async (claims, context, where) => {
    const segment: unknown = (await context?.params)?.[parameter];
    if (segment === undefined) throw new Error(`this route has no path parameter "${parameter}", which withOwner compares`);
    try {
      // Several segments are nobody's id.
      requirePathOwner(claims, typeof segment === 'string' ? segment : '', where);
    } catch (error) {
      // The log has the reason; the answer is the verifier's own for what does not exist.
      if (options.conceal && error instanceof Denied) notFound(claims, where);
      throw error;
    }
  });
}

type Check<C extends object, P extends object> = (claims: Claims<C>, context: RouteContext<P> | undefined, where: DenialContext) => Promise<void>;

function guarded<C extends object, P extends object>(
  verifier: RequestVerifier<C>,
  { session }: HandlerOptions,
  handler: RouteHandler<C, P>,
  check?: Check<C, P>,
): Route<P> {
  return async (asked, context) => {
    const request = nextRequest(asked);
    const where = { method: request.method, route: request.nextUrl.pathname };
    let setCookies: readonly string[] | undefined;
    let claims: Claims<C>;
    try {
      const judged = decided(verifier, session, request, where);
      const verdict = isLater(judged) ? await judged : judged;
      ({ setCookies } = verdict);
      if (verdict.denied) throw verdict.denied;
      ({ claims } = verdict);
      if (check) await check(claims, context, where);
    } catch (error) {
      return error instanceof Denied ? withSetCookies(error.toResponse(), setCookies) : broken(error, where);
    }
    try {
      const answer = handler(request, claims, context);
      return withSetCookies(answer instanceof Response ? answer : await answer, setCookies);
    } catch (error) {
      if (error instanceof Denied) return withSetCookies(error.toResponse(), setCookies);
      throw error;
    }
  };
}

/** A token decides where there is one: a bad one never falls back to the session. */
function decided<C extends object>(
  verifier: RequestVerifier<C>, session: Session<object> | undefined, request: NextRequest, where: DenialContext,
): SessionVerdict<C> | PromiseLike<SessionVerdict<C>> {
  const { method, headers } = request;
  const takes = session !== undefined && !headers.has('authorization') && verifier.findToken(method, headers) === null;
  return takes ? bySession(session, request, where) : byToken(verifier, request, where);
}

/** The answer with the cookies of a session that has just been renewed. Answers of `fetch` and redirects are immutable. */
function withSetCookies(response: Response, setCookies: readonly string[] = []): Response {
  if (setCookies.length === 0) return response;
  const answer = new Response(response.body, response);
  answer.headers.set('cache-control', 'private, no-store');
  for (const cookie of setCookies) answer.headers.append('set-cookie', cookie);
  return answer;
}
