//! Which RSA keys are fit: none that is weak, none whose numbers cost minutes.

import type { Octets } from './material.js';

const MIN_BITS = 2048;
const MAX_BITS = 8192;
const MIN_EXPONENT = 65_537;
const EXPONENT_LIMIT = 2 ** 33;

/** Leading zero octets are not part of a number. */
export function stripped(number: Octets): Octets {
  const start = number.findIndex((octet) => octet !== 0);
  return start < 0 ? new Uint8Array() : number.slice(start);
}

/** What is wrong with these stripped numbers; null if nothing is. */
export function weaknessOfRsa(n: Octets, e: Octets): string | null {
  const bits = n.length === 0 ? 0 : n.length * 8 - (Math.clz32(n[0] ?? 0) - 24);
  if (bits < MIN_BITS || bits > MAX_BITS) return 'its RSA modulus is not of 2048 to 8192 bits';
  if ((n[n.length - 1] ?? 0) % 2 === 0) return 'its RSA modulus is even';
  if (e.length > 8) return 'its RSA exponent is too large';
  // Above 2^53 it is not exact any more, and far too large.
  const exponent = e.reduce((value, octet) => value * 256 + octet, 0);
  if (exponent < MIN_EXPONENT || exponent >= EXPONENT_LIMIT || exponent % 2 === 0) {
    return 'its RSA exponent is not an odd number from 65537 to 2^33';
  }
  return null;
}
