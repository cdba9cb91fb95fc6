//! Texts as the rules see them: octets of UTF-8, ASCII white space, no half of a surrogate pair.

const ENCODER = new TextEncoder();
// ignoreBOM keeps a byte order mark, so that strict JSON refuses it.
const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LOSSY = new TextDecoder('utf-8', { ignoreBOM: true });
const AROUND = /^[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+|[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+$/g;
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** The octets of a text. */
export function octetsOf(text: string): Uint8Array<ArrayBuffer> {
  return ENCODER.encode(text);
}

/** The text of these octets; null if they are not UTF-8. */
export function textOf(octets: Uint8Array): string | null {
  try {
    return STRICT.decode(octets);
  } catch {
    return null;
  }
}

/** The text of these octets; what is not UTF-8 becomes U+FFFD. */
export function lossyTextOf(octets: Uint8Array): string {
  return LOSSY.decode(octets);
}

/** How many octets a text has in UTF-8. */
export function octetLength(text: string): number {
  let length = text.length;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80) continue;
    if (unit < 0x800) {
      length += 1;
    } else if (isHigh(unit) && isLow(text.charCodeAt(at + 1))) {
      length += 2;
      at += 1;
    } else {
      length += 2;
    }
  }
  return length;
}

/** A text without halves of surrogate pairs: each becomes U+FFFD, as where it is written in UTF-8. */
export function wellFormed(text: string): string {
  return text.replace(LONE, '\ufffd');
}

/** True if there is no half of a surrogate pair in it. */
export function isWellFormed(text: string): boolean {
  return text.search(LONE) < 0;
}

/** Without the ASCII white space around it. */
export function trimAscii(text: string): string {
  let start = 0;
  let end = text.length;
  while (start < end && isAsciiSpace(text.charCodeAt(start))) start += 1;
  while (end > start && isAsciiSpace(text.charCodeAt(end - 1))) end -= 1;
  return text.slice(start, end);
}

/** Without the (Unicode) white space around it. A byte order mark is none, though `String.trim` takes it for one. */
export function trimUnicode(text: string): string {
  return text.replace(AROUND, '');
}

/** ASCII letters made small, and no others. */
export function asciiLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** True if they are equal but for the case of ASCII letters. */
export function equalsIgnoringCase(one: string, other: string): boolean {
  return one.length === other.length && asciiLower(one) === asciiLower(other);
}

/** True for letters and digits of ASCII alone; false for an empty text. */
export function isAlphanumeric(text: string): boolean {
  return /^[A-Za-z0-9]+$/.test(text);
}

function isAsciiSpace(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0c || unit === 0x0d;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}
