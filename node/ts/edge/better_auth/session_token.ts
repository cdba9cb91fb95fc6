//! The session token: `token.signature`, percent-encoded, signed with the newest secret.

import { decode } from '../base64.js';
import { Denial } from '../denial/denial.js';
import type { Octets } from '../key/material.js';
import { octetsOf, textOf } from '../text.js';
import { malformed } from './faults.js';
import type { MacKey } from './mac_key.js';

const MAX_BYTES = 4096;

/** A session token whose signature has held. Never shown. */
export class SessionToken {
  readonly #octets: Octets;

  private constructor(
    token: string,
    readonly key: MacKey,
  ) {
    this.#octets = octetsOf(token);
  }

  /** Checks the cookie's value. */
  static async verify(value: string, key: MacKey): Promise<SessionToken> {
    if (value.length > MAX_BYTES) {
      throw new Denial('token_too_large', {
        expected: `a session_token of at most ${MAX_BYTES} bytes`,
        received: `${value.length} bytes`,
      });
    }
    const text = percentDecoded(value);
    if (text === null) throw malformed('a session_token that is not percent-encoded text');
    // The token may hold dots, its signature cannot.
    const at = text.lastIndexOf('.');
    if (at <= 0) throw malformed('a session_token without a signature');
    const tag = paddedTag(text.slice(at + 1));
    if (tag === null) throw malformed('a session_token whose signature is not canonical base64');
    const token = text.slice(0, at);
    if (await key.verify(octetsOf(token), tag)) return new SessionToken(token, key);
    throw new Denial('signature_invalid', {
      received: 'a session_token with a bad signature',
      hint: "is the secret the issuer's newest?",
    });
  }

  /** True if it is the same, in constant time. */
  is(other: string): Promise<boolean> {
    return this.key.same(this.#octets, octetsOf(other));
  }
}

/** Canonical padded base64 of 32 octets. */
function paddedTag(text: string): Octets | null {
  if (!/^[A-Za-z0-9+/]{43}=$/.test(text)) return null;
  return decode(text.slice(0, -1).replaceAll('+', '-').replaceAll('/', '_'));
}

function percentDecoded(value: string): string | null {
  if (/%(?![0-9A-Fa-f]{2})/.test(value)) return null;
  const units = value.replace(/%(..)/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return textOf(Uint8Array.from(units, (unit) => unit.charCodeAt(0)));
}
