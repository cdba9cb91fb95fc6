//! The key cache as a pure machine: (state, event, now) -> state and what to do. No I/O, no clock.
//!
//! States are set x flight: EMPTY (no snapshot), FRESH, STALE, DEAD (too old to decide by), each IDLE or FLYING. The snapshot itself is
//! outside; this is the control state that says whether a fetch may start. It is `core/src/jwks/machine.rs`, whose head names the
//! invariants.

import type { Algorithm } from '../algorithm.js';
import type { Now } from '../clock.js';

/** The settings of a key source, in seconds. */
export interface Tuning {
  /** How long a set is fresh where the endpoint does not say. */
  readonly maxAge: number;
  /** From this age on a set decides nothing any more. */
  readonly maxStale: number;
  /** After a fetch for an unknown `kid` that found nothing, no other for this long. */
  readonly cooldown: number;
  /** A flight that has not landed by then is lost: the fetch's deadline and one second. */
  readonly lease: number;
}

export const FETCH_DEADLINE = 5;
export const DEFAULT_TUNING: Tuning = { maxAge: 600, maxStale: 86_400, cooldown: 30, lease: FETCH_DEADLINE + 1 };

const DOUBT_PAUSE = 300;
const OPERATOR_PAUSE = 1;
const BACK_OFF_START = 1;
/** With its quarter of jitter at most 30 s; a cap after the jitter would gather half a fleet on one second. */
const BACK_OFF_END = 24;
const RETRY_AFTER_END = 300;
/** Here time stands still, so that a clock at its end makes no storm. */
const FAR = 1e15;

/** What a token asked for: a `kid` (null: had none, and no key fitted) and the algorithm it must serve. */
export interface Wanted {
  readonly algorithm: Algorithm;
  readonly kid: string | null;
}

/** Why a fetch was started. */
export type Reason = 'cold' | 'scheduled' | 'doubt' | 'operator' | Wanted;

/** How old a set is, in the terms of the states. */
export type Freshness = 'fresh' | 'stale' | 'dead';

/** What a caller is told that found no key. */
export type Answer =
  /** A flight was started: run it, then ask again. */
  | { readonly kind: 'lead'; readonly ticket: number }
  /** A flight is on: wait for it, then ask again. */
  | { readonly kind: 'join' }
  /** The issuer does not have it. */
  | { readonly kind: 'key_not_found' }
  /** Nobody knows; worth another try after so many seconds. */
  | { readonly kind: 'unavailable'; readonly pause: number };

interface FlightState {
  readonly ticket: number;
  readonly reason: Reason;
  readonly leaseUntil: number;
}

/** In which state a set of that age is. */
export function freshnessOf(age: number, freshFor: number, tuning: Tuning): Freshness {
  if (age >= tuning.maxStale) return 'dead';
  return age >= freshFor ? 'stale' : 'fresh';
}

/**
 * The age of a snapshot: the larger of monotonic and forward wall-clock time, so that neither a suspended machine nor a clock set back
 * makes old keys young. To the microsecond: finer differences of floating-point numbers mean nothing.
 */
export function ageOf(at: Now, now: Now): number {
  const monotonic = Math.max(now.monotonic - at.monotonic, 0) || 0;
  const wall = Math.max(now.unix - at.unix, 0) || 0;
  return toMicroseconds(Math.max(monotonic, wall));
}

/** The control state of one key source. */
export class Machine {
  #flight: FlightState | null = null;
  /** Back-off: no fetch starts before it; set by failures only. */
  #retryAt = 0;
  /** Cooldown: no Miss starts before it; set by fruitless Misses only. */
  #missAt = 0;
  #doubtAt = 0;
  #operatorAt = 0;
  #failures = 0;
  #last: 'never' | 'ok' | 'failed';
  #nextTicket = 1;

  /** `hasSet`: keys were given from the start. */
  constructor(hasSet: boolean) {
    this.#last = hasSet ? 'ok' : 'never';
  }

