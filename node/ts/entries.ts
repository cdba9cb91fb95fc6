//! Whose claims these are. Adapters and helpers serve verifiers of either entry, the native one and `bearward/edge`, and load neither.

import type { AnyClaims, Claims, DenialContext } from './types.js';

/** An entry, and what it is asked about claims that it gave. */
export interface Entry {
  /** True for claims of a verifier of this entry. */
  gave(claims: AnyClaims): boolean;
  requirePathOwner(claims: AnyClaims, segment: string, where?: DenialContext): void;
  requireRecordOwner(claims: AnyClaims, owner: null, where?: DenialContext): void;
  requireAnyScope(claims: AnyClaims, scopes: readonly string[], where?: DenialContext): void;
}

const entries: Entry[] = [];

/** Called by each entry when it is loaded: before that there are no claims of it. */
export function register(entry: Entry): void {
  entries.push(entry);
}

/** Throws `Denied` (owner_mismatch) unless a path parameter, percent-decoded once, is the subject. `where` is for the log. */
export function requirePathOwner(claims: AnyClaims, segment: string, where?: DenialContext): void {
  entryOf(claims).requirePathOwner(claims, segment, where);
}

/** Throws `Denied` (not_found), as `requireRecordOwner` does for a record that does not exist. */
export function notFound(claims: AnyClaims, where?: DenialContext): void {
  entryOf(claims).requireRecordOwner(claims, null, where);
}

/** Throws `Denied` (scope_insufficient) unless one of the scopes was granted. */
export function requireAnyScope(claims: AnyClaims, scopes: readonly string[], where?: DenialContext): void {
  entryOf(claims).requireAnyScope(claims, scopes, where);
}

/**
 * The claims themselves. Throws a TypeError for anything that no entry gave: nothing else lets a request in, whatever a `decide` of an
 * application's own answered.
 */
export function given<C extends object>(claims: Claims<C>): Claims<C> {
  if (isGiven(claims)) return claims;
  throw new TypeError('decide gave no claims of a verifier: throw Denied, or give what verify() gave, not a copy');
}

/** True for claims of a verifier of any entry. */
export function isGiven(claims: unknown): claims is AnyClaims {
  return entries.some((one) => one.gave(claims as AnyClaims));
}

function entryOf(claims: AnyClaims): Entry {
  const entry = entries.find((one) => one.gave(claims));
  if (entry === undefined) throw new TypeError('these are no claims of a verifier: give what verify() gave, not a copy');
  return entry;
}
