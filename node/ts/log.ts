//! Log lines: one a denial, and what the key source has to say.

import { unawaited, words } from './hooks.js';

/** `error`, `warn` or `info`. */
export type LogLevel = 'error' | 'warn' | 'info';

/** A line as it goes to a logger of your own. */
export interface LogLine {
  readonly level: LogLevel;
  readonly message: string;
  /** What belongs to it; never a token, a key or a raw `kid`. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Takes log lines. */
export type Logger = (line: LogLine) => void;

let logger: (line: LogLine) => unknown = toConsole;

/** Sends every log line of this package to a logger of your own; `null` brings the console back. */
export function setLogger(own: Logger | null): void {
  logger = own ?? toConsole;
}

/** Warnings and errors go to the console, one line each; what only informs does not. */
function toConsole({ level, message, fields }: LogLine): void {
  if (level === 'info') return;
  const words = Object.entries(fields).map(([name, value]) => `; ${name}: ${value}`);
  console.warn(`bearward: ${message}${words.join('')}`);
}

/** One line. A logger that throws, or whose promise is rejected, is no reason for anything to fail. */
export function log(level: string, message: string, fields: readonly (readonly [string, string])[]): void {
  const known: LogLevel = level === 'error' || level === 'warn' ? level : 'info';
  const failed = (error: unknown): void => { console.warn(`bearward: the logger failed: ${words(error)}`); };
  try {
    unawaited(logger({ level: known, message, fields: Object.fromEntries(fields) }), failed);
  } catch (error) {
    failed(error);
  }
}
