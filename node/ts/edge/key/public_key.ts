//! A public key in WebCrypto, imported once for each algorithm, when it is first needed: Workers allow no work before a request.

import { type CryptoKey, importJWK } from 'jose';
import type { Algorithm } from '../algorithm.js';
import { type Material, toJwk } from './material.js';

export class PublicKey {
  readonly #material: Material;
  readonly #imported = new Map<Algorithm, Promise<CryptoKey>>();

  constructor(material: Material) {
    this.#material = material;
  }

  /** The key for this algorithm. Rejects if the runtime does not take it. */
  for(algorithm: Algorithm): Promise<CryptoKey> {
    const known = this.#imported.get(algorithm);
    if (known !== undefined) return known;
    const imported = importJWK(toJwk(this.#material), algorithm, { extractable: false });
    this.#imported.set(algorithm, imported);
    // A failure is asked for again: it may be that of a runtime that was not ready.
    imported.catch(() => this.#imported.delete(algorithm));
    return imported;
  }
}
