//! The denials that several rules of the claims share.

import { Denial } from '../denial/denial.js';

export function invalid(claim: string, expected: string, received: string, hint: string | null = null): Denial {
  return new Denial('claim_invalid', {
    claim,
    expected: `${claim}: ${expected}`,
    received: `${claim}: ${received}`,
    hint,
  });
}

export function missing(claim: string, hint: string | null = null): Denial {
  return new Denial('claim_missing', { claim, expected: `a claim \`${claim}\``, received: 'none', hint });
}
