//! The header cache: headers whose signatures have held, known again by their text.
//!
//! An issuer's headers are few: one for each key. Filled only after a signature has held: nobody else can put anything in.

import type { Header } from './header.js';

/** An issuer has one header for each of its keys. */
const MOST = 8;

export class HeaderCache {
  readonly #known = new Map<string, Header>();

  find(text: string): Header | null {
    return this.#known.get(text) ?? null;
  }

  add(text: string, header: Header): void {
    if (this.#known.has(text)) return;
    const [oldest] = this.#known.keys();
    if (oldest !== undefined && this.#known.size >= MOST) this.#known.delete(oldest);
    this.#known.set(text, header);
  }
}
