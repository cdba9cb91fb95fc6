//! The verified-token cache (opt-in): remembers that a token was good, never that it still is.
//!
//! An entry is found by the whole token and counts only if the keys that verified it are those of now, and the token's times and the
//! application's revocation still pass. Only full acceptances are kept. So a verifier decides alike with the cache and without.

import type { Claims } from '../types.js';

/** How much may be remembered. */
export interface CacheBounds {
  readonly entries: number;
  /** Of tokens and claims together. */
  readonly bytes: number;
}

/** Under which key material a token was verified. */
export interface Generation {
  readonly set: number;
  readonly revoked: number;
}

/** What is remembered of a token. */
export interface Accepted {
  readonly claims: Claims;
  /** Which of several issuers. */
  readonly member: number;
  readonly generation: Generation;
}

/** What an entry costs beside its texts. */
const OVERHEAD = 512;

interface Slot {
  readonly accepted: Accepted;
  readonly bytes: number;
}

export class TokenCache {
  readonly bounds: CacheBounds;
  /** The one used longest ago comes first. */
  readonly #slots = new Map<string, Slot>();
  #bytes = 0;

  constructor(bounds: CacheBounds) {
    this.bounds = bounds;
  }

  get(token: string): Accepted | null {
    const slot = this.#slots.get(token);
    if (slot === undefined) return null;
    this.#slots.delete(token);
    this.#slots.set(token, slot);
    return slot.accepted;
  }

  /** `payloadLength`: of the claims' text. */
  put(token: string, accepted: Accepted, payloadLength: number): void {
    this.#remove(token);
    const bytes = token.length + payloadLength + OVERHEAD;
    if (bytes > this.bounds.bytes) return;
    for (const oldest of this.#slots.keys()) {
      if (this.#slots.size < this.bounds.entries && this.#bytes + bytes <= this.bounds.bytes) break;
      this.#remove(oldest);
    }
    this.#slots.set(token, { accepted, bytes });
    this.#bytes += bytes;
  }

  #remove(token: string): void {
    const slot = this.#slots.get(token);
    if (slot === undefined) return;
    this.#slots.delete(token);
    this.#bytes -= slot.bytes;
  }
}
