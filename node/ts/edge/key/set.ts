//! A key set: immutable once read.

import type { AlgorithmSet } from '../algorithm.js';
import { Malformed, type Members, type Node, readObject, readOctets } from '../json/read.js';
import { parseJwk, type Unusable } from './jwk.js';
import { type Key, namesOf } from './key.js';

/** More members than any issuer has; a set with more is refused whole. */
const MAX_KEYS = 100;

/** Why a set cannot be used at all: a sentence without key material. */
export class SetFault extends Error {
  override readonly name: string = 'SetFault';
}

/** The usable keys of a source, and the names of those that cannot be used. */
export class KeySet {
  private constructor(
    readonly keys: readonly Key[],
    readonly unusable: readonly Unusable[],
  ) {}

  /** Reads a JWK Set (RFC 7517 section 5): strict JSON, at most 100 members. Bad members are set aside. */
  static fromJwks(jwks: string | Uint8Array, allowed: AlgorithmSet): KeySet {
    const members = read(jwks, 'a JWK Set', (name) => (name === 'keys' ? 'all' : null));
    const keys = members.get('keys');
    if (keys?.kind !== 'list') throw new SetFault('it is not a JWK Set: it has no `keys` array');
    if (keys.items.length > MAX_KEYS) {
      throw new SetFault(`it has ${keys.items.length} keys; at most ${MAX_KEYS} are read`);
    }
    return KeySet.#fromMembers(keys.items, allowed);
  }

  /** Reads a single JWK. */
  static fromJwk(jwk: string, allowed: AlgorithmSet): KeySet {
    const members = read(jwk, 'a JWK', () => 'all');
    if (members.has('keys')) throw new SetFault('it is a whole key set: give it with jwks: ...');
    return KeySet.#fromMembers([{ kind: 'object', members }], allowed);
  }

  /** A set of one key. */
  static of(key: Key): KeySet {
    return new KeySet([key], []);
  }

  static #fromMembers(members: readonly Node[], allowed: AlgorithmSet): KeySet {
    const keys = new Map<string, Key>();
    const unusable: Unusable[] = [];
    for (const member of members) {
      const parsed = parseJwk(member, allowed);
      if ('why' in parsed) {
        unusable.push(parsed);
      } else if (!keys.has(identity(parsed))) {
        keys.set(identity(parsed), parsed);
      }
    }
    if (keys.size === 0) throw new SetFault(`it has no usable key: ${unusable[0]?.why ?? 'it is empty'}`);
    return new KeySet(named([...keys.values()]), unusable);
  }

  /** True if at least one key may verify something under the allow-list. */
  servesAny(): boolean {
    return this.keys.some((key) => key.algorithms.length > 0);
  }

  /** True if both sets hold the same keys under the same names, in whatever order: caches of verdicts stay good. */
  sameMaterial(other: KeySet): boolean {
    const names = new Set(other.keys.map(identity));
    return this.keys.length === other.keys.length && this.keys.every((key) => names.has(identity(key)));
  }
}

/** A key that is refused under one of its names is refused under each. */
function named(keys: readonly Key[]): readonly Key[] {
  const twins = (key: Key): readonly Key[] => keys.filter((other) => other.material === key.material);
  return keys.map((key) => ({ ...key, names: namesOf(twins(key).map(({ kid }) => kid)) }));
}

/** Name, algorithms and material: two members that agree in these are one. */
function identity(key: Key): string {
  return JSON.stringify([key.kid, key.algorithms, key.material]);
}

function read(given: string | Uint8Array, what: string, wanted: (name: string) => 'all' | null): Members {
  try {
    return typeof given === 'string' ? readObject(given, wanted) : readOctets(given, wanted);
  } catch (fault) {
    if (fault instanceof Malformed) throw new SetFault(`it is not ${what}: ${fault.message}`);
    throw fault;
  }
}
