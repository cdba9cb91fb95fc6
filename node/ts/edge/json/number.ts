//! Numbers, by the grammar of RFC 8259 section 6.

import type { Cursor } from './cursor.js';
import type { Node } from './node.js';

/** So many digits always fit 64 bits. */
const SAFE_DIGITS = 19;
const LARGEST = '18446744073709551615';
const MINUS = 0x2d;
const ZERO = 0x30;

/** A number of which the first unit has been read: digits alone if they fit, else the nearest f64, which is finite. */
export function readNumber(cursor: Cursor, first: number): Node {
  const start = cursor.at - 1;
  let firstDigit = first;
  if (first === MINUS) {
    firstDigit = cursor.peek();
    if (!isDigit(firstDigit)) throw cursor.fault('number');
    cursor.at += 1;
  }
  if (firstDigit !== ZERO) passDigits(cursor);
  let isInteger = first !== MINUS;
  if (eat(cursor, '.')) {
    isInteger = false;
    digits(cursor);
  }
  if (eat(cursor, 'e') || eat(cursor, 'E')) {
    isInteger = false;
    if (!eat(cursor, '+')) eat(cursor, '-');
    digits(cursor);
  }
  const source = cursor.text.slice(start, cursor.at);
  if (isInteger && fits(source)) return { kind: 'integer', digits: source };
  const value = Number(source);
  if (!Number.isFinite(value)) throw cursor.fault('range');
  return { kind: 'number', value, source };
}

export function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= 0x39;
}

function fits(text: string): boolean {
  return text.length <= SAFE_DIGITS || (text.length === LARGEST.length && text <= LARGEST);
}

/** One digit or more. */
function digits(cursor: Cursor): void {
  if (!isDigit(cursor.peek())) throw cursor.fault('number');
  passDigits(cursor);
}

function passDigits(cursor: Cursor): void {
  while (isDigit(cursor.peek())) cursor.at += 1;
}

function eat(cursor: Cursor, character: string): boolean {
  const there = cursor.text.charAt(cursor.at) === character;
  if (there) cursor.at += 1;
  return there;
}
