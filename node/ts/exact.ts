//! JSON whose integers are not rounded: those beyond 2^53 become bigints. For texts that the addon has read strictly before.

import type { ClaimValue } from './types.js';

/** As `JSON.parse`, but exact. The text must be valid: this looks no closer than it has to. */
export function parseExactly(text: string): ClaimValue {
  return new Reader(text).value();
}

/** Goes from sign to sign by itself: a regular expression over a string of some megabytes runs out of stack. */
class Reader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  /** Nested as deep as the addon allows, which is not deep. */
  value(): ClaimValue {
    const sign = this.#sign();
    if (sign === '{') return this.#object();
    if (sign === '[') return this.#array();
    const begin = this.#at;
    if (sign === '"') this.#skipString();
    else this.#skipWord();
    const word = this.#text.slice(begin, this.#at);
    const integer = /^-?\d+$/.test(word) ? Number(word) : undefined;
    if (integer === undefined) return JSON.parse(word) as ClaimValue;
    return Number.isSafeInteger(integer) ? integer : BigInt(word);
  }

  #object(): ClaimValue {
    const members: Record<string, ClaimValue> = {};
    this.#at += 1;
    for (let sign = this.#sign(); sign !== '}'; sign = this.#sign()) {
      if (sign === ',') {
        this.#at += 1;
        continue;
      }
      const begin = this.#at;
      if (sign !== '"') throw new SyntaxError('no JSON');
      this.#skipString();
      const name = JSON.parse(this.#text.slice(begin, this.#at)) as string;
      this.#sign();
      this.#at += 1; // the colon
      // Never an assignment: `__proto__` would set the prototype.
      const member = { value: this.value(), enumerable: true, writable: true, configurable: true };
      Object.defineProperty(members, name, member);
    }
    this.#at += 1;
    return members;
  }

  #array(): ClaimValue {
    const items: ClaimValue[] = [];
    this.#at += 1;
    for (let sign = this.#sign(); sign !== ']'; sign = this.#sign()) {
      if (sign === ',') this.#at += 1;
      else items.push(this.value());
    }
    this.#at += 1;
    return items;
  }

  /** The next one that is no white space. There is one, or this is no JSON. */
  #sign(): string {
    while (' \t\n\r'.includes(this.#text.charAt(this.#at))) {
      if (this.#at >= this.#text.length) throw new SyntaxError('no JSON');
      this.#at += 1;
    }
    return this.#text.charAt(this.#at);
  }

  /** From a quotation mark to behind the next that ends the string: one after an odd number of backslashes does not. */
  #skipString(): void {
    for (let end = this.#text.indexOf('"', this.#at + 1); end !== -1; end = this.#text.indexOf('"', end + 1)) {
      let escapes = 0;
      while (this.#text.charAt(end - 1 - escapes) === '\\') escapes += 1;
      if (escapes % 2 === 0) {
        this.#at = end + 1;
        return;
      }
    }
    throw new SyntaxError('no JSON');
  }

  #skipWord(): void {
    while (this.#at < this.#text.length && !',:]} \t\n\r'.includes(this.#text.charAt(this.#at))) this.#at += 1;
  }
}
