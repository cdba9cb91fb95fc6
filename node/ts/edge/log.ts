//! The log lines of this entry go where those of the native package go.

import { log } from '../log.js';

export type Fields = Readonly<Record<string, string | number | null>>;

/** Something to look at. Values are quoted; none is a token, a key or a secret. */
export function warn(message: string, fields: Fields = {}): void {
  line('warn', message, fields);
}

/** Something that nobody has to look at. */
export function info(message: string, fields: Fields = {}): void {
  line('info', message, fields);
}

/** Something that stops the work. */
export function error(message: string, fields: Fields = {}): void {
  line('error', message, fields);
}

function line(level: string, message: string, fields: Fields): void {
  const given = Object.entries(fields).filter(([, value]) => value !== null);
  log(level, message, given.map(([name, value]) => [name, String(value)] as const));
}
