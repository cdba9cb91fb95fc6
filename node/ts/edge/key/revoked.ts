//! Keys that the application has refused until restart.

import type { Key } from './key.js';

export class RevokedKeys {
  readonly #kids = new Set<string>();

  add(kid: string): void {
    this.#kids.add(kid);
  }

  has(key: Key): boolean {
    return key.kid !== null && this.#kids.has(key.kid);
  }

  get count(): number {
    return this.#kids.size;
  }
}
