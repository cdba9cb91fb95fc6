//! Page loads of people who are signed in with Better Auth: its session cookies, judged without asking it.

import { Denied } from '../denied.js';
import { log } from '../log.js';
import { SessionCookies, type SessionCookiesOptions } from '#bearward';
import type { Claims, RequestHead } from '../types.js';
import { withCookies } from './cookie_field.js';
import { sayOnce } from './failure.js';
import { askIssuer, type IssuerAnswer } from './issuer.js';
import type { Session, SessionVerdict } from './session.js';

/** Better Auth's own secret and address, and what of its cookies is not the default. */
export type BetterAuthSessionOptions = SessionCookiesOptions & {
  /**
   * Where Better Auth is: `BETTER_AUTH_URL` of the environment unless given. It is asked when a session's cookie cache
   * is over (after five minutes by default); without it people have to sign in again then.
   */
  readonly baseUrl?: string | undefined;
  /** The address of its `get-session`, where `baseUrl` cannot be reached from this server. */
  readonly getSessionUrl?: string | undefined;
};

/**
 * The session of a page load. A genuine session whose cookie cache is over is renewed by the issuer's
 * `GET {baseUrl}/api/auth/get-session`, with the request's cookies; an outage there is a 503, never a sign-out.
 * Throws `ConfigError`.
 */
export function betterAuthSession({ getSessionUrl, ...options }: BetterAuthSessionOptions): Session {
  const baseUrl = options.baseUrl ?? process.env.BETTER_AUTH_URL;
  const cookies = new SessionCookies({ ...options, ...(baseUrl === undefined ? {} : { baseUrl }) });
  const home = authHome(baseUrl);
  const address = getSessionUrl ?? (home && `${home}/get-session`);
  const asking = new Map<string, Promise<IssuerAnswer>>();

  /** The same cookies are asked for once at a time: a page and its prefetches come together. */
  function ask(url: string, cookie: string, request: RequestHead): Promise<IssuerAnswer> {
    const running = asking.get(cookie) ?? askIssuer(url, cookie, request).finally(() => asking.delete(cookie));
    asking.set(cookie, running);
    return running;
  }

  async function renew(request: RequestHead): Promise<SessionVerdict> {
    if (address === undefined) {
      sayOnce('a session needs to be renewed, but betterAuthSession has no baseUrl: whoever has it is sent to sign in');
      return { denied: nobody() };
    }
    const cookie = cookieField(request.headers);
    const answer = await ask(address, cookie, request);
    if (answer.kind === 'outage') {
      log('warn', 'a session cannot be renewed', [['get-session', address], ['because', answer.why]]);
      return { denied: new Denied('keys_unavailable', { retryAfter: answer.retryAfter ?? 5 }) };
    }
    const { setCookies } = answer;
    if (answer.kind === 'nobody') return { denied: nobody(), setCookies };
    const renewed = withCookies(cookie, setCookies);
    // The issuer sets no session data where its cookie cache is off, or a session is not to be remembered: then its word counts.
    const verdict = await verdictOf(async () => (await cookies.decide(renewed)) ?? cookies.decideAnswer(renewed, answer.body));
    return verdict?.claims ? { ...verdict, setCookies, cookie: renewed } : { denied: verdict?.denied ?? nobody(), setCookies };
  }

  return {
    authUrl: home,
    async decide(request, context) {
      return (await verdictOf(() => cookies.decideRequest(request, context))) ?? renew(request);
    },
  };
}

/** Null stays null: the session must be renewed. Whatever is no denial is thrown on. */
async function verdictOf(decide: () => Promise<Claims | null>): Promise<SessionVerdict | null> {
  try {
    const claims = await decide();
    return claims && { claims };
  } catch (error) {
    if (error instanceof Denied) return { denied: error };
    throw error;
  }
}

/** Nobody is signed in. */
function nobody(): Denied {
  return new Denied('token_missing');
}

/** The address of Better Auth's routes, without a last slash. */
function authHome(baseUrl: string | undefined): string | undefined {
  if (baseUrl === undefined) return undefined;
  // SessionCookies has judged it already.
  const { origin, pathname } = new URL(baseUrl);
  const path = pathname.replace(/\/+$/, '');
  return origin + (path === '' ? '/api/auth' : path);
}

function cookieField(headers: RequestHead['headers']): string {
  const fields = [];
  for (const [name, value] of headers) if (name.toLowerCase() === 'cookie') fields.push(value);
  return fields.join('; ');
}
