//! The claims of an accepted token: a frozen plain object outside, and behind it what the rules have found.

import type { Claims, DenialContext, OnDenied } from '../../types.js';
import type { Presentation } from '../challenge.js';
import { parseClaims } from './parse.js';
import type { Subject } from './subject.js';
import type { Times } from './time.js';

/** What is known of claims. */
export interface Known {
  readonly subject: Subject | null;
  readonly times: Times;
  readonly scopesFrom: string | null;
  readonly presentation: Presentation;
  /** The payload as it came. */
  readonly text: string;
  /** Who is told of denials, and where they happen. */
  readonly onDenied: OnDenied | undefined;
  readonly context: DenialContext;
}

const KNOWN = new WeakMap<object, Known>();

/** Claims of a payload that has passed. The only way to any. */
export function makeClaims(known: Known): Claims {
  const claims = parseClaims(known.text);
  KNOWN.set(claims, known);
  return claims as Claims;
}

/** True for claims that a verifier of this entry gave. */
export function isKnown(claims: object): boolean {
  return KNOWN.has(claims);
}

/** What is known of these claims; throws for anything that no verifier of this entry gave. */
export function knownOf(claims: object): Known {
  const known = KNOWN.get(claims);
  if (known === undefined) {
    throw new TypeError('these are no claims of a verifier: give what verify() gave, not a copy');
  }
  return known;
}
