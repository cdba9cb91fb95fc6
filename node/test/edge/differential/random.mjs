// Chance that can be repeated: the same seed gives the same run.

export class Chance {
  #state;

  constructor(seed) {
    this.#state = seed >>> 0;
  }

  /** 0 <= number < 1 (mulberry32). */
  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let word = this.#state;
    word = Math.imul(word ^ (word >>> 15), word | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  }

  below(limit) {
    return Math.floor(this.next() * limit);
  }

  one(list) {
    return list[this.below(list.length)];
  }

  /** True with that probability. */
  maybe(probability) {
    return this.next() < probability;
  }
}

/** A text with some faults: pieces put in, taken out, doubled, changed. */
export function damaged(chance, text, pieces) {
  let units = Array.from(text);
  for (let times = 1 + chance.below(3); times > 0; times -= 1) {
    const at = chance.below(units.length + 1);
    const length = chance.below(4);
    const put = chance.maybe(0.7) ? Array.from(chance.one(pieces)) : units.slice(at, at + chance.below(12));
    units = [...units.slice(0, at), ...put, ...units.slice(at + (chance.maybe(0.5) ? length : 0))];
  }
  return units.join('');
}
