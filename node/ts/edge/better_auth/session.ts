//! From a payload to claims: freshness, and what of the payload may leave this folder.

import { Denial } from '../denial/denial.js';
import { asRaw, readObject } from '../json/read.js';
import { plain, rounded } from '../written.js';
import { Renew } from './faults.js';
import type { Payload } from './payload.js';

/** How fresh session data must be. */
export interface Freshness {
  /** `cookieCache.version`; null: any. */
  readonly version: string | null;
  readonly leeway: number;
  readonly maxDataAge: number | null;
}

/** Not taken from the user, who may be able to set fields of its own: what the rules read, and `session`. */
export const RESERVED = ['sub', 'sid', 'iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'scope', 'scp', 'cnf', 'session'];

/** The text of the claims of a session that is fresh. Throws `Renew` where it is over but may go on. A clock that is NaN refuses. */
export function claimsOfSession(payload: Payload, rules: Freshness, now: number): string {
  const { version, updatedAt, cookieExpires, sessionExpires } = payload;
  const { leeway, maxDataAge } = rules;
  if (rules.version !== null && rules.version !== version) throw new Renew('the data is of another version');
  if (!(now < cookieExpires + leeway)) throw new Renew('the data has expired');
  if (maxDataAge !== null) {
    if (!(now + leeway >= updatedAt)) throw early(updatedAt, now);
    if (!(now < updatedAt + maxDataAge + leeway)) throw new Renew('the data is older than maxDataAge');
  }
  if (!(now < sessionExpires + leeway)) {
    throw new Denial('token_expired', {
      claim: 'session.expiresAt',
      expected: `session.expiresAt after ${rounded(now)}`,
      received: `${plain(sessionExpires)}, ${rounded(now - sessionExpires)} s ago`,
    });
  }
  return textOfClaims(payload);
}

function early(updatedAt: number, now: number): Denial {
  return new Denial('token_not_yet_valid', {
    claim: 'updatedAt',
    expected: `updatedAt not after ${rounded(now)}`,
    received: `updatedAt ${plain(updatedAt)}, in ${rounded(updatedAt - now)} s`,
    hint: 'is the clock of this machine, or of the issuer, off?',
  });
}

function textOfClaims(payload: Payload): string {
  const own: [string, string][] = [
    ['sub', JSON.stringify(payload.userId)],
    ['sid', JSON.stringify(payload.sessionId)],
    ['exp', plain(Math.min(payload.cookieExpires, payload.sessionExpires))],
    ['iat', plain(payload.updatedAt)],
  ];
  if (payload.notBefore !== null) own.push(['nbf', plain(payload.notBefore)]);
  // The live session token stays here.
  own.push(['session', written(members(payload.session).filter(([name]) => name !== 'token'))]);
  return written([...own, ...members(payload.user).filter(([name]) => !RESERVED.includes(name))]);
}

/** Names and values, as they are written. */
function members(object: string): [string, string][] {
  return Array.from(readObject(object, () => 'raw'), ([name, node]) => [name, asRaw(node) ?? 'null']);
}

function written(fields: readonly [string, string][]): string {
  return `{${fields.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}
