//! Keys that the application has refused until restart.

import type { Key } from './key.js';

export class RevokedKeys {
  readonly #kids = new Set<string>();

  add(kid: string): void {
    this.#kids.add(kid);
  }

  /** True if a token's header names a refused key, whichever key fits it. */
  names(kid: string | null): boolean {
    return kid !== null && this.#kids.has(kid);
  }

  /** True if this key is refused under its own name, or under another by which its set has the same material. */
  has(key: Key): boolean {
    return key.names.some((name) => this.#kids.has(name));
  }

  get count(): number {
    return this.#kids.size;
  }
}
