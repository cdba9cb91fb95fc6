//! Claims: frozen plain objects that remember, unseen, which verifier accepted them. Owner and scope are decided in the core.

import { Denied, type DenialSource } from './denied.js';
import { register } from './entries.js';
import { parseExactly } from './exact.js';
import { noBoolean, words } from './hooks.js';
import { native } from './native.js';
import { report } from './report.js';
import { kind } from './text.js';
import type { AnyClaims, Claims, DenialContext, OnDenied } from './types.js';

/** Who accepted: what a check of owner or scope goes back to. The addon's part lives as long as this does. */
export interface Acceptor {
  /** The verifier's number in the addon. */
  readonly number: number;
  readonly onDenied: OnDenied | undefined;
  /** Those of which this one is made. */
  readonly members?: readonly Acceptor[];
}

const forgotten = new FinalizationRegistry<number>((number) => native().forget(number));

/** Gives the addon's part back when neither the verifier nor any claims hold it. */
export function giveBack(acceptor: Acceptor): void {
  forgotten.register(acceptor, acceptor.number);
}

/** What only this module sees of claims. */
interface Accepted {
  readonly acceptor: Acceptor;
  /** The payload as it came. */
  readonly text: string;
  /** Which of several issuers. */
  readonly issuer: number;
  readonly context: DenialContext;
}

/** Gives the object that it is given, so that a subclass can put a private field on it. */
const Given = function (object: object): object {
  return object;
} as unknown as new (object: object) => object;

class Stamp extends Given {
  readonly #accepted: Accepted;

  constructor(object: object, accepted: Accepted) {
    super(object);
    this.#accepted = accepted;
  }

  static has(claims: object): boolean {
    return typeof claims === 'object' && claims !== null && #accepted in claims;
  }

