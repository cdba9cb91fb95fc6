//! Points of small order accept signatures that nobody made (OpenSSL, and with it WebCrypto, takes them).

import type { Octets } from './material.js';

/** The y coordinates of the points of order 8. */
const ORDER_8 = [
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
];

/**
 * What is wrong with a public key of 32 octets: the y coordinates 0, 1, -1 and those of order 8, under either sign. Other spellings of
 * a point (y >= p) are refused with them.
 */
export function weaknessOfEd25519(x: Octets): string | null {
  const y = x.slice();
  y[31] = (y[31] ?? 0) & 0x7f;
  const first = y[0] ?? 0;
  const last = y[31] ?? 0;
  const middle = y.subarray(1, 31);
  const zeroOrOne = first <= 1 && last === 0 && middle.every((octet) => octet === 0);
  // p = 2^255 - 19, little-endian ed ff .. ff 7f: p - 1 and everything from p on.
  const minusOneOrMore = first >= 0xec && last === 0x7f && middle.every((octet) => octet === 0xff);
  if (!zeroOrOne && !minusOneOrMore && !ORDER_8.includes(hex(y))) return null;
  return 'its point is of small order: anybody could sign for it';
}

function hex(octets: Octets): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}
