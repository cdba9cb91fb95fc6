//! What a decision may end with, made sure of: an application may bring a session and a `decide` of its own.

import { decideAtOnce, isLater } from '../at_once.js';
import { Denied } from '../denied.js';
import { given, isGiven } from '../entries.js';
import type { DenialContext, RequestHead } from '../types.js';
import type { RequestVerifier, Session, SessionVerdict } from './session.js';

/** What a session says of a request. Throws whatever is no decision. */
export async function bySession<C extends object>(session: Session<object>, request: RequestHead, where?: DenialContext): Promise<SessionVerdict<C>> {
  return sure<C>(await session.decide(request, where));
}

/** What the verifier says of it. What is there is not awaited: that costs more than to read the token. */
export function byToken<C extends object>(
  verifier: RequestVerifier<C>, request: RequestHead, where: DenialContext,
): SessionVerdict<C> | PromiseLike<SessionVerdict<C>> {
  try {
    const claims = decideAtOnce(verifier, request, where);
    return isLater(claims) ? claims.then((claims) => ({ claims: given(claims) }), refused) : { claims: given(claims) };
  } catch (error) {
    return refused(error);
  }
}

/** Whether a request has a credential for the verifier in a header, good or bad. A cookie is none: the session's own is one. */
export function hasCredential(verifier: RequestVerifier<object>, method: string, headers: Headers): boolean {
  if (headers.has('authorization')) return true;
  return verifier.findToken(method, [...headers].filter(([name]) => name !== 'cookie')) !== null;
}

function refused(error: unknown): { readonly denied: Denied } {
  if (error instanceof Denied) return { denied: error };
  throw error;
}

/** Only claims that a verifier gave let anybody in: that there is no denial says nothing. */
function sure<C extends object>(verdict: unknown): SessionVerdict<C> {
  const { claims, denied } = (verdict ?? {}) as { readonly claims?: unknown; readonly denied?: unknown };
  const decides = denied ? denied instanceof Denied : isGiven(claims);
  if (decides) return verdict as SessionVerdict<C>;
  const what = denied ? 'a denial that is no Denied' : claims ? 'claims that no verifier gave' : 'nothing';
  const why = claims === null ? ' (claims that are null are a session to be renewed, and nobody yet)' : '';
  throw new TypeError(`the session's decide gave ${what}: give { claims } as a verifier or SessionCookies gave them, or { denied: new Denied('token_missing') }${why}`);
}
