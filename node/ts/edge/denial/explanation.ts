//! What a developer wants to know of a denial, and the caller must not: it goes to the log.

import { wellFormed } from '../text.js';

/** Values longer than this, in characters, are cut. */
const CUT = 120;
/** Control characters, and the invisible ones that steer a line: they would forge or hide what is logged. */
const UNSAFE = /["\\\0-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g;

/** A value as it may stand in a log line: quoted, escaped (no CR or LF can break the line), cut. */
export function quoted(value: string): string {
  const whole = wellFormed(value);
  const cut = firstCharacters(whole, CUT);
  const more = cut.length < whole.length ? '\u2026' : '';
  return `"${cut.replace(UNSAFE, escaped)}${more}"`;
}

/** So many characters of a text, none of them cut in half. */
export function firstCharacters(text: string, count: number): string {
  if (text.length <= count) return text;
  let end = 0;
  for (let taken = 0; taken < count && end < text.length; taken += 1) {
    end += (text.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  }
  return text.slice(0, end);
}

function escaped(character: string): string {
  if (character === '"' || character === '\\') return `\\${character}`;
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
