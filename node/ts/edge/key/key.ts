//! A usable public key: what may verify, for which algorithms, under which `kid`.

import type { AlgorithmSet } from '../algorithm.js';
import { isOnCurve } from './curve.js';
import { weaknessOfEd25519 } from './ed25519.js';
import { fingerprint, type Material } from './material.js';
import { PublicKey } from './public_key.js';
import { weaknessOfRsa } from './rsa.js';

export interface Key {
  readonly kid: string | null;
  /** Each `kid` under which its set has the same material. */
  readonly names: readonly string[];
  /** What the key may verify: its type, narrowed by its `alg` and by the allow-list of the configuration. */
  readonly algorithms: AlgorithmSet;
  readonly public: PublicKey;
  /** One text for one material. */
  readonly material: string;
}

/** Why a key cannot be used: a plain sentence without key material. */
export class KeyFault extends Error {
  override readonly name: string = 'KeyFault';
}

/** Prepares a key for the algorithms that are allowed. `bound` are those that the key itself is for. */
export function makeKey(kid: string | null, material: Material, bound: AlgorithmSet, allowed: AlgorithmSet): Key {
  const why = weakness(material);
  if (why !== null) throw new KeyFault(why);
  return {
    kid,
    names: namesOf([kid]),
    algorithms: bound.filter((algorithm) => allowed.includes(algorithm)),
    public: new PublicKey(material),
    material: fingerprint(material),
  };
}

/** The `kid`s among these. */
export function namesOf(kids: readonly (string | null)[]): readonly string[] {
  return kids.filter((kid) => kid !== null);
}

function weakness(material: Material): string | null {
  switch (material.kind) {
    case 'ed25519':
      return weaknessOfEd25519(material.x);
    case 'rsa':
      return weaknessOfRsa(material.n, material.e);
    case 'ec':
      return isOnCurve(material.curve, material.x, material.y) ? null : 'it is not a valid public key';
  }
}
