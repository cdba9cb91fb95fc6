//! The options as JavaScript gives them: each is taken once and looked at, and none that is unknown is passed over.

import { ConfigError } from '../config_error.js';
import { isWellFormed } from '../text.js';

/** A function of whatever shape: who calls it knows which. */
export type AnyFunction = (...values: never) => unknown;

export class Given {
  readonly #options: Map<string, unknown>;

  /** `what` takes the options of these names. Each is read once, so that a getter cannot answer twice in two ways. */
  constructor(options: object, what: string, known: readonly string[]) {
    if (typeof options !== 'object' || options === null) throw wrong('options', 'an object', options);
    this.#options = new Map(Object.entries(options as Readonly<Record<string, unknown>>));
    const unknown = [...this.#options.keys()].find((name) => !known.includes(name));
    if (unknown !== undefined) throw new TypeError(`${what} has no option ${JSON.stringify(unknown)}`);
  }

  /** What was given; undefined if nothing was. Null is as good as not given. */
  take(name: string): unknown {
    const value = this.#options.get(name);
    this.#options.delete(name);
    return value ?? undefined;
  }

  flag(name: string): boolean {
    const value = this.take(name) ?? false;
    if (typeof value !== 'boolean') throw wrong(name, 'true or false', value);
    return value;
  }

  text(name: string): string | null {
    const value = this.take(name);
    return value === undefined ? null : textOf(name, value);
  }

  number(name: string): number | null {
    const value = this.take(name);
    if (value === undefined) return null;
    if (typeof value !== 'number') throw wrong(name, 'a number', value);
    return value;
  }

  /** Called where nothing can be awaited. */
  plainFunction(name: string): AnyFunction | null {
    const given = this.anyFunction(name);
    if (given?.constructor.name === 'AsyncFunction') {
      throw new ConfigError(`${name} is an async function, and it is called where nothing can be awaited: give a plain one.`);
    }
    return given;
  }

  anyFunction(name: string): AnyFunction | null {
    const value = this.take(name);
    if (value === undefined) return null;
    if (typeof value !== 'function') throw wrong(name, 'a function', value);
    return value as AnyFunction;
  }

  names(name: string): readonly string[] | null {
    const value = this.take(name);
    return value === undefined ? null : namesOf(name, value);
  }

  /** JSON as text, or parsed. */
  json(name: string): string | null {
    const value = this.take(name);
    return value === undefined ? null : jsonOf(name, value);
  }

  /** The members of an object. */
  pairs(name: string, wanted: string): [string, unknown][] {
    const value = this.take(name);
    if (value === undefined) return [];
    if (typeof value !== 'object') throw wrong(name, wanted, value);
    return Object.entries(value as Readonly<Record<string, unknown>>);
  }
}

/** A text, and nothing that would have to become one. */
export function textOf(name: string, value: unknown): string {
  if (typeof value !== 'string') throw wrong(name, 'a string', value);
  // Half of a surrogate pair would silently become another character.
  if (!isWellFormed(value)) throw new TypeError(`${name}: a string with half of a surrogate pair`);
  return value;
}

/** One name or several. */
export function namesOf(name: string, value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((one) => textOf(name, one));
}

/** JSON text: a string as it is, anything else as it is written. */
export function jsonOf(name: string, value: unknown): string {
  if (typeof value === 'string') return textOf(name, value);
  if (typeof value !== 'object' || value === null) throw wrong(name, 'an object or JSON text', value);
  return JSON.stringify(value);
}

/** Never with the value: it may be a secret. */
export function wrong(name: string, wanted: string, value: unknown): TypeError {
  return new TypeError(`${name}: give ${wanted}, not ${value === null ? 'null' : typeof value}`);
}
