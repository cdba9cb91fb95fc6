//! The times of a token (RFC 7519 sections 4.1.4 to 4.1.6), compared as f64 seconds, here and nowhere else.

import { Denial } from '../denial/denial.js';
import { asNumber, type Members, typeName } from '../json/read.js';
import { plain, rounded } from '../written.js';
import type { Expect } from './expect.js';
import { invalid } from './faults.js';

/** The first second of the year 10000. */
const END_OF_TIME = 253_402_300_800;
const PROBABLY_MILLISECONDS = 1e11;
const PROBABLY_A_LIFETIME = 400 * 86_400;

export interface Times {
  readonly expiresAt: number | null;
  readonly notBefore: number | null;
  readonly issuedAt: number | null;
}

/** Reads types and ranges. */
export function readTimes(payload: Members): Times {
  return {
    expiresAt: numericDate(payload, 'exp'),
    notBefore: numericDate(payload, 'nbf'),
    issuedAt: numericDate(payload, 'iat'),
  };
}

/** Why these times do not hold at `now`; null if they do. Written so that a clock that is no number (NaN) refuses. */
export function refusalOfTimes(times: Times, expect: Expect, now: number): Denial | null {
  const { expiresAt: exp, notBefore: nbf, issuedAt: iat } = times;
  const { leeway, maxTokenAge } = expect;
  if (exp !== null && !(now < exp + leeway)) return expired(exp, now);
  if (nbf !== null && !(now + leeway >= nbf)) return early('nbf', nbf, now);
  if (maxTokenAge === null || iat === null) return null;
  if (!(now + leeway >= iat)) return early('iat', iat, now);
  if (now < iat + maxTokenAge + leeway) return null;
  return new Denial('token_too_old', {
    claim: 'iat',
    expected: `issued at most ${plain(maxTokenAge)} s ago`,
    received: `iat ${plain(iat)}, ${rounded(now - iat)} s ago`,
  });
}

/** A time in seconds since 1970, within the years that there are; null if it is absent. */
export function numericDate(payload: Members, claim: string): number | null {
  const node = payload.get(claim);
  if (node === undefined) return null;
  const number = asNumber(node);
  if (number === null) throw invalid(claim, 'a number of seconds since 1970', typeName(node));
  if (number >= 0 && number < END_OF_TIME) return number;
  const hint = number > PROBABLY_MILLISECONDS ? 'milliseconds? NumericDate is in seconds' : null;
  throw invalid(claim, 'seconds from 1970 to the year 9999', plain(number), hint);
}

function expired(exp: number, now: number): Denial {
  const hint =
    'exp lies in 1970: Better Auth takes a numeric jwt.expirationTime as a date; write "15m" instead of 900';
  return new Denial('token_expired', {
    claim: 'exp',
    expected: `exp after ${rounded(now)}`,
    received: `exp ${plain(exp)}, ${rounded(now - exp)} s ago`,
    hint: exp < PROBABLY_A_LIFETIME ? hint : null,
  });
}

function early(claim: string, time: number, now: number): Denial {
  return new Denial('token_not_yet_valid', {
    claim,
    expected: `${claim} not after ${rounded(now)}`,
    received: `${claim} ${plain(time)}, in ${rounded(time - now)} s`,
    hint: 'is the clock of this machine, or of the issuer, off?',
  });
}
