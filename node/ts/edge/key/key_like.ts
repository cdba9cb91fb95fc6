//! Secrets that are keys in disguise. Anything that parses as PEM, DER, JWK, JWK Set or an SSH key, also behind a BOM or white space, or
//! wrapped in base64 or a JSON string: whatever the wrapping, it is public.

import { decode } from '../base64.js';
import { lossyTextOf, octetsOf, trimUnicode } from '../text.js';
import type { Octets } from './material.js';

const WRAPPINGS = 3;
const SSH = ['ssh-', 'ecdsa-sha2-', 'sk-ssh-', 'sk-ecdsa-sha2-'];
const PEM = ['-----BEGIN ', '---- BEGIN '];

/** True for a secret that is a public key. */
export function looksLikeKey(secret: Octets, wrappings = WRAPPINGS): boolean {
  if (isDer(secret)) return true;
  const text = trimUnicode(lossyTextOf(secret).replace(/^\ufeff+/, ''));
  const isText = PEM.some((begin) => text.includes(begin)) || SSH.some((prefix) => text.startsWith(prefix));
  const json = parsed(text);
  if (isText || isJwk(json)) return true;
  if (wrappings === 0) return false;
  const inner = typeof json === 'string' ? octetsOf(json) : fromAnyBase64(text);
  return inner !== null && looksLikeKey(inner, wrappings - 1);
}

/** Base64 in either alphabet, padded or not, over several lines or one. */
function fromAnyBase64(text: string): Octets | null {
  return decode(text.replace(/[ \t\n\f\r=]+/g, '').replaceAll('+', '-').replaceAll('/', '_'));
}

/** One DER sequence that fills the octets and begins as an encoded key does. */
function isDer(octets: Octets): boolean {
  const [a, b, c] = octets;
  const der = a === 0xef && b === 0xbb && c === 0xbf ? octets.subarray(3) : octets;
  const [tag, first = 0xff, high = 0, low = 0] = der;
  if (tag !== 0x30 || first > 0x82 || first === 0x80) return false;
  const [declared, start] = first < 0x80 ? [first, 2] : first === 0x81 ? [high, 3] : [high * 256 + low, 4];
  return der.length === start + declared && beginsAsKey(der.subarray(start));
}

/** SubjectPublicKeyInfo; a private key's version; PKCS #1 numbers; a certificate. Random octets hardly ever look so. */
function beginsAsKey(content: Octets): boolean {
  const [first, second = 0, third] = content;
  const isLong = second === 0x81 || second === 0x82;
  if (first === 0x30) return third === 0x06 || isLong;
  return first === 0x02 && (isLong || (second === 0x01 && (third === 0x00 || third === 0x01)));
}

/** A JSON value in which some object has `kty` or `keys`. */
function isJwk(json: unknown): boolean {
  const has = (value: unknown, ...names: string[]): boolean =>
    typeof value === 'object' && value !== null && names.some((name) => Object.hasOwn(value, name));
  return Array.isArray(json) ? json.some((item) => !Array.isArray(item) && has(item, 'kty')) : has(json, 'kty', 'keys');
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
