//! Who may touch what: owner and scope checks on accepted claims.

import type { AnyClaims, ClaimValue } from '../types.js';
import { fitsQuotedString } from './challenge.js';
import { type Known, knownOf } from './claims/store.js';
import type { Subject } from './claims/subject.js';
import { Denial } from './denial/denial.js';
import { quoted } from './denial/explanation.js';

/** The owner of a record, with its type: text never equals an integer. */
export type OwnerId = string | number | bigint;

/** Throws unless `owner` is the token's subject: same type, same characters. */
export function checkOwner(claims: AnyClaims, owner: OwnerId): void {
  const { subject } = knownOf(claims);
  if (!owns(subject, owner)) throw mismatch(subject, owner);
}

/**
 * Throws unless a path segment, percent-decoded exactly once, names the subject. An integer subject matches its canonical decimal form
 * alone: `042`, `+42` and `42.0` are other people.
 */
export function checkPathOwner(claims: AnyClaims, segment: string): void {
  const { subject } = knownOf(claims);
  // A canonical decimal is what the subject itself is written as: comparing texts is enough.
  if (subject === null || !canOwn(segment) || String(subject) !== segment) throw mismatch(subject, segment);
}

/** Throws unless a record exists and is the subject's. Null is one that does not exist: both are answered alike. */
export function checkRecordOwner(claims: AnyClaims, owner: OwnerId | null): void {
  if (owner === null || !owns(knownOf(claims).subject, owner)) throw new Denial('not_found');
}

/** Throws unless one of the scopes was granted. */
export function checkAnyScope(claims: AnyClaims, scopes: readonly string[]): void {
  const granted = grantedScopes(claims);
  if (scopes.some((scope) => granted.includes(scope))) return;
  const wanted = scopes.join(' ');
  throw new Denial('scope_insufficient', {
    expected: quoted(wanted),
    received: quoted(granted.join(' ')),
    // A scope that cannot stand in the challenge (RFC 6749 section 3.3) is left out of it.
    scope: wanted !== '' && fitsQuotedString(wanted) ? wanted : null,
  });
}

/** What the token grants: `scope` (space-separated or a list), else `scp`, or where the configuration says. */
export function grantedScopes(claims: AnyClaims): readonly string[] {
  const [name, value] = scopeClaim(claims, knownOf(claims));
  if (value === undefined) return [];
  if (typeof value === 'string') return value.split(' ').filter((scope) => scope !== '');
  if (Array.isArray(value) && value.every((scope): scope is string => typeof scope === 'string')) return value;
  throw new Denial('claim_invalid', {
    claim: name,
    expected: `${name}: a string or an array of strings`,
    received: `${name}: a value of another type`,
  });
}

function scopeClaim(claims: AnyClaims, known: Known): [string, ClaimValue | undefined] {
  const place = known.scopesFrom;
  if (place !== null) return [place, find(claims, place)];
  return Object.hasOwn(claims, 'scope') ? ['scope', own(claims, 'scope')] : ['scp', own(claims, 'scp')];
}

/** A claim by name, or by JSON pointer (RFC 6901) if it begins with a slash. */
function find(claims: AnyClaims, place: string): ClaimValue | undefined {
  if (!place.startsWith('/')) return own(claims, place);
  const steps = place.slice(1).split('/').map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
  let value: ClaimValue | undefined = claims as object as { readonly [name: string]: ClaimValue };
  for (const step of steps) {
    if (typeof value !== 'object' || value === null) return undefined;
    if (!Array.isArray(value)) value = own(value, step);
    else value = /^\+?\d+$/.test(step) ? (value as readonly ClaimValue[])[Number(step)] : undefined;
  }
  return value;
}

function own(object: object, name: string): ClaimValue | undefined {
  return Object.hasOwn(object, name) ? (object as Record<string, ClaimValue>)[name] : undefined;
}

function owns(subject: Subject | null, owner: OwnerId): boolean {
  if (typeof owner === 'string') return canOwn(owner) && subject === owner;
  return typeof subject === 'number' && (typeof owner === 'bigint' ? BigInt(subject) === owner : subject === owner);
}

function mismatch(subject: Subject | null, owner: OwnerId): Denial {
  const text = typeof owner === 'string' ? owner : integerText(owner);
  const sameDigits = subject !== null && canOwn(text) && text === String(subject);
  return new Denial('owner_mismatch', {
    expected: quoted(String(subject ?? '')),
    received: typeof owner === 'string' ? quoted(owner) : text === '' ? 'a negative id' : text,
    hint: sameDigits ? 'same digits, other type: an integer id and a text id never match; see subjectInt: ...' : null,
  });
}

/** The digits of an id; nothing for a number that no subject can have. */
function integerText(owner: number | bigint): string {
  const isId = typeof owner === 'bigint' ? owner >= 0n && owner < 2n ** 64n : Number.isSafeInteger(owner) && owner >= 0;
  return isId ? String(BigInt(owner)) : '';
}

/** Ids with these never match: a slash or NUL means a path was decoded wrongly somewhere, U+FFFD that characters were lost. */
function canOwn(id: string): boolean {
  return id !== '' && !/[/\0\ufffd]/.test(id);
}
