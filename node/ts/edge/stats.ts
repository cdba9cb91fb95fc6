//! Counters, read by `stats()`.

import type { Stats } from '../types.js';
import type { DenialCode } from './denial/registry.js';
import type { Failure } from './jwks/landing.js';

/** What decisions there were. */
export class DecisionCounters {
  accepted = 0;
  keyMisses = 0;
  readonly #denied = new Map<DenialCode, number>();

  denied(code: DenialCode): void {
    this.#denied.set(code, (this.#denied.get(code) ?? 0) + 1);
  }

  /** All counters, with those of the key sources. */
  stats(sources: readonly FetchCounters[], keyAge: number | null): Stats {
    const denied = Object.fromEntries(this.#denied);
    const decisions = this.accepted + Object.values(denied).reduce((sum, count) => sum + count, 0);
    return {
      accepted: this.accepted,
      denied,
      keyHits: Math.max(decisions - this.keyMisses, 0),
      keyMisses: this.keyMisses,
      fetches: FetchCounters.sum(sources),
      fetchFailures: sources.reduce((sum, source) => sum + source.failures, 0),
      lastFetchError: sources.reduce<string | null>((last, source) => source.lastFailure?.message ?? last, null),
      keyAge,
    };
  }
}

const REASONS = ['cold', 'scheduled', 'miss', 'doubt', 'operator'] as const;

/** The fetches of one source. */
export class FetchCounters {
  failures = 0;
  lastFailure: Failure | null = null;
  readonly #started: Record<(typeof REASONS)[number], number> = { cold: 0, scheduled: 0, miss: 0, doubt: 0, operator: 0 };

  count(reason: (typeof REASONS)[number]): void {
    this.#started[reason] += 1;
  }

  failed(failure: Failure): void {
    this.failures += 1;
    this.lastFailure = failure;
  }

  /** By reason, over several sources; nothing where there is none. */
  static sum(sources: readonly FetchCounters[]): Record<string, number> {
    const total: Record<string, number> = {};
    for (const source of sources) {
      for (const reason of REASONS) total[reason] = (total[reason] ?? 0) + source.#started[reason];
    }
    return total;
  }
}
