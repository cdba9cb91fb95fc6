//! How this package asks a verifier that can answer without a promise: one costs more than to read the token.

import type { Claims, DenialContext, RequestHead } from './types.js';

/** Stands on `decide` itself, so that a `decide` of the application's own is asked as it is. Shared by the copies that a bundler makes. */
const AT_ONCE = Symbol.for('bearward.decideAtOnce');

type Decide<C extends object> = (request: RequestHead, context?: DenialContext) => Promise<Claims<C>>;
type DecideAtOnce<C extends object> = (request: RequestHead, context?: DenialContext) => Claims<C> | Promise<Claims<C>>;

/** Says that `decide` of this prototype does no more than `atOnce`, in a promise. */
export function canDecideAtOnce<C extends object>({ decide }: { readonly decide: Decide<C> }, atOnce: DecideAtOnce<C>): void {
  Object.defineProperty(decide, AT_ONCE, { value: atOnce });
}

/** The claims, or a promise of them where there is something to wait for. Throws `Denied`, or the promise does. */
export function decideAtOnce<C extends object>(
  verifier: { readonly decide: Decide<C> }, request: RequestHead, context: DenialContext,
): Claims<C> | Promise<Claims<C>> {
  const atOnce = (verifier.decide as { readonly [AT_ONCE]?: DecideAtOnce<C> })[AT_ONCE];
  return atOnce === undefined ? verifier.decide(request, context) : atOnce.call(verifier, request, context);
}

/**
 * Whether it is to be awaited. By what it can do and not by its class: a promise of another realm or of a library is none of our
 * `Promise`, and must never pass for an answer. What JSON holds has no functions.
 */
export function isLater<T>(answer: T | PromiseLike<T>): answer is PromiseLike<T> {
  return typeof (answer as { readonly then?: unknown } | null | undefined)?.then === 'function';
}
