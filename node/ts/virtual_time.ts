//! For tests in virtual time: a decision at a given moment, and flights that are run by hand. Not part of the public interface.

import { type Acceptor, claimsOf } from './claims.js';
import { Denied, type DenialSource } from './denied.js';
import { native, type Native } from './native.js';
import { SESSIONS, type SessionCookies } from './session_cookies.js';
import type { Claims } from './types.js';
import { ACCEPTOR, type Verifier } from './verifier.js';

/** A flight, and whether running it fetches. */
export interface FlightAt {
  readonly led: boolean;
  /** Runs it here, and lands it at that moment (seconds on both clocks). */
  flyHere(unix: number, mono: number): void;
}

/** What came of a check. */
export interface StepAt {
  readonly accepted: Claims | null;
  readonly denied: Denied | null;
  readonly wait: FlightAt | null;
  readonly refresh: FlightAt | null;
}

/** Decides at that moment (seconds on both clocks). */
export function checkAt(verifier: Verifier<object>, token: string, unix: number, mono: number, attempt: 1 | 2): StepAt {
  const acceptor = verifier[ACCEPTOR];
  return stepOf(acceptor, native().checkAt(acceptor.number, token, unix, mono, attempt));
}

/** The same for session cookies, given as a Cookie field; neither accepted nor denied nor waiting is "renew". */
export function checkSessionAt(cookies: SessionCookies<object>, field: string | null, unix: number, mono: number, attempt: 1 | 2): StepAt {
  const acceptor = cookies[SESSIONS];
  return stepOf(acceptor, native().checkSessionAt(acceptor.number, field ?? '', unix, mono, attempt));
}

function stepOf(acceptor: Acceptor, step: ReturnType<Native['checkAt']>): StepAt {
  return {
    accepted: step.accepted === undefined ? null : claimsOf(acceptor, step.accepted, true, step.issuer),
    denied: step.denied === undefined ? null : new Denied(step.denied as DenialSource),
    wait: flightOf(step.wait),
    refresh: flightOf(step.refresh),
  };
}

function flightOf(flight: { readonly flight: number; readonly led: boolean } | undefined): FlightAt | null {
  if (flight === undefined) return null;
  return { led: flight.led, flyHere: (unix, mono) => { native().flyHere(flight.flight, unix, mono); } };
}
