//! For tests in virtual time: a decision at a given moment, and flights that are run by hand. Not part of the public interface.

import type { Denied } from '../denied.js';
import type { Claims } from '../types.js';
import { acceptAnswer, checkSession } from './better_auth/decide.js';
import { Denial } from './denial/denial.js';
import { Flight } from './jwks/flight.js';
import { check } from './verifier/decide.js';
import { sessionsOf } from './session_cookies.js';
import { innerOf } from './verifier.js';

/** A flight, and whether running it fetches. */
export interface FlightAt {
  readonly led: boolean;
  /** Runs it, and lands it at that moment (seconds on both clocks). */
  flyHere(unix: number, mono: number): Promise<void>;
}

/** What came of a check. */
export interface StepAt {
  readonly accepted: Claims | null;
  readonly denied: Denied | null;
  readonly wait: FlightAt | null;
  readonly refresh: FlightAt | null;
}

/** Decides at that moment (seconds on both clocks). */
export async function checkAt(verifier: object, token: string, unix: number, mono: number, attempt: 1 | 2): Promise<StepAt> {
  const inner = innerOf(verifier);
  const question = { token, now: { unix, monotonic: mono }, second: attempt === 2, context: {} };
  const { outcome, refresh } = await check(inner, question);
  return {
    accepted: outcome instanceof Denial || outcome instanceof Flight ? null : outcome,
    denied: outcome instanceof Denial ? outcome.presented(inner.presentation) : null,
    wait: outcome instanceof Flight ? flightAt(outcome) : null,
    refresh: refresh === null ? null : flightAt(refresh),
  };
}

/** The same for session cookies, given as a Cookie field; neither accepted nor denied nor waiting is "renew". */
export async function checkSessionAt(cookies: object, field: string | null, unix: number, mono: number, attempt: 1 | 2): Promise<StepAt> {
  const sessions = sessionsOf(cookies);
  const now = { unix, monotonic: mono };
  const question = { cookies: field === null ? [] : [field], now, second: attempt === 2, context: {} };
  const { outcome, refresh } = await checkSession(sessions, question);
  return {
    accepted: outcome === null || outcome instanceof Denial || outcome instanceof Flight ? null : outcome,
    denied: outcome instanceof Denial ? outcome.presented(sessions.presentation) : null,
    wait: outcome instanceof Flight ? flightAt(outcome) : null,
    refresh: refresh === null ? null : flightAt(refresh),
  };
}

/** The issuer's answer at that moment; throws the denial. */
export async function acceptAnswerAt(cookies: object, field: string, body: string, unix: number): Promise<Claims> {
  const sessions = sessionsOf(cookies);
  try {
    return await acceptAnswer(sessions, field, body, { unix, monotonic: 0 });
  } catch (denial) {
    throw denial instanceof Denial ? denial.presented(sessions.presentation) : denial;
  }
}

function flightAt(flight: Flight): FlightAt {
  return {
    led: flight.isLed,
    flyHere: (unix, monotonic) => flight.runHere({ unix, monotonic }),
  };
}
