//! Shared secrets for HMAC: long enough, not a public key in disguise, not one that everybody knows.

import type { CryptoKey } from 'jose';
import type { Algorithm, AlgorithmSet } from '../algorithm.js';
import { ConfigError } from '../config_error.js';
import { octetsOf } from '../text.js';
import { looksLikeKey } from './key_like.js';
import type { Octets } from './material.js';
import { PUBLISHED } from './published.js';

const MAX_ROTATING = 3;

/** Checked secrets, imported when they are first needed, for each algorithm. */
export class SecretKeys {
  readonly #secrets: readonly Octets[];
  readonly #imported = new Map<Algorithm, Promise<readonly CryptoKey[]>>();

  constructor(secrets: readonly Octets[], allowed: AlgorithmSet) {
    if (secrets.length === 0) {
      throw new ConfigError('No secret was given: give one, or up to three while rotating.');
    }
    if (secrets.length > MAX_ROTATING) {
      throw new ConfigError(
        `${secrets.length} secrets were given: at most ${MAX_ROTATING} may rotate, drop the oldest.`,
      );
    }
    const needed = Math.max(...allowed.map(leastOctets));
    for (const secret of secrets) check(secret, needed);
    this.#secrets = secrets;
  }

  /** The keys for this algorithm, the newest first. */
  for(algorithm: Algorithm): Promise<readonly CryptoKey[]> {
    let keys = this.#imported.get(algorithm);
    if (keys === undefined) {
      keys = Promise.all(this.#secrets.map((secret) => imported(secret, algorithm)));
      this.#imported.set(algorithm, keys);
    }
    return keys;
  }
}

function imported(secret: Octets, algorithm: Algorithm): Promise<CryptoKey> {
  const hash = `SHA-${algorithm.slice(2)}`;
  return crypto.subtle.importKey('raw', secret, { name: 'HMAC', hash }, false, ['verify']);
}

function leastOctets(algorithm: Algorithm): number {
  if (algorithm === 'HS512') return 64;
  return algorithm === 'HS384' ? 48 : 32;
}

function check(secret: Octets, needed: number): void {
  if (looksLikeKey(secret)) {
    throw new ConfigError(
      'The secret is a key (PEM, DER, JWK or SSH), not a shared secret: a public key as a secret lets anybody sign. ' +
        'Give it with pem: ..., jwk: ... or jwks: ....',
    );
  }
  if (secret.length < needed) {
    throw new ConfigError(
      `The secret has ${secret.length} bytes, at least ${needed} are needed: make one with \`openssl rand -base64 ${needed}\`.`,
    );
  }
  if (PUBLISHED.some((published) => equal(octetsOf(published), secret))) {
    throw new ConfigError(
      'The secret is a published example that everybody knows: make one with `openssl rand -base64 32`.',
    );
  }
}

function equal(one: Octets, other: Octets): boolean {
  return one.length === other.length && one.every((octet, index) => octet === other[index]);
}
