//! Who may touch what, as the package says it: the same functions as in the native entry.

import { register } from '../entries.js';
import { report } from '../report.js';
import type { AnyClaims, DenialContext } from '../types.js';
import { isKnown, knownOf } from './claims/store.js';
import { Denial } from './denial/denial.js';
import { checkAnyScope, checkOwner, checkPathOwner, checkRecordOwner, grantedScopes, type OwnerId } from './policy.js';
import { isWellFormed, wellFormed } from './text.js';

/** Throws `Denied` (owner_mismatch) unless `owner` is the subject, in type and value: `'42'` is not `42`. `where` is for the log. */
export function requireOwner(claims: AnyClaims, owner: string | number | bigint, where?: DenialContext): void {
  allowed(claims, where, () => {
    checkOwner(claims, id(owner));
  });
}

/** The same for a path parameter, percent-decoded once: always a string, also for an integer subject. */
export function requirePathOwner(claims: AnyClaims, segment: string, where?: DenialContext): void {
  allowed(claims, where, () => {
    checkPathOwner(claims, wellFormed(aString(segment, 'a path segment')));
  });
}

/** The same for the owner of a record, or null if there is no such record: both are `Denied` (not_found). */
export function requireRecordOwner(claims: AnyClaims, owner: string | number | bigint | null | undefined, where?: DenialContext): void {
  allowed(claims, where, () => {
    checkRecordOwner(claims, owner === null || owner === undefined ? null : id(owner));
  });
}

/** Throws `Denied` (scope_insufficient) unless the scope was granted. */
export function requireScope(claims: AnyClaims, scope: string, where?: DenialContext): void {
  requireAnyScope(claims, [scope], where);
}

/** Throws `Denied` (scope_insufficient) unless one of the scopes was granted. */
export function requireAnyScope(claims: AnyClaims, scopes: readonly string[], where?: DenialContext): void {
  const wanted = scopes.map((scope) => {
    if (!isWellFormed(aString(scope, 'a scope'))) throw new TypeError('a scope with half of a surrogate pair');
    return scope;
  });
  allowed(claims, where, () => {
    checkAnyScope(claims, wanted);
  });
}

/** Who the token is about: a string, or a number under `subjectInt`. Throws a TypeError if it is about nobody. */
export function subjectOf(claims: AnyClaims): string | number {
  const { subject } = knownOf(claims);
  if (subject === null) throw new TypeError('this token is about nobody, which optionalSubject allows');
  return subject;
}

/** What the token was granted. Throws `Denied` (claim_invalid) if that claim has a wrong type. */
export function scopesOf(claims: AnyClaims): readonly string[] {
  return Object.freeze(allowed(claims, undefined, () => grantedScopes(claims)));
}

/** Asks; a denial is told and thrown as its caller gets it. */
function allowed<T>(claims: AnyClaims, where: DenialContext | undefined, ask: () => T): T {
  const { presentation, onDenied, context } = knownOf(claims);
  try {
    return ask();
  } catch (denial) {
    if (denial instanceof Denial) throw report(denial.presented(presentation), onDenied, where ?? context);
    throw denial;
  }
}

/** An owner as an application holds it: nothing else is an id, and nothing is turned into another type. */
function id(owner: OwnerId): OwnerId {
  if (typeof owner === 'string') return wellFormed(owner);
  if (typeof owner === 'number' || typeof owner === 'bigint') return owner;
  throw new TypeError(`an owner is a string or an integer, not ${kind(owner)}: give String(id)`);
}

function aString(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`${what} is a string, not ${kind(value)}`);
}

function kind(value: unknown): string {
  return value === null ? 'null' : Array.isArray(value) ? 'an array' : typeof value;
}

register({ gave: isKnown, requirePathOwner, requireRecordOwner, requireAnyScope });