  static of(claims: object): Accepted {
    if (typeof claims !== 'object' || claims === null || !(#accepted in claims)) {
      throw new TypeError('these are no claims of a verifier: give what verify() gave, not a copy');
    }
    return claims.#accepted;
  }
}

const NOWHERE: DenialContext = Object.freeze({});

/** The space that the addon puts before a payload with an object or an array in it. */
const MARK = 0x20;

/** Claims from an accepted payload, as the addon marks it. `exact` where `JSON.parse` would round an integer. */
export function claimsOf(acceptor: Acceptor, text: string, exact: boolean, issuer: number, context: DenialContext = NOWHERE): Claims {
  const claims = (exact ? parseExactly(text) : JSON.parse(text)) as object;
  // Before it is frozen: what cannot be extended will one day take no private field either.
  new Stamp(claims, { acceptor, text, issuer, context });
  return (exact || text.charCodeAt(0) === MARK ? freeze(claims) : Object.freeze(claims)) as Claims;
}

function freeze(value: object): object {
  for (const name in value) {
    const member = (value as Record<string, unknown>)[name];
    if (typeof member === 'object' && member !== null) freeze(member);
  }
  return Object.freeze(value);
}

/** What `JSON.parse` might round. */
const MANY_DIGITS = /\d{16}/;

/** `revokedIf` as the addon calls it: with the accepted text, and for a boolean. The addon holds it, so it must not hold who holds the addon's part. */
export function revocation(acceptor: Acceptor, revokedIf: (claims: never) => unknown): (accepted: string) => boolean {
  const asking = new WeakRef(acceptor);
  return (accepted) => {
    const asks = asking.deref();
    if (asks === undefined) throw new Error('nobody asks any more');
    const claims = claimsOf(asks, accepted, MANY_DIGITS.test(accepted), 0);
    let answer: unknown;
    try {
      answer = (revokedIf as (claims: Claims) => unknown)(claims);
    } catch (error) {
      throw unanswered(words(error));
    }
    if (typeof answer !== 'boolean') throw unanswered(noBoolean(answer));
    return answer;
  };
}

/** As the addon reads it: an error that says these words and no more, for what was thrown may throw when it is looked at. */
function unanswered(why: string): Error {
  return Object.assign(new Error(why), { name: '' });
}

/** Throws `Denied` (owner_mismatch) unless `owner` is the subject, in type and value: `'42'` is not `42`. `where` is for the log. */
export function requireOwner(claims: AnyClaims, owner: string | number | bigint, where?: DenialContext): void {
  const { acceptor, text, issuer, context } = Stamp.of(claims);
  allowed(native().requireOwner(acceptor.number, text, issuer, id(owner)), acceptor, where ?? context);
}

/** The same for a path parameter, percent-decoded once: always a string, also for an integer subject. */
export function requirePathOwner(claims: AnyClaims, segment: string, where?: DenialContext): void {
  const { acceptor, text, issuer, context } = Stamp.of(claims);
  allowed(native().requirePathOwner(acceptor.number, text, issuer, aString(segment, 'a path segment')), acceptor, where ?? context);
}

/** The same for the owner of a record, or null if there is no such record: both are `Denied` (not_found). */
export function requireRecordOwner(claims: AnyClaims, owner: string | number | bigint | null | undefined, where?: DenialContext): void {
  const { acceptor, text, issuer, context } = Stamp.of(claims);
  const given = owner === null || owner === undefined ? null : id(owner);
  allowed(native().requireRecordOwner(acceptor.number, text, issuer, given), acceptor, where ?? context);
}

/** Throws `Denied` (scope_insufficient) unless the scope was granted. */
export function requireScope(claims: AnyClaims, scope: string, where?: DenialContext): void {
  requireAnyScope(claims, [scope], where);
}

/** Throws `Denied` (scope_insufficient) unless one of the scopes was granted. */
export function requireAnyScope(claims: AnyClaims, scopes: readonly string[], where?: DenialContext): void {
  const { acceptor, text, issuer, context } = Stamp.of(claims);
  const wanted = scopes.map((scope) => {
    // In UTF-8 the half would become U+FFFD, which a scope may hold.
    if (!aString(scope, 'a scope').isWellFormed()) throw new TypeError('a scope with half of a surrogate pair');
    return scope;
  });
  allowed(native().requireAnyScope(acceptor.number, text, issuer, wanted), acceptor, where ?? context);
}

/** Who the token is about: a string, or a number under `subjectInt`. Throws a TypeError if it is about nobody. */
export function subjectOf(claims: AnyClaims): string | number {
  const { acceptor, text, issuer } = Stamp.of(claims);
  const subject = native().subjectOf(acceptor.number, text, issuer);
  if (subject === null) throw new TypeError('this token is about nobody, which optionalSubject allows');
  return subject;
}

/** What the token was granted. Throws `Denied` (claim_invalid) if that claim has a wrong type. */
export function scopesOf(claims: AnyClaims): readonly string[] {
  const { acceptor, text, issuer, context } = Stamp.of(claims);
  const scopes = native().scopesOf(acceptor.number, text, issuer);
  if (Array.isArray(scopes)) return Object.freeze(scopes);
  throw report(new Denied(scopes as DenialSource), acceptor.onDenied, context);
}

function allowed(denial: { readonly code: string } | null, acceptor: Acceptor, context: DenialContext): void {
  if (denial !== null) throw report(new Denied(denial as DenialSource), acceptor.onDenied, context);
}

/** An owner as an application holds it: nothing else is an id, and nothing is turned into another type. */
function id(owner: string | number | bigint): string | number | bigint {
  if (typeof owner === 'string') return aString(owner, 'an owner');
  if (typeof owner === 'number' || typeof owner === 'bigint') return owner;
  throw new TypeError(`an owner is a string or an integer, not ${kind(owner)}: give String(id)`);
}

/** In UTF-8 half of a surrogate pair becomes U+FFFD, which no owner has. */
function aString(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw new TypeError(`${what} is a string, not ${kind(value)}`);
}

register({ gave: (claims) => Stamp.has(claims), requirePathOwner, requireRecordOwner, requireAnyScope });
