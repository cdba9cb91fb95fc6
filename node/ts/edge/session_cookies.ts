//! Better Auth's session cookies, as the package says it: the same class as in the native entry, but that nothing in it is synchronous.

import { Denied } from '../denied.js';
import { report } from '../report.js';
import { cookieField, headOf } from '../request_head.js';
import { readSessionOptions } from '../session_options.js';
import { text } from '../text.js';
import type { Claims, ClaimsBase, DenialContext, Names, OnDenied, RequestHead, SecretValue } from '../types.js';
import { acceptAnswer, checkSession, type SessionQuestion, type Sessions, type SessionStep } from './better_auth/decide.js';
import { readSessions } from './better_auth/options.js';
import { system } from './clock.js';
import { ConfigError } from './config_error.js';
import { Denial } from './denial/denial.js';
import { Flight } from './jwks/flight.js';
import { innerOf, isVerifier, type Verifier } from './verifier.js';

/** Better Auth's secret, and what of its cookies is not the default. */
export interface SessionCookiesOptions {
  /** `BETTER_AUTH_SECRET`. One of `secret`, `secrets` and `secretEnv` is given. */
  readonly secret?: SecretValue | undefined;
  /** Better Auth's `secrets`, the newest first; a legacy secret comes last. At most three. */
  readonly secrets?: readonly (SecretValue | { readonly version: number; readonly value: string })[] | undefined;
  /** The name of the environment variable that holds the secret. */
  readonly secretEnv?: string | undefined;
  /** `BETTER_AUTH_URL`: says whether cookies are secure, who may send them, and where the keys of asymmetric session data are. */
  readonly baseUrl?: string | undefined;
  /**
   * Of these keys, instead of those at `baseUrl`: a verifier of one issuer, whose `revokedIf` is asked too. Its audience, typ and subject
   * rules are not used.
   */
  readonly verifier?: Verifier<never> | undefined;
  /** The `iss` of asymmetric session data, if it is not the verifier's. */
  readonly issuer?: string | undefined;
  /** The only form of session data that is taken; each that the keys can judge unless given. */
  readonly strategy?: 'compact' | 'jwt' | 'jwe' | undefined;
  /** `cookiePrefix`: `better-auth` unless given. */
  readonly prefix?: string | undefined;
  /** The whole name of the session token's cookie, without `__Secure-`. */
  readonly sessionTokenName?: string | undefined;
  /** The whole name of the session data's cookie, without `__Secure-`. */
  readonly sessionDataName?: string | undefined;
  /** `cookieCache.version`: "1" unless given; null takes any. */
  readonly version?: string | null | undefined;
  /** `__Secure-` names alone, or plain ones alone; from `baseUrl` unless given, else whichever a session token comes under. */
  readonly secure?: boolean | undefined;
  /** Seconds by which clocks may differ: 5 unless given. */
  readonly leeway?: number | undefined;
  /** Session data older than this, in seconds, must be renewed: bounds how late a sign-out elsewhere is seen. */
  readonly maxDataAge?: number | undefined;
  /** The application's last word on a session. What it throws, and a promise, fail the request (503). */
  readonly revokedIf?: ((claims: Claims) => boolean) | undefined;
  /** The origins that may send the cookies with an unsafe method; that of `baseUrl` unless given. */
  readonly allowedOrigins?: Names | undefined;
  /** Gets each denial once, instead of the log line. */
  readonly onDenied?: OnDenied | undefined;
}

const SESSIONS = new WeakMap<object, Sessions>();

/**
 * Decides Better Auth's session cookies without asking Better Auth. What signs somebody out elsewhere is not seen before the data expires
 * (`cookieCache.maxAge`, five minutes unless set); `maxDataAge` shortens that.
 */
export class SessionCookies<C extends object = ClaimsBase> {
  /** Throws `ConfigError` where the configuration is wrong. */
  constructor(options: SessionCookiesOptions) {
    SESSIONS.set(this, readSessions(readSessionOptions(options, isVerifier), innerOf));
  }

  /**
   * The claims of a session. Null: the session token is genuine, but there is no fresh session data; that is not signed in: the issuer
   * must be asked. Throws `Denied` for anything else. Several Cookie fields are joined by `; `.
   */
  async decide(cookieHeader: string | null | undefined): Promise<Claims<C> | null> {
    return this.#asked([cookieField(cookieHeader)], {});
  }

  /** Not here: WebCrypto answers later. Throws `ConfigError`. */
  decideSync(_cookieHeader: string | null | undefined): Claims<C> | null {
    throw new ConfigError('decideSync is not for bearward/edge, where WebCrypto answers later: use `await sessions.decide(..)`.');
  }

  /**
   * The same for a request: finds its Cookie fields, and holds unsafe methods and WebSocket handshakes to the allowed origins (403
   * origin_not_allowed). For wherever a session may change something.
   */
  async decideRequest(request: RequestHead, context: DenialContext = {}): Promise<Claims<C> | null> {
    const head = headOf(request);
    return this.#asked(head, { method: head.method, ...context });
  }

  /** The same from the issuer's own answer: the body of its `get-session`, asked with these cookies. */
  async decideAnswer(cookieHeader: string, body: string): Promise<Claims<C>> {
    const sessions = sessionsOf(this);
    const [field, answer] = [text(cookieHeader, 'cookieHeader'), text(body, 'body')];
    try {
      return (await acceptAnswer(sessions, field, answer, system())) as unknown as Claims<C>;
    } catch (denial) {
      if (denial instanceof Denial) throw told(sessions, denial, {});
      throw denial;
    }
  }

  async #asked(cookies: SessionQuestion['cookies'], context: DenialContext): Promise<Claims<C> | null> {
    const sessions = sessionsOf(this);
    let outcome = launched(await checkSession(sessions, { cookies, now: system(), second: false, context }));
    if (outcome instanceof Flight) {
      await outcome.launch().wait();
      outcome = launched(await checkSession(sessions, { cookies, now: system(), second: true, context }));
    }
    // A second attempt never waits; if it did, not knowing is an outage and nobody's fault.
    if (outcome instanceof Flight) outcome = new Denial('keys_unavailable');
    if (outcome instanceof Denial) throw told(sessions, outcome, context);
    return outcome as Claims<C> | null;
  }
}

/** What they are decided by, for tests in virtual time. */
export function sessionsOf(cookies: object): Sessions {
  const sessions = SESSIONS.get(cookies);
  if (sessions === undefined) throw new TypeError('these are no SessionCookies of bearward/edge');
  return sessions;
}

function launched({ outcome, refresh }: SessionStep): SessionStep['outcome'] {
  // Nobody waits for it.
  refresh?.launch();
  return outcome;
}

function told(sessions: Sessions, denial: Denial, context: DenialContext): Denied {
  return report(denial.presented(sessions.presentation), sessions.onDenied, context);
}
