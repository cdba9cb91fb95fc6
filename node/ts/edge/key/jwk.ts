//! One JWK (RFC 7517) as a public key; a member that cannot be used says why and spoils nothing else.

import { type AlgorithmSet, fromName } from '../algorithm.js';
import { decode } from '../base64.js';
import { asText, type Members, type Node } from '../json/read.js';
import { coordinateLength } from './curve.js';
import { type Key, KeyFault, makeKey } from './key.js';
import { type CurveName, fits, type Material, type Octets } from './material.js';
import { stripped } from './rsa.js';

/** A member of a key set that does not verify anything: its `kid` (if it has one) and a sentence for the log. */
export interface Unusable {
  readonly kid: string | null;
  readonly why: string;
}

/** Any of these says that the key's private half has been published. */
const PRIVATE = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'];
const CURVES: readonly CurveName[] = ['P-256', 'P-384', 'P-521'];

/** Reads one member of a key set. */
export function parseJwk(member: Node, allowed: AlgorithmSet): Key | Unusable {
  if (member.kind !== 'object') return { kid: null, why: 'it is not a JSON object' };
  const named = member.members.get('kid');
  if (named !== undefined && named.kind !== 'text') return { kid: null, why: 'its `kid` is not a string' };
  const kid = asText(named);
  try {
    return key(member.members, kid, allowed);
  } catch (fault) {
    if (fault instanceof KeyFault) return { kid, why: fault.message };
    throw fault;
  }
}

function key(members: Members, kid: string | null, allowed: AlgorithmSet): Key {
  const kty = text(members, 'kty') ?? refuse('it has no `kty`');
  if (kty === 'oct') refuse('it is a shared secret (kty `oct`): give it with secret(..), never in a key set');
  if (PRIVATE.some((name) => members.has(name))) {
    refuse('it has private members: replace this key, its private half has been published');
  }
  checkUse(members);
  const material = materialOf(kty, members);
  return makeKey(kid, material, boundAlgorithms(members, material), allowed);
}

function materialOf(kty: string, members: Members): Material {
  switch (kty) {
    case 'OKP':
      return okp(members);
    case 'EC':
      return ec(members);
    case 'RSA':
      return { kind: 'rsa', n: stripped(octets(members, 'n')), e: stripped(octets(members, 'e')) };
    default:
      return refuse('its `kty` is not OKP, EC or RSA');
  }
}

/** `use` and `key_ops` are honoured if present (RFC 7517 sections 4.2 and 4.3), never required. */
function checkUse(members: Members): void {
  const purpose = text(members, 'use');
  if (purpose !== null && purpose !== 'sig') refuse('its `use` is not `sig`');
  const operations = members.get('key_ops');
  if (operations === undefined) return;
  const verifies = operations.kind === 'list' && operations.items.some((item) => asText(item) === 'verify');
  if (!verifies) refuse('its `key_ops` do not list `verify`');
}

/** A key with `alg` serves that algorithm alone; without, all that its type can. */
function boundAlgorithms(members: Members, material: Material): AlgorithmSet {
  const possible = fits(material);
  const name = text(members, 'alg');
  if (name === null) return possible;
  const algorithm = fromName(name);
  if (algorithm !== null && possible.includes(algorithm)) return [algorithm];
  return refuse('its `alg` is not one that its key type can serve');
}

function okp(members: Members): Material {
  if (text(members, 'crv') !== 'Ed25519') refuse('its `crv` is not Ed25519');
  const x = octets(members, 'x');
  if (x.length !== 32) refuse('its `x` is not of 32 octets');
  return { kind: 'ed25519', x };
}

function ec(members: Members): Material {
  const name = text(members, 'crv');
  const curve = CURVES.find((known) => known === name) ?? refuse('its `crv` is not P-256, P-384 or P-521');
  const [x, y] = [octets(members, 'x'), octets(members, 'y')];
  const length = coordinateLength(curve);
  if (x.length !== length || y.length !== length) refuse('its coordinates are not as long as its curve wants');
  return { kind: 'ec', curve, x, y };
}

function text(members: Members, name: string): string | null {
  const member = members.get(name);
  if (member === undefined) return null;
  return asText(member) ?? refuse('a member that should be a string is not one');
}

function octets(members: Members, name: string): Octets {
  const number = text(members, name) ?? refuse('a number of the key is missing');
  return decode(number) ?? refuse('a number of the key is not unpadded base64url');
}

function refuse(why: string): never {
  throw new KeyFault(why);
}
