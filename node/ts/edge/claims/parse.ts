//! The payload as an object for the application. It has been read strictly before: here it only takes shape.

import type { ClaimValue, ClaimsBase } from '../../types.js';
import { type Node, readObject } from '../json/read.js';

/** Sixteen digits in a row: integers with less are exact. */
const HAS_LONG_NUMBER = /\d{16}/;

/** A frozen plain object. Integers beyond 2^53 become a `bigint`, so that none is rounded to another user's. */
export function parseClaims(text: string): ClaimsBase {
  const value = HAS_LONG_NUMBER.test(text) ? exactly(text) : (JSON.parse(text) as ClaimValue);
  freeze(value);
  return value as unknown as ClaimsBase;
}

function exactly(text: string): ClaimValue {
  return valueOf({ kind: 'object', members: readObject(text, () => 'all') });
}

function valueOf(node: Node): ClaimValue {
  switch (node.kind) {
    case 'null':
      return null;
    case 'boolean':
      return node.value;
    case 'text':
      return node.text;
    case 'integer':
      return integerOf(node.digits);
    case 'number':
      return /^-?\d+$/.test(node.source) ? integerOf(node.source) : node.value;
    case 'list':
      return node.items.map(valueOf);
    case 'object':
      // Defines members, so that `__proto__` is one like any other.
      return Object.fromEntries(Array.from(node.members, ([name, member]) => [name, valueOf(member)]));
    case 'raw':
      return node.text;
    case 'names':
      return node.names.first;
  }
}

function integerOf(source: string): number | bigint {
  const number = Number(source);
  return Number.isSafeInteger(number) ? number : BigInt(source);
}

function freeze(value: ClaimValue): void {
  if (typeof value !== 'object' || value === null) return;
  for (const member of Object.values<ClaimValue>(value as Readonly<Record<string, ClaimValue>>)) freeze(member);
  Object.freeze(value);
}
