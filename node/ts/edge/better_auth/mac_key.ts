//! HMAC-SHA256 under one secret, imported when it is first needed.

import type { CryptoKey } from 'jose';
import type { Octets } from '../key/material.js';

export class MacKey {
  readonly #secret: Octets;
  readonly #hash: 'SHA-256' | 'SHA-512';
  #imported: Promise<CryptoKey> | null = null;

  constructor(secret: Octets, hash: 'SHA-256' | 'SHA-512' = 'SHA-256') {
    this.#secret = secret;
    this.#hash = hash;
  }

  async verify(message: Octets, tag: Octets): Promise<boolean> {
    return crypto.subtle.verify('HMAC', await this.#key(), tag, message);
  }

  /** True for equal octets, in constant time: WebCrypto compares tags and nothing else. */
  async same(one: Octets, other: Octets): Promise<boolean> {
    return this.verify(one, await this.sign(other));
  }

  async sign(message: Octets): Promise<Octets> {
    return new Uint8Array(await crypto.subtle.sign('HMAC', await this.#key(), message));
  }

  #key(): Promise<CryptoKey> {
    const algorithm = { name: 'HMAC', hash: this.#hash };
    return (this.#imported ??= crypto.subtle.importKey('raw', this.#secret, algorithm, false, ['sign', 'verify']));
  }
}
