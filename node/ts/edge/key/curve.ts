//! Whether a point is on its curve (SEC 1 section 3.2.2.1). WebCrypto says so only when it imports the key, which is too late: a set
//! is judged when it is read.

import type { CurveName, Octets } from './material.js';

interface Curve {
  /** Of a coordinate, in octets. */
  readonly length: number;
  readonly p: bigint;
  readonly b: bigint;
}

const CURVES: Readonly<Record<CurveName, Curve>> = {
  'P-256': {
    length: 32,
    p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
    b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
  },
  'P-384': {
    length: 48,
    p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
    b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
  },
  'P-521': {
    length: 66,
    p: 2n ** 521n - 1n,
    b: 0x051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
  },
};

/** How long a coordinate is, in octets. */
export function coordinateLength(curve: CurveName): number {
  return CURVES[curve].length;
}

/** True if y^2 = x^3 - 3x + b, both below p. */
export function isOnCurve(curve: CurveName, x: Octets, y: Octets): boolean {
  const { p, b } = CURVES[curve];
  const [x0, y0] = [toInteger(x), toInteger(y)];
  return x0 < p && y0 < p && (y0 * y0 - (x0 * x0 * x0 - 3n * x0 + b)) % p === 0n;
}

function toInteger(octets: Octets): bigint {
  return octets.reduce((value, octet) => (value << 8n) | BigInt(octet), 0n);
}
