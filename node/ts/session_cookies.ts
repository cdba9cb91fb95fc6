//! Better Auth's session cookies: converts and calls; every decision is the addon's.

import { type Acceptor, claimsOf, giveBack, revocation } from './claims.js';
import { Denied, type DenialSource } from './denied.js';
import type { SessionCookiesOptions as EdgeOptions } from './edge/session_cookies.js';
import { landed, native, type Native } from './native.js';
import { report } from './report.js';
import { cookieField, headOf } from './request_head.js';
import { type GivenSessions, readSessionOptions } from './session_options.js';
import { text } from './text.js';
import type { Claims, ClaimsBase, DenialContext, RequestHead } from './types.js';
import { ACCEPTOR, fieldsOf, numberOf, Verifier } from './verifier.js';

/** Better Auth's secret, and what of its cookies is not the default. */
export type SessionCookiesOptions = Omit<EdgeOptions, 'verifier'> & {
  /**
   * Of these keys, instead of those at `baseUrl`: a verifier of one issuer, whose `revokedIf` is asked too. Its audience, typ and subject
   * rules are not used.
   */
  readonly verifier?: Verifier<never> | undefined;
};

type NativeOptions = Parameters<Native['buildSessions']>[0];
type Verdict = string | number | { readonly exact: string } | { readonly code: string } | { readonly wait: number } | null;

/** What the rest of this package needs of session cookies. */
export const SESSIONS = Symbol('bearward.sessions');

/** The headers that a decision about a whole request looks at. */
const LOOKS_AT = ['cookie', 'origin', 'sec-fetch-site', 'upgrade'];

/**
 * Decides Better Auth's session cookies without asking Better Auth. What signs somebody out elsewhere is not seen before the data expires
 * (`cookieCache.maxAge`, five minutes unless set); `maxDataAge` shortens that.
 */
export class SessionCookies<C extends object = ClaimsBase> {
  readonly #acceptor: Acceptor;

  /** Throws `ConfigError` where the configuration is wrong. */
  constructor(options: SessionCookiesOptions) {
    const given = readSessionOptions(options, isVerifier);
    const acceptor = { number: 0, onDenied: given.onDenied ?? given.verifier?.[ACCEPTOR].onDenied };
    acceptor.number = numberOf(native().buildSessions(nativeOf(given, acceptor)));
    this.#acceptor = acceptor;
    giveBack(acceptor);
  }

  /**
   * The claims of a session. Null: the session token is genuine, but there is no fresh session data; that is not signed in: the issuer
   * must be asked. Throws `Denied` for anything else. Several Cookie fields are joined by `; `.
   */
  async decide(cookieHeader: string | null | undefined): Promise<Claims<C> | null> {
    const { number } = this.#acceptor;
    const field = cookieField(cookieHeader);
    return this.#decided((second) => native().decideSession(number, field, second), {});
  }

  /** The same without ever waiting: where there are no keys it throws `Denied` (keys_unavailable). */
  decideSync(cookieHeader: string | null | undefined): Claims<C> | null {
    return this.#settled(native().decideSessionAtOnce(this.#acceptor.number, cookieField(cookieHeader)), {});
  }

  /**
   * The same for a request: finds its Cookie fields, and holds unsafe methods and WebSocket handshakes to the allowed origins (403
   * origin_not_allowed). For wherever a session may change something.
   */
  async decideRequest(request: RequestHead, context: DenialContext = {}): Promise<Claims<C> | null> {
    const { number } = this.#acceptor;
    const { method, headers } = headOf(request);
    const fields = fieldsOf(headers, LOOKS_AT);
    const ask = (second: boolean): Verdict => native().decideSessionRequest(number, method, fields, second);
    return this.#decided(ask, { method, ...context });
  }

  /** The same from the issuer's own answer: the body of its `get-session`, asked with these cookies. */
  async decideAnswer(cookieHeader: string, body: string): Promise<Claims<C>> {
    const claims = this.#settled(native().acceptAnswer(this.#acceptor.number, text(cookieHeader, 'cookieHeader'), text(body, 'body')), {});
    if (claims === null) throw new Error('bearward: an answer is never to be renewed');
    return claims;
  }

  /** For the rest of this package. */
  get [SESSIONS](): Acceptor {
    return this.#acceptor;
  }

  async #decided(ask: (second: boolean) => Verdict, context: DenialContext): Promise<Claims<C> | null> {
    const verdict = ask(false);
    if (verdict === null || typeof verdict !== 'object' || !('wait' in verdict)) return this.#settled(verdict, context);
    await landed(verdict as Parameters<typeof landed>[0]);
    return this.#settled(ask(true), context);
  }

  #settled(verdict: Verdict, context: DenialContext): Claims<C> | null {
    if (verdict === null) return null;
    if (typeof verdict === 'string') return claimsOf(this.#acceptor, verdict, false, 0, context) as unknown as Claims<C>;
    if (typeof verdict === 'object' && 'exact' in verdict) {
      return claimsOf(this.#acceptor, verdict.exact, true, 0, context) as unknown as Claims<C>;
    }
    // A second attempt never waits; if it did, not knowing is an outage and nobody's fault.
    const denied = typeof verdict === 'object' && 'code' in verdict ? new Denied(verdict as DenialSource) : new Denied('keys_unavailable');
    throw report(denied, this.#acceptor.onDenied, context);
  }
}

function isVerifier(value: unknown): value is Verifier<never> {
  return value instanceof Verifier;
}

function nativeOf({ secrets, onDenied: _, ...given }: GivenSessions<Verifier<never>>, acceptor: Acceptor): NativeOptions {
  const { verifier, version, revokedIf, allowedOrigins, ...plain } = given;
  return {
    ...plain,
    ...(typeof secrets === 'string' ? { secretEnv: secrets } : { secrets: [...secrets] }),
    ...(version === null ? { anyVersion: true } : { version }),
    verifier: verifier?.[ACCEPTOR].number,
    revokedIf: revokedIf && revocation(acceptor, revokedIf),
    allowedOrigins: allowedOrigins && [...allowedOrigins],
  };
}
