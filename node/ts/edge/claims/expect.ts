//! What claims are held to: the part of the configuration that judges a payload.

import type { Keep } from '../json/read.js';

/** Leeway unless set: clocks of well-kept machines differ by less. */
export const DEFAULT_LEEWAY = 5;

/** Where the subject stands and of what type it is. Optional: `sub` may be absent; if it is there, it is a non-empty string. */
export type SubjectRule =
  | { readonly kind: 'text'; readonly claim: string }
  | { readonly kind: 'integer'; readonly claim: string }
  | { readonly kind: 'optional'; readonly claim: 'sub' };

/** A value that `require` lists: compared by type and value. An integer stands as its digits. */
export type OneOf =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'integer'; readonly digits: string }
  | { readonly kind: 'boolean'; readonly value: boolean };

export interface Expect {
  /** Null: any issuer. */
  readonly issuers: readonly string[] | null;
  /** Null: any audience. */
  readonly audiences: readonly string[] | null;
  readonly leeway: number;
  readonly maxTokenAge: number | null;
  readonly required: readonly string[];
  readonly oneOf: ReadonlyMap<string, readonly OneOf[]>;
  readonly subject: SubjectRule;
  readonly allowUnboundUse: boolean;
  readonly scopesFrom: string | null;
}

const REGISTERED: ReadonlySet<string> = new Set(['iss', 'sub', 'exp', 'nbf', 'iat', 'jti', 'cnf']);

/** How much of a claim is looked at. */
export function keepOf(expect: Expect, claim: string): Keep | null {
  if (claim === 'aud') return expect.audiences ?? [];
  const isNamed = claim === expect.subject.claim || expect.required.includes(claim) || expect.oneOf.has(claim);
  return REGISTERED.has(claim) || isNamed ? 'scalar' : null;
}
