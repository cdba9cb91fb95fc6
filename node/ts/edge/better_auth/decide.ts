//! The decision on session cookies, top to bottom: names, token, data, payload, freshness, revocation.

import type { Claims, DenialContext, OnDenied, RequestHead } from '../../types.js';
import { checkOrigin, readFields, type Transport } from '../bearer.js';
import type { Presentation } from '../challenge.js';
import type { Expect } from '../claims/expect.js';
import { judgeText } from '../claims/judge.js';
import { makeClaims } from '../claims/store.js';
import type { Now } from '../clock.js';
import { Denial } from '../denial/denial.js';
import { Flight } from '../jwks/flight.js';
import { octetsOf, trimAscii } from '../text.js';
import type { Refresh } from '../verifier/keys.js';
import { checkRevoked, type RevokedIf } from '../verifier/member.js';
import { openCompact } from './compact.js';
import { malformed, Renew } from './faults.js';
import { type CookieNames, Jar } from './jar.js';
import type { JweKeys } from './jwe.js';
import { type JwtKeys, openJwt } from './jwt.js';
import type { MacKey } from './mac_key.js';
import { type Opened, readPayload } from './payload.js';
import { claimsOfSession, type Freshness } from './session.js';
import { SessionToken } from './session_token.js';

export type Strategy = 'compact' | 'jwt' | 'jwe';

/** What session cookies are decided by. */
export interface Sessions {
  readonly names: CookieNames;
  /** The only form that is taken; null: each that the keys can judge. */
  readonly strategy: Strategy | null;
  readonly key: MacKey;
  readonly jwt: JwtKeys;
  readonly jwe: JweKeys;
  readonly freshness: Freshness;
  readonly revokedIf: RevokedIf | null;
  /** Of the verifier whose keys these are: whoever is shut out there is not let in here. */
  readonly verifierRevokedIf: RevokedIf | null;
  readonly presentation: Presentation;
  readonly onDenied: OnDenied | undefined;
  readonly transport: Transport;
}

/** What is asked: the Cookie fields, or a whole request. */
export interface SessionQuestion {
  readonly cookies: readonly string[] | RequestHead;
  readonly now: Now;
  readonly second: boolean;
  readonly context: DenialContext;
}

/** What came of a check. Null: the issuer must be asked. */
export interface SessionStep {
  readonly outcome: Claims | Denial | Flight | null;
  readonly refresh: Flight | null;
}

/** Decides as far as it can be decided now. */
export async function checkSession(sessions: Sessions, question: SessionQuestion): Promise<SessionStep> {
  const refresh: Refresh = { flight: null };
  let outcome: SessionStep['outcome'];
  try {
    outcome = await decide(sessions, question, refresh);
  } catch (otherwise) {
    if (otherwise instanceof Renew) outcome = null;
    else if (otherwise instanceof Denial) outcome = otherwise;
    else throw otherwise;
  }
  return { outcome, refresh: refresh.flight };
}

/** The issuer's own word: the answer of its `get-session`, asked with the same cookies. Throws `Denial`. */
export async function acceptAnswer(sessions: Sessions, cookies: string, body: string, now: Now): Promise<Claims> {
  const token = await SessionToken.verify(Jar.read([cookies], sessions.names).token(), sessions.key);
  if (trimAscii(body) === 'null') throw new Denial('token_missing');
  const opened: Opened = { payload: octetsOf(body), form: { kind: 'answer', at: now.unix } };
  // It is as fresh as can be, and has no version.
  const fresh: Freshness = { ...sessions.freshness, version: null, maxDataAge: null };
  return accepted({ ...sessions, freshness: fresh }, opened, token, now, {});
}

async function decide(sessions: Sessions, question: SessionQuestion, refresh: Refresh): Promise<Claims | Flight> {
  const jar = jarOf(sessions, question.cookies);
  const token = await SessionToken.verify(jar.token(), sessions.key);
  const data = jar.data();
  if (data === null) throw new Renew('there is no session data');
  const opened = await open(sessions, data, question, refresh);
  if (opened instanceof Flight) return opened;
  return accepted(sessions, opened, token, question.now, question.context);
}

function jarOf({ names, transport }: Sessions, cookies: SessionQuestion['cookies']): Jar {
  if (!('headers' in cookies)) return Jar.read(cookies, names);
  const fields = readFields(transport, cookies.headers);
  const jar = Jar.read(fields.cookies, names);
  jar.token(); // a request without a session is that, wherever it comes from
  checkOrigin(transport.origins, cookies.method, fields);
  return jar;
}

async function open(sessions: Sessions, data: string, question: SessionQuestion, refresh: Refresh): Promise<Opened | Flight> {
  const form = ({ 1: 'compact', 3: 'jwt', 5: 'jwe' } as const)[data.split('.').length as 1 | 3 | 5] as Strategy | undefined;
  if (form === undefined) throw malformed('session_data of no known form');
  if (sessions.strategy !== null && sessions.strategy !== form) {
    throw new Denial('token_type_mismatch', {
      expected: `session_data of the strategy ${sessions.strategy}`,
      received: form,
    });
  }
  switch (form) {
    case 'compact':
      return openCompact(data, sessions.key);
    case 'jwt':
      return openJwt(data, sessions.jwt, question.now, question.second, refresh);
    case 'jwe':
      return sessions.jwe.open(data);
  }
}

async function accepted(
  sessions: Sessions,
  opened: Opened,
  token: SessionToken,
  now: Now,
  context: DenialContext,
): Promise<Claims> {
  const payload = await readPayload(opened, token);
  const text = claimsOfSession(payload, sessions.freshness, now.unix);
  const judged = judgeText(text, expect(sessions.freshness.leeway), now.unix);
  const { presentation, onDenied } = sessions;
  const claims = makeClaims({ ...judged, scopesFrom: null, presentation, onDenied, context });
  checkRevoked(sessions, claims);
  checkRevoked({ revokedIf: sessions.verifierRevokedIf }, claims);
  return claims;
}

/** Claims of a session are held to nothing but their times: the rest has been proven in another way. */
function expect(leeway: number): Expect {
  return {
    issuers: null,
    audiences: null,
    leeway,
    maxTokenAge: null,
    required: [],
    oneOf: new Map(),
    subject: { kind: 'text', claim: 'sub' },
    allowUnboundUse: false,
    scopesFrom: null,
  };
}
