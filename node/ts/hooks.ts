//! What functions of the application give back and throw: anything at all, and nothing of it may turn a decision into another one.

import { kind } from './text.js';

/** What was thrown, in words. */
export function words(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown);
  } catch {
    return 'something that cannot be shown';
  }
}

/**
 * Takes a promise that came where nothing is awaited, so that its rejection does not end the process. `rejected` hears why. True if it
 * was one.
 */
export function unawaited(answer: unknown, rejected: (error: unknown) => void = () => undefined): boolean {
  if (!isThenable(answer)) return false;
  // By way of a promise of our own: a `then` that throws is a rejection too.
  new Promise((resolve) => { resolve(answer); }).catch(rejected);
  return true;
}

/** Why an answer of `revokedIf` is none. */
export function noBoolean(answer: unknown): string {
  return `revokedIf gave no boolean but ${unawaited(answer) ? 'a promise' : kind(answer)}`;
}

function isThenable(answer: unknown): boolean {
  try {
    return typeof (answer as { readonly then?: unknown } | null | undefined)?.then === 'function';
  } catch {
    return false;
  }
}
