//! What the rest of this folder asks of a verifier and of a session.

import type { Denied } from '../denied.js';
import type { Claims, ClaimsBase, DenialContext, RequestHead } from '../types.js';

/** What decides a bearer token: a `Verifier`. */
export interface RequestVerifier<C extends object = ClaimsBase> {
  /** Finds the token of a request and verifies it; throws `Denied`. */
  decide(request: RequestHead, context?: DenialContext): Promise<Claims<C>>;
  /** The token of a request, null where it has none; throws `Denied` for one in the wrong place. */
  findToken(method: string, headers: RequestHead['headers']): string | null;
  verify(token: string): Promise<Claims<C>>;
}

/** What decides a page load, which has no bearer token: `betterAuthSession(...)`, or your own. */
export interface Session<C extends object = ClaimsBase> {
  /** Judges the cookies of a request. Throws only what is no decision: that is answered 500. */
  decide(request: RequestHead, context?: DenialContext): Promise<SessionVerdict<C>>;
  /** Where the issuer's own routes are, if they are routes of this application: `protect` lets everybody through to them. */
  readonly authPath?: string | undefined;
  /** The address of the issuer's own routes, where it is not known whose they are: `protect` opens `/api/auth` for its host, and nothing else. */
  readonly authUrl?: string | undefined;
}

/** A session's claims or why there are none; either way the issuer may have cookies for the browser. */
export type SessionVerdict<C extends object = ClaimsBase> = Accepted<C> | Refused;

interface Accepted<C extends object> {
  readonly claims: Claims<C>;
  readonly denied?: undefined;
  /** `Set-Cookie` fields of the issuer, for the browser. */
  readonly setCookies?: readonly string[] | undefined;
  /** The `Cookie` field with what the issuer set: for whoever decides the same request again. */
  readonly cookie?: string | undefined;
}

interface Refused {
  readonly denied: Denied;
  readonly claims?: undefined;
  readonly setCookies?: readonly string[] | undefined;
  readonly cookie?: undefined;
}
