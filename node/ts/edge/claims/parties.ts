//! Who issued a token and for whom (RFC 7519 sections 4.1.1 and 4.1.3): exact strings, no patterns.

import { Denial } from '../denial/denial.js';
import { quoted } from '../denial/explanation.js';
import { type Members, type Names, typeName } from '../json/read.js';
import { asciiLower } from '../text.js';
import type { Expect } from './expect.js';
import { invalid } from './faults.js';

/** Issuer and audience as the payload has them. An empty `aud` list is a list that names nobody. */
export interface Parties {
  readonly issuer: string | null;
  readonly audience: string | Names | null;
}

const TYPES = 'a string or an array of strings';

/** Reads types. */
export function readParties(payload: Members): Parties {
  return { issuer: issuerOf(payload), audience: audienceOf(payload) };
}

/** What must be there and is not. */
export function missingParty(parties: Parties, expect: Expect): 'iss' | 'aud' | null {
  if (expect.issuers !== null && parties.issuer === null) return 'iss';
  return expect.audiences !== null && parties.audience === null ? 'aud' : null;
}

/** Throws unless both are among those expected. */
export function checkParties(parties: Parties, expect: Expect): void {
  const { issuers, audiences } = expect;
  if (issuers !== null && parties.issuer !== null && !issuers.includes(parties.issuer)) {
    throw issuerMismatch(issuers, parties.issuer);
  }
  if (audiences !== null && !isMeant(parties.audience, audiences)) throw audienceMismatch(parties, audiences);
}

/** The denial for an issuer that is none of the configured. */
export function issuerMismatch(expected: readonly string[], issuer: string): Denial {
  const hints = expected.map((wanted) => nearMiss(wanted, issuer));
  return new Denial('issuer_mismatch', {
    claim: 'iss',
    expected: list(expected),
    received: quoted(issuer),
    hint: hints.find((hint) => hint !== null) ?? null,
  });
}

function issuerOf(payload: Members): string | null {
  const node = payload.get('iss');
  if (node === undefined) return null;
  if (node.kind === 'text') return node.text;
  throw invalid('iss', 'a string', typeName(node));
}

function audienceOf(payload: Members): string | Names | null {
  const node = payload.get('aud');
  if (node === undefined) return null;
  if (node.kind === 'text') return node.text;
  if (node.kind !== 'names') throw invalid('aud', TYPES, typeName(node));
  if (node.names.foreign !== null) throw invalid('aud', TYPES, `an array with ${node.names.foreign}`);
  return node.names;
}

function isMeant(audience: Parties['audience'], expected: readonly string[]): boolean {
  if (audience === null) return false;
  return typeof audience === 'string' ? expected.includes(audience) : audience.found;
}

function audienceMismatch({ issuer, audience }: Parties, expected: readonly string[]): Denial {
  const named = audience === null ? [] : typeof audience === 'string' ? [audience] : audience.first;
  const hint =
    "the token's audience is its issuer's origin (Better Auth's default): " +
    'set jwt.audience in Better Auth, or expect that origin here';
  return new Denial('audience_mismatch', {
    claim: 'aud',
    expected: list(expected),
    received: list(named),
    hint: issuer !== null && named.includes(issuer) ? hint : null,
  });
}

/** Issuers are compared as strings, so that small differences are the usual mistake. */
function nearMiss(wanted: string, given: string): string | null {
  const [expected, received] = [trimmed(wanted), trimmed(given)];
  if (expected === received) {
    return 'they differ by a slash at the end or by case: configure the issuer exactly as the token has it';
  }
  if (`${expected}/api/auth` === received || `${received}/api/auth` === expected) {
    return "they differ by /api/auth: Better Auth's jwt plugin uses the origin, its OAuth provider adds /api/auth";
  }
  const [one, other] = [place(expected), place(received)];
  return one !== null && one === other
    ? 'they differ by scheme or port: is BETTER_AUTH_URL the public address?'
    : null;
}

function trimmed(name: string): string {
  return asciiLower(name.replace(/\/+$/, ''));
}

/** Host and path of a URL. */
function place(name: string): string | null {
  if (!URL.canParse(name)) return null;
  const { hostname, pathname } = new URL(name);
  return hostname === '' ? null : JSON.stringify([hostname, pathname]);
}

function list(names: readonly string[]): string {
  const [only = 'nobody', ...others] = names.slice(0, 5).map(quoted);
  return others.length === 0 ? only : `one of ${[only, ...others].join(', ')}`;
}
