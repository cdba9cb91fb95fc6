//! One key source: the current set, and the machine that says when to fetch the next.

import type { Algorithm, AlgorithmSet } from '../algorithm.js';
import { type Now, system } from '../clock.js';
import type { Key } from '../key/key.js';
import { RevokedKeys } from '../key/revoked.js';
import { select, type Unselected } from '../key/select.js';
import type { KeySet } from '../key/set.js';
import { FetchCounters } from '../stats.js';
import type { Fetch } from './fetch.js';
import { Completion, Flight, TIMEOUT } from './flight.js';
import { type Failure, failureOf, reportChange, reportFailure, snapshotOf } from './landing.js';
import { ageOf, type Answer, type Freshness, freshnessOf, Machine, type Reason, type Tuning, type Wanted } from './machine.js';
import type { Snapshot } from './snapshot.js';
import type { KeyUrl } from './url_rules.js';

/** What a token finds. */
export type Look =
  | {
      readonly kind: 'set';
      readonly selected: Key | Exclude<Unselected, 'not_found'>;
      readonly generation: number;
      /** A fetch that somebody must launch and nobody waits for. */
      readonly refresh: Flight | null;
    }
  | { readonly kind: 'wait'; readonly flight: Flight }
  | Exclude<Answer, { kind: 'lead' | 'join' }>;

/** What a source is made of. */
export interface SourceParts {
  readonly url: KeyUrl;
  readonly fetch: Fetch;
  readonly allowed: AlgorithmSet;
  readonly tuning: Tuning;
  /** Keys to start with. */
  readonly seed: KeySet | null;
}

export class Source {
  readonly revoked = new RevokedKeys();
  readonly fetches = new FetchCounters();
  readonly #parts: SourceParts;
  readonly #machine: Machine;
  #snapshot: Snapshot | null = null;
  #completion: Completion | null = null;
  /** Keys to start with whose time has not come: a Worker has no clock while it is loaded. */
  #seed: KeySet | null;

  constructor(parts: SourceParts) {
    this.#parts = parts;
    this.#machine = new Machine(parts.seed !== null);
    this.#seed = parts.seed;
    this.#plant(system());
  }

  /** The address as it may stand in a message. */
  get shownUrl(): string {
    return this.#parts.url.shown;
  }

  /** ASK: the key for this algorithm and `kid`, or what to wait for, or why there is none. */
  look(algorithm: Algorithm, kid: string | null, second: boolean, now: Now): Look {
    const { tuning } = this.#parts;
    const usable = this.#usable(now);
    if (usable !== null) {
      const [snapshot, freshness] = usable;
      const selected = select(snapshot.keys, algorithm, kid, false);
      if (selected !== 'not_found') {
        // Whatever it says: a key that is ambiguous or unusable may be neither in the next set.
        const refresh = freshness === 'stale' ? this.#refreshDue(now) : null;
        return { kind: 'set', selected, generation: snapshot.generation, refresh };
      }
    }
    const wanted: Wanted = { algorithm, kid };
    const answer =
      usable === null
        ? this.#machine.needSet(second, now, tuning)
        : this.#machine.needKey(wanted, second, now, tuning);
    if (answer.kind === 'key_not_found' || answer.kind === 'unavailable') return answer;
    const flight = this.#flight(answer, usable === null ? 'cold' : wanted, now);
    return { kind: 'wait', flight };
  }

