//! Strings (RFC 8259 section 7). Of the text only quotes, escapes and control characters matter.

import { octetLength } from '../text.js';
import type { Cursor } from './cursor.js';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const SIMPLE: Readonly<Record<string, string>> = {
  '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t',
};

/** A string, behind its opening quote. */
export function readString(cursor: Cursor): string {
  let start = cursor.at;
  let text = '';
  for (;;) {
    passPlain(cursor);
    const unit = cursor.peek();
    if (unit === QUOTE || unit === BACKSLASH) text += cursor.text.slice(start, cursor.at);
    cursor.at += 1;
    if (unit === QUOTE) return text;
    if (unit !== BACKSLASH) throw cursor.fault('text');
    text += escape(cursor);
    start = cursor.at;
  }
}

/** Reads up to the next quote, backslash or control character, or to the end. */
function passPlain(cursor: Cursor): void {
  const { text } = cursor;
  let { at } = cursor;
  for (;;) {
    const unit = text.charCodeAt(at);
    // Not so for NaN, behind the end.
    if (unit >= 0x20 && unit !== QUOTE && unit !== BACKSLASH) at += 1;
    else break;
  }
  cursor.at = at;
}

/** An escape, behind its backslash. */
function escape(cursor: Cursor): string {
  const letter = cursor.text.charAt(cursor.at);
  cursor.at += 1;
  if (letter === 'u') return codePoint(cursor);
  const character = Object.hasOwn(SIMPLE, letter) ? SIMPLE[letter] : undefined;
  if (character === undefined) throw cursor.fault('escape');
  return character;
}

/** A `\uXXXX`, behind its `u`, or two that are a surrogate pair. */
function codePoint(cursor: Cursor): string {
  const first = hex(cursor);
  if (first < 0xd800 || first >= 0xe000) return String.fromCharCode(first);
  if (first >= 0xdc00 || !cursor.text.startsWith('\\u', cursor.at)) throw cursor.fault('surrogate');
  cursor.at += 2;
  const second = hex(cursor);
  if (second < 0xdc00 || second >= 0xe000) throw cursor.fault('surrogate');
  return String.fromCharCode(first, second);
}

/** Four hexadecimal digits. */
function hex(cursor: Cursor): number {
  const digits = cursor.text.slice(cursor.at, cursor.at + 4);
  if (/^[0-9A-Fa-f]{4}$/.test(digits)) {
    cursor.at += 4;
    return Number.parseInt(digits, 16);
  }
  throw cursor.fault('escape', octetLength(digits) >= 4 ? 4 : 0);
}
