//! Base64url without padding, canonical: one text for one value (RFC 7515 section 2).

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
const NONE = 0xff;
const VALUES = new Uint8Array(128).fill(NONE);
for (let value = 0; value < ALPHABET.length; value += 1) VALUES[ALPHABET.charCodeAt(value)] = value;

/** The octets of a text; null unless it is what encoding them gives. An empty text has none. */
export function decode(text: string): Uint8Array<ArrayBuffer> | null {
  const rest = text.length % 4;
  if (rest === 1) return null;
  const octets = new Uint8Array(Math.floor((text.length * 3) / 4));
  let bits = 0;
  let word = 0;
  let at = 0;
  for (let index = 0; index < text.length; index += 1) {
    const value = VALUES[text.charCodeAt(index)] ?? NONE;
    if (value === NONE) return null;
    word = ((word << 6) | value) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      octets[at] = (word >> bits) & 0xff;
      at += 1;
    }
  }
  // The bits behind the last octet must be zero, or several texts would stand for one value.
  return (word & ((1 << bits) - 1)) === 0 ? octets : null;
}

/** The inverse of `decode`. */
export function encode(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 3) {
    const word = ((octets[at] ?? 0) << 16) | ((octets[at + 1] ?? 0) << 8) | (octets[at + 2] ?? 0);
    const count = Math.min(octets.length - at, 3);
    for (let index = 0; index <= count; index += 1) text += ALPHABET.charAt((word >> (18 - 6 * index)) & 63);
  }
  return text;
}
