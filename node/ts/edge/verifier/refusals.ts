//! Denials about keys, with what helps a developer.

import { Denial } from '../denial/denial.js';
import type { Header } from '../header.js';
import type { Source } from '../jwks/source.js';
import type { Unselected } from '../key/select.js';

export function noKey(why: Unselected, header: Header): Denial {
  const received = `${header.algorithm} with ${header.kid === null ? 'no kid' : 'a kid'}`;
  switch (why) {
    case 'not_found':
      return new Denial('key_not_found', {
        expected: "a key of the issuer's set",
        received: `${received} that the set does not have`,
      });
    case 'ambiguous':
      return new Denial('key_ambiguous', {
        expected: 'a token or set in which one key fits',
        received: `${received} that fits several keys`,
      });
    case 'unusable':
      return new Denial('key_unusable', {
        expected: "a usable key of the token's algorithm",
        received: `${received} of a key that is weak, private, for encryption or of another algorithm`,
      });
  }
}

export function keyRefused(): Denial {
  return new Denial('key_unusable', { expected: 'a key in use', received: 'a key that revoke_key refuses' });
}

/** `pause` in seconds. */
export function unavailable(source: Source, pause: number): Denial {
  const failure = source.fetches.lastFailure;
  return new Denial('keys_unavailable', {
    expected: `keys from ${source.shownUrl}`,
    received: failure?.message ?? 'no answer yet',
    hint: failure?.hint ?? null,
    retryAfter: pause,
  });
}
