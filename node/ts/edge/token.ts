//! A token as it came: three parts of canonical base64url, nothing believed yet.

import { decode } from './base64.js';
import { Denial, type Details } from './denial/denial.js';
import { octetLength, trimUnicode } from './text.js';

/** The limit on a token's length in bytes unless the configuration sets another. */
export const MAX_TOKEN_BYTES = 16 * 1024;

/** The three parts of a compact JWS (RFC 7515 section 7.1) as text; nothing decoded. */
export interface Parts {
  readonly header: string;
  readonly payload: string;
  readonly signature: string;
}

/** The parts decoded, in the order in which faults are named: all shape before anything is read. */
export interface Decoded {
  readonly header: Uint8Array<ArrayBuffer>;
  readonly payload: Uint8Array<ArrayBuffer>;
  readonly signature: Uint8Array<ArrayBuffer>;
}

export function checkLength(text: string, maxBytes: number): void {
  const length = octetLength(text);
  if (length > maxBytes) {
    throw new Denial('token_too_large', { expected: `at most ${maxBytes} bytes`, received: `${length} bytes` });
  }
}

/** The parts of a token that is not too long. */
export function split(text: string, maxBytes: number): Parts {
  checkLength(text, maxBytes);
  const first = text.indexOf('.');
  const second = first < 0 ? -1 : text.indexOf('.', first + 1);
  if (second < 0 || text.includes('.', second + 1)) throw wrongParts(text);
  return { header: text.slice(0, first), payload: text.slice(first + 1, second), signature: text.slice(second + 1) };
}

/** The octets of all parts. */
export function decoded(parts: Parts): Decoded {
  return {
    header: part(parts.header, 'header'),
    payload: part(parts.payload, 'payload'),
    signature: part(parts.signature, 'signature'),
  };
}

function part(text: string, name: string): Uint8Array<ArrayBuffer> {
  if (text === '') throw malformed({ received: `an empty ${name}` });
  const octets = decode(text);
  if (octets === null) throw malformed({ received: `a ${name} that is not canonical base64url` });
  return octets;
}

function wrongParts(text: string): Denial {
  const parts = text.split('.').length;
  return malformed({ received: `${parts} parts`, hint: partsHint(parts, text) });
}

function partsHint(parts: number, text: string): string | null {
  if (parts === 2) {
    return (
      'two parts: a Better Auth session token (of the bearer plugin or the cookie) is opaque; ' +
      'send the JWT of GET /api/auth/token instead'
    );
  }
  if (parts === 5) return 'five parts: an encrypted token (JWE) is not for APIs to read';
  return trimUnicode(text) === text ? null : 'white space around the token';
}

function malformed(details: Details): Denial {
  return new Denial('token_malformed', { expected: 'header.payload.signature in unpadded base64url', ...details });
}
