//! The options as JavaScript gives them: each is taken once and looked at, and none that is unknown is passed over.

import { text, wrong } from '../../text.js';
import { ConfigError } from '../config_error.js';

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

  /** True where null was given: for some options that is a word of its own. */
  wasNull(name: string): boolean {
    return this.#options.get(name) === null;
  }

  flag(name: string): boolean {
    return this.choice(name) ?? false;
  }

  choice(name: string): boolean | null {
    const value = this.take(name) ?? null;
    if (value !== null && typeof value !== 'boolean') throw wrong(name, 'true or false', value);
    return value;
  }

  text(name: string): string | null {
    const value = this.take(name);
    return value === undefined ? null : text(value, name);
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

/** One name or several. */
export function namesOf(name: string, value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((one) => text(one, name));
}

/** JSON text: a string as it is, anything else as it is written. */
export function jsonOf(name: string, value: unknown): string {
  if (typeof value === 'string') return text(value, name);
  if (typeof value !== 'object' || value === null) throw wrong(name, 'an object or JSON text', value);
  return JSON.stringify(value);
}
