//! As much of DER (X.690) as a public key needs, strictly: minimal lengths, nothing behind a value.

import type { Octets } from './material.js';

export const TAG = { integer: 0x02, bitString: 0x03, oid: 0x06, sequence: 0x30 } as const;

/** The universal types that there are, each as DER writes it. Other classes have tags of one octet too. */
const UNIVERSAL: ReadonlySet<number> = new Set([
  1, 2, 3, 4, 5, 6, 9, 0x0a, 0x0c, 0x0d, 0x12, 0x13, 0x14, 0x15, 0x16, 0x17, 0x18, 0x1a, 0x1b, 0x1e, 0x30, 0x31,
]);

/** What is not DER as we want it. */
export class DerFault extends Error {
  override readonly name: string = 'DerFault';
}

export interface Value {
  readonly tag: number;
  readonly content: Octets;
}

/** The one value that these octets are. */
export function only(octets: Octets, tag: number): Octets {
  const [value, ...others] = valuesOf(octets);
  if (value === undefined || others.length > 0) throw new DerFault('not one value');
  return contentOf(value, tag);
}

/** The values that stand one behind the other in these octets. */
export function valuesOf(octets: Octets): Value[] {
  const values: Value[] = [];
  let at = 0;
  while (at < octets.length) {
    const tag = octets[at] ?? 0;
    if (!isTag(tag)) throw new DerFault('no tag');
    const [length, start] = lengthAt(octets, at + 1);
    if (start + length > octets.length) throw new DerFault('too short');
    values.push({ tag, content: octets.slice(start, start + length) });
    at = start + length;
  }
  return values;
}

/** The content of a value that has this tag. */
export function contentOf(value: Value | undefined, tag: number): Octets {
  if (value?.tag !== tag) throw new DerFault('another tag');
  return value.content;
}

/** The octets of a bit string that has no unused bits. */
export function bits(value: Value | undefined): Octets {
  const content = contentOf(value, TAG.bitString);
  if (content[0] !== 0) throw new DerFault('unused bits');
  return content.slice(1);
}

/** The octets of an integer that is not negative and written as short as can be. */
export function unsigned(value: Value | undefined): Octets {
  const content = contentOf(value, TAG.integer);
  const [first, second] = content;
  if (first === undefined || first >= 0x80) throw new DerFault('no unsigned integer');
  if (first === 0 && second !== undefined && second < 0x80) throw new DerFault('a needless zero');
  return content;
}

function isTag(tag: number): boolean {
  return tag < 0x40 ? UNIVERSAL.has(tag) : (tag & 0x1f) !== 0x1f;
}

/** A length, and where the content starts. */
function lengthAt(octets: Octets, at: number): [number, number] {
  const first = octets[at];
  if (first === undefined || first === 0x80 || first > 0x84) throw new DerFault('no length');
  if (first < 0x80) return [first, at + 1];
  const start = at + 1 + (first & 0x7f);
  const written = octets.subarray(at + 1, start);
  const length = written.reduce((value, octet) => value * 256 + octet, 0);
  const isMinimal = written[0] !== 0 && length >= 0x80;
  if (start > octets.length || !isMinimal) throw new DerFault('no minimal length');
  return [length, start];
}
