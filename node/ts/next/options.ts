//! Options that cannot be meant: refused at start, with what to write instead.

import { ConfigError } from '../config_error.js';
import { kind } from '../text.js';

type Check = (name: string, value: unknown) => void;

/** Throws `ConfigError` for an option that `who` does not have, and for a value of a wrong kind. Undefined and null are not given. */
export function checkOptions(who: string, options: unknown, checks: Readonly<Record<string, Check>>): void {
  if (typeof options !== 'object' || options === null) {
    throw new ConfigError(`${who}: the options are ${kind(options)}: give an object, such as { session }`);
  }
  for (const [name, value] of Object.entries(options)) {
    const check = Object.hasOwn(checks, name) ? checks[name] : undefined;
    if (check === undefined) throw new ConfigError(`${who} has no option ${JSON.stringify(name)}: it has ${Object.keys(checks).join(', ')}`);
    if (value !== undefined && value !== null) check(`${who}, ${name}`, value);
  }
}

/** Throws `ConfigError` for what cannot decide. */
export function checkVerifier(who: string, verifier: unknown): void {
  if (!decides(verifier)) throw new ConfigError(`${who}: the first argument is no verifier: give it one, such as Verifier.betterAuth(url)`);
}

/** A session, which decides. */
export function aSession(name: string, value: unknown): void {
  if (!decides(value)) throw new ConfigError(`${name}: give what betterAuthSession({ secret }) gives, or an object with a function decide, not ${shown(value)}`);
}

/** True or false. */
export function aFlag(name: string, value: unknown): void {
  if (typeof value !== 'boolean') throw new ConfigError(`${name}: give true or false, not ${shown(value)}`);
}

/** A list of paths. What a path looks like is looked at where it is read. */
export function aListOfPaths(name: string, value: unknown): void {
  if (!Array.isArray(value)) throw new ConfigError(`${name}: give a list, such as ["/docs/*"], not ${shown(value)}`);
}

/** A list of the names of headers, with a `*` at the end or none. */
export function aListOfHeaders(name: string, value: unknown): void {
  if (!Array.isArray(value)) throw new ConfigError(`${name}: give a list, such as ["x-user-*"], not ${shown(value)}`);
  for (const header of value as readonly unknown[]) {
    if (typeof header === 'string' && /^[\w!#$%&'+.^`|~-]+\*?$/.test(header)) continue;
    throw new ConfigError(`${name}: ${shown(header)} is not the name of a header: give names such as "x-user-id", or "x-user-*" for all that begin so`);
  }
}

/** What is looked at where it is read. */
export function anything(): void {
  // `checked` of the paths says what is wrong with it.
}

function decides(value: unknown): boolean {
  return typeof (value as { readonly decide?: unknown } | null | undefined)?.decide === 'function';
}

function shown(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : kind(value);
}
