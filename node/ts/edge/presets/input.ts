//! What a preset is given, checked: a wrong value is a sentence that says what to write.

import type { Names } from '../../types.js';
import { namesOf } from '../builder/given.js';
import { ConfigError } from '../config_error.js';
import { asciiLower, octetLength } from '../text.js';
import { debugText } from '../written.js';

/** An http(s) URL taken apart; neither half ends with a slash. */
export interface Base {
  readonly origin: string;
  /** With its slash in front, or empty. */
  readonly path: string;
}

const SHOWN = 100;

export function parseBase(what: string, given: string, write: string): Base {
  if (!URL.canParse(given)) throw refused(what, given, write);
  const url = new URL(given);
  if (!['http:', 'https:'].includes(url.protocol)) {
    throw refused(what, given, 'begin it with https:// (or http://) and a host');
  }
  if (url.username !== '' || url.password !== '') throw refused(what, given, 'leave user name and password out');
  if (/[?#]/.test(url.href)) throw refused(what, given, 'leave out what follows ? or #');
  return { origin: url.origin, path: url.pathname.replace(/\/+$/, '') };
}

/** The whole, without a slash at the end. */
export function urlOf(base: Base): string {
  return `${base.origin}${base.path}`;
}

/** A domain alone, in lower case: issuers write it so. */
export function domain(what: string, given: string, write: string): string {
  ensure(/^[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$/.test(given), what, given, write);
  return asciiLower(given);
}

/** A list with at least one name, each of which passes. */
export function names(what: string, given: Names, write: string, passes: (name: string) => boolean): readonly string[] {
  const list = namesOf(what, given);
  if (list.length === 0) throw new ConfigError(`The list of ${what}s is empty: ${write}.`);
  for (const name of list) ensure(name !== '' && passes(name), what, name, write);
  return list;
}

export function ensure(good: boolean, what: string, given: string, write: string): void {
  if (!good) throw refused(what, given, write);
}

/** Quotes what was given, unless it may hold a password or is long enough to be a secret. */
function refused(what: string, given: string, write: string): ConfigError {
  if (given === '') return new ConfigError(`The ${what} is empty: ${write}.`);
  if (given.includes('@') || octetLength(given) > SHOWN) return new ConfigError(`The ${what} cannot be used: ${write}.`);
  return new ConfigError(`The ${what} ${debugText(given)} cannot be used: ${write}.`);
}