  /** ASK with no usable set (EMPTY or DEAD). */
  needSet(second: boolean, now: Now, tuning: Tuning): Answer {
    this.#prepare(now);
    if (this.#flight !== null && !second) return { kind: 'join' };
    if (second || reading(now) < this.#retryAt) return this.#unavailable(now);
    return this.#lead('cold', now, tuning);
  }

  /** ASK for a key that the current set does not have. */
  needKey(wanted: Wanted, second: boolean, now: Now, tuning: Tuning): Answer {
    this.#prepare(now);
    if (!second) {
      if (this.#flight !== null) return { kind: 'join' };
      if (reading(now) >= Math.max(this.#retryAt, this.#missAt)) return this.#lead(wanted, now, tuning);
    }
    return this.#last === 'ok' ? { kind: 'key_not_found' } : this.#unavailable(now);
  }

  /** A STALE set has decided: may a refresh start that nobody waits for? */
  refreshDue(now: Now, tuning: Tuning): number | null {
    this.#prepare(now);
    const due = this.#flight === null && reading(now) >= this.#retryAt;
    return due ? this.#start('scheduled', now, tuning) : null;
  }

  /** A signature was bad under a known `kid`: serial kids repeat after a database reset. */
  doubt(age: number, now: Now, tuning: Tuning): number | null {
    this.#prepare(now);
    const at = reading(now);
    const isBraked = age < tuning.cooldown || at < Math.max(this.#retryAt, this.#doubtAt);
    if (this.#flight !== null || isBraked) return null;
    this.#doubtAt = at + DOUBT_PAUSE;
    return this.#start('doubt', now, tuning);
  }

  /** OPERATOR: past every brake, at most once a second. */
  operator(now: Now, tuning: Tuning): Answer {
    this.#prepare(now);
    if (this.#flight !== null) return { kind: 'join' };
    const at = reading(now);
    if (at < this.#operatorAt) return { kind: 'unavailable', pause: toMicroseconds(this.#operatorAt - at) };
    this.#operatorAt = at + OPERATOR_PAUSE;
    return this.#lead('operator', now, tuning);
  }

  /**
   * LAND or NOT_MODIFIED: a usable set came. `has` says whether the set has what a Miss was for. Past its lease it still counts, as
   * long as nobody has noticed (PREPARE) and begun anew: it is late, not lost. False: the ticket is not the current flight's, and
   * nothing may be done with its set.
   */
  land(ticket: number, has: (wanted: Wanted) => boolean, now: Now, tuning: Tuning): boolean {
    const flight = this.#take(ticket);
    if (flight === null) return false;
    this.#failures = 0;
    this.#retryAt = reading(now);
    this.#last = 'ok';
    if (typeof flight.reason === 'object' && !has(flight.reason)) this.#missAt = reading(now) + tuning.cooldown;
    return true;
  }

  /** FAIL: nothing came. `jitter` is 0..1. False: the ticket is not the current flight's. */
  fail(ticket: number, retryAfter: number | null, jitter: number, now: Now): boolean {
    if (this.#take(ticket) === null) return false;
    const doubled = BACK_OFF_START * 2 ** Math.min(this.#failures, 10);
    const backOff = Math.min(doubled, BACK_OFF_END) * (0.75 + 0.5 * Math.min(Math.max(jitter, 0), 1));
    this.#failures += 1;
    this.#last = 'failed';
    this.#retryAt = reading(now) + Math.max(backOff, Math.min(retryAfter ?? 0, RETRY_AFTER_END));
    return true;
  }

  /** True if the last completed fetch failed. */
  get isFailing(): boolean {
    return this.#last === 'failed';
  }

  /** PREPARE: a flight past its lease is lost, whatever became of its runner. */
  #prepare(now: Now): void {
    if (this.#flight !== null && reading(now) >= this.#flight.leaseUntil) this.fail(this.#flight.ticket, null, 0.5, now);
  }

  #lead(reason: Reason, now: Now, tuning: Tuning): Answer {
    return { kind: 'lead', ticket: this.#start(reason, now, tuning) };
  }

  #start(reason: Reason, now: Now, tuning: Tuning): number {
    const ticket = this.#nextTicket;
    this.#nextTicket += 1;
    this.#flight = { ticket, reason, leaseUntil: reading(now) + tuning.lease };
    return ticket;
  }

  /** The current flight, which ends with this; null for a late ticket. */
  #take(ticket: number): FlightState | null {
    const flight = this.#flight;
    if (flight?.ticket !== ticket) return null;
    this.#flight = null;
    return flight;
  }

  #unavailable(now: Now): Answer {
    return { kind: 'unavailable', pause: toMicroseconds(Math.max(this.#retryAt - reading(now), 0)) };
  }
}

/** The monotonic clock, whatever it shows. */
function reading(now: Now): number {
  return toMicroseconds(Math.min(Math.max(now.monotonic, 0) || 0, FAR));
}

function toMicroseconds(seconds: number): number {
  return seconds < 1e9 ? Math.round(seconds * 1e6) / 1e6 : seconds;
}
