//! Words that are handed in: of the right type, or a TypeError that names them.

/** A text, and nothing that would have to become one. */
export function text(value: unknown, name: string): string {
  if (typeof value !== 'string') throw wrong(name, 'a string', value);
  // Half of a surrogate pair would silently become another character.
  if (!value.isWellFormed()) throw new TypeError(`${name}: a string with half of a surrogate pair`);
  return value;
}

/** Says what is wanted; of what came, only the type. */
export function wrong(name: string, wanted: string, value: unknown): TypeError {
  return new TypeError(`${name}: give ${wanted}, not ${kind(value)}`);
}

/** The type of a value in words. */
export function kind(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
}

/** Options that name what there is no default for. */
export function needed<T extends object>(options: T, name: string): T {
  if (typeof options !== 'object' || options === null) throw wrong('options', `an object with ${name}`, options);
  return options;
}

/** Verifiers of one entry, which `isVerifier` knows. */
export function listOfVerifiers<V>(verifiers: readonly V[], isVerifier: (one: unknown) => one is V): readonly V[] {
  if (!Array.isArray(verifiers)) throw wrong('verifiers', 'a list of Verifiers', verifiers);
  return verifiers.map((one: unknown) => {
    if (isVerifier(one)) return one;
    throw wrong('verifiers', 'Verifiers of this entry', one);
  });
}
