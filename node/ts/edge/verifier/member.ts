//! One issuer's part of a verifier.

import { noBoolean, words } from '../../hooks.js';
import type { Claims } from '../../types.js';
import type { Expect } from '../claims/expect.js';
import { Denial } from '../denial/denial.js';
import { quoted } from '../denial/explanation.js';
import type { HeaderRules } from '../header.js';
import type { Keys } from './keys.js';

/** The application's last word on a good token. */
export type RevokedIf = (claims: Claims) => unknown;

export interface Member {
  readonly maxTokenBytes: number;
  readonly rules: HeaderRules;
  readonly expect: Expect;
  readonly keys: Keys;
  readonly revokedIf: RevokedIf | null;
}

/** Throws if the application has revoked the token, or could not say. */
export function checkRevoked(member: Pick<Member, 'revokedIf'>, claims: Claims): void {
  if (member.revokedIf === null) return;
  let answer: unknown;
  try {
    answer = member.revokedIf(claims);
  } catch (error) {
    throw unanswered(words(error));
  }
  if (answer === false) return;
  if (answer === true) throw new Denial('token_revoked', { received: 'a token that revoked_if refuses' });
  throw unanswered(noBoolean(answer));
}

/** Not knowing is not a pass, and not the token's fault. */
function unanswered(why: string): Denial {
  return new Denial('keys_unavailable', {
    expected: 'an answer of revoked_if',
    received: `an error: ${quoted(why)}`,
  });
}
