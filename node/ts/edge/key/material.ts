//! A public key as numbers: what makes two keys the same key.

import type { Algorithm, AlgorithmSet } from '../algorithm.js';
import { encode } from '../base64.js';

export type Octets = Uint8Array<ArrayBuffer>;

export type CurveName = 'P-256' | 'P-384' | 'P-521';

export type Material =
  | { readonly kind: 'ed25519'; readonly x: Octets }
  /** Coordinates as long as the curve wants. */
  | { readonly kind: 'ec'; readonly curve: CurveName; readonly x: Octets; readonly y: Octets }
  /** Big-endian without leading zero octets. */
  | { readonly kind: 'rsa'; readonly n: Octets; readonly e: Octets };

const OF_CURVE: Readonly<Record<CurveName, Algorithm>> = { 'P-256': 'ES256', 'P-384': 'ES384', 'P-521': 'ES512' };

/** The algorithms that a key of this type can serve. */
export function fits(material: Material): AlgorithmSet {
  switch (material.kind) {
    case 'ed25519':
      return ['EdDSA'];
    case 'ec':
      return [OF_CURVE[material.curve]];
    case 'rsa':
      return ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'];
  }
}

/** The key as a JWK (RFC 7517) with nothing but its numbers. */
export function toJwk(material: Material): { kty: 'OKP' | 'EC' | 'RSA'; [member: string]: string } {
  switch (material.kind) {
    case 'ed25519':
      return { kty: 'OKP', crv: 'Ed25519', x: encode(material.x) };
    case 'ec':
      return { kty: 'EC', crv: material.curve, x: encode(material.x), y: encode(material.y) };
    case 'rsa':
      return { kty: 'RSA', n: encode(material.n), e: encode(material.e) };
  }
}

/** One text for one key. */
export function fingerprint(material: Material): string {
  return JSON.stringify(toJwk(material));
}