  /** BAD_SIGNATURE under a known `kid`: a fetch that nobody waits for, if one may start. */
  doubt(now: Now): Flight | null {
    const age = this.age(now);
    if (age === null || age < this.#parts.tuning.cooldown) return null;
    const ticket = this.#machine.doubt(age, now, this.#parts.tuning);
    return ticket === null ? null : this.#led(ticket, 'doubt', now);
  }

  /** OPERATOR: a fetch past every brake, or the seconds until there may be one: one began within the last second. */
  refresh(now: Now): Flight | number {
    const answer = this.#machine.operator(now, this.#parts.tuning);
    return answer.kind === 'unavailable' ? answer.pause : (this.#flight(answer, 'operator', now) ?? 0);
  }

  /** A fetch if there are no keys; null if there are, or none may start. */
  warm(now: Now): Flight | null {
    if (this.isReady(now)) return null;
    return this.#flight(this.#machine.needSet(false, now, this.#parts.tuning), 'cold', now);
  }

  /** True while there are keys to decide by. */
  isReady(now: Now): boolean {
    return this.#usable(now) !== null;
  }

  /** The age of the keys in seconds. */
  age(now: Now): number | null {
    return this.#snapshot === null ? null : ageOf(this.#snapshot.at, now);
  }

  /** True if the last completed fetch failed. */
  get isFailing(): boolean {
    return this.#machine.isFailing;
  }

  /** The generation of the set that decides now; null while none may. */
  generation(now: Now): number | null {
    return this.#usable(now)?.[0].generation ?? null;
  }

  /** As for a key that was found: what is remembered must age alike. */
  refreshIfStale(now: Now): Flight | null {
    return this.#usable(now)?.[1] === 'stale' ? this.#refreshDue(now) : null;
  }

  #refreshDue(now: Now): Flight | null {
    const ticket = this.#machine.refreshDue(now, this.#parts.tuning);
    return ticket === null ? null : this.#led(ticket, 'scheduled', now);
  }

  #usable(now: Now): [Snapshot, Freshness] | null {
    this.#plant(now);
    if (this.#snapshot === null) return null;
    const { at, freshFor } = this.#snapshot;
    const freshness = freshnessOf(ageOf(at, now), freshFor, this.#parts.tuning);
    return freshness === 'dead' ? null : [this.#snapshot, freshness];
  }

  /** Takes the keys to start with for fresh, as soon as there is a clock. */
  #plant(now: Now): void {
    if (this.#seed === null || now.unix <= 0) return;
    this.#snapshot = { keys: this.#seed, generation: 1, at: now, freshFor: this.#parts.tuning.maxAge, etag: null };
    this.#seed = null;
  }

  #flight(answer: Extract<Answer, { kind: 'lead' | 'join' }>, reason: Reason, now: Now): Flight;
  #flight(answer: Answer, reason: Reason, now: Now): Flight | null;
  #flight(answer: Answer, reason: Reason, now: Now): Flight | null {
    if (answer.kind === 'lead') return this.#led(answer.ticket, reason, now);
    if (answer.kind === 'join') return new Flight(this.#completion ?? new Completion(0), null);
    return null;
  }

  /** START: the one effect is one bounded GET. */
  #led(ticket: number, reason: Reason, now: Now): Flight {
    this.fetches.count(typeof reason === 'object' ? 'miss' : reason);
    const completion = new Completion(this.#parts.tuning.lease);
    this.#completion = completion;
    const { url, fetch } = this.#parts;
    const etag = this.#snapshot?.etag ?? null;
    return new Flight(completion, async (landed) => {
      try {
        const answer = await fetch({ url: url.href, shown: url.shown, etag, timeout: TIMEOUT });
        const next = snapshotOf(answer, { at: now, sentEtag: etag !== null, current: this.#snapshot, ...this.#parts });
        this.#land(ticket, next, landed());
      } catch (error) {
        this.#fail(ticket, failureOf(error), landed());
      }
      completion.finish();
    });
  }

  /** LAND: stores the set, unless the ticket is an old one. */
  #land(ticket: number, next: Omit<Snapshot, 'generation'>, now: Now): void {
    const has = ({ algorithm, kid }: Wanted): boolean => select(next.keys, algorithm, kid, false) !== 'not_found';
    const wasFailing = this.#machine.isFailing;
    if (!this.#machine.land(ticket, has, now, this.#parts.tuning)) return;
    const before = this.#snapshot;
    const isSame = before !== null && before.keys.sameMaterial(next.keys);
    const generation = before === null ? 1 : isSame ? before.generation : before.generation + 1;
    this.#snapshot = { ...next, generation };
    reportChange(this.shownUrl, isSame ? null : next.keys, before === null, wasFailing);
  }

  /** FAIL: the snapshot stays untouched. */
  #fail(ticket: number, failure: Failure, now: Now): void {
    if (!this.#machine.fail(ticket, failure.retryAfter, Math.random(), now)) return;
    this.fetches.failed(failure);
    reportFailure(this.shownUrl, failure, this.age(now), this.isReady(now));
  }
}
