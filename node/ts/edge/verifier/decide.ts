//! The decision, top to bottom: shape, header, key, signature, claims, revocation.

import type { Claims, DenialContext, OnDenied } from '../../types.js';
import type { Transport } from '../bearer.js';
import type { Presentation } from '../challenge.js';
import { judge } from '../claims/judge.js';
import { knownOf, makeClaims } from '../claims/store.js';
import { refusalOfTimes } from '../claims/time.js';
import type { Now } from '../clock.js';
import { Denial } from '../denial/denial.js';
import { acceptHeader, type Header, parseHeader } from '../header.js';
import type { HeaderCache } from '../header_cache.js';
import { Flight } from '../jwks/flight.js';
import type { DecisionCounters } from '../stats.js';
import { octetLength } from '../text.js';
import { checkLength, decoded, type Decoded, split } from '../token.js';
import type { Accepted, Generation, TokenCache } from '../token_cache.js';
import { generationOf, type Refresh, sourceOf, verifySignature } from './keys.js';
import { checkRevoked, type Member } from './member.js';
import { route } from './route.js';

/** What a verifier is made of. */
export interface Inner {
  readonly members: readonly Member[];
  /** That of each member, or of several the largest. */
  readonly maxTokenBytes: number;
  readonly transport: Transport;
  readonly presentation: Presentation;
  readonly onDenied: OnDenied | undefined;
  readonly counters: DecisionCounters;
  readonly headerCache: HeaderCache | null;
  readonly tokenCache: TokenCache | null;
}

/** What is asked. */
export interface Question {
  readonly token: string;
  readonly now: Now;
  /** After a wait: never waits again. */
  readonly second: boolean;
  /** Where checks of the claims will happen. */
  readonly context: DenialContext;
}

/** What came of a check: claims, a denial, or a flight after which to check once more. */
export interface Step {
  readonly outcome: Claims | Denial | Flight;
  /** A fetch that somebody must launch and nobody waits for. */
  readonly refresh: Flight | null;
}

/** Decides as far as it can be decided now. */
export async function check(inner: Inner, question: Question): Promise<Step> {
  const refresh: Refresh = { flight: null };
  let outcome: Step['outcome'];
  try {
    outcome = await decide(inner, question, refresh);
  } catch (denial) {
    if (!(denial instanceof Denial)) throw denial;
    outcome = denial;
  }
  if (outcome instanceof Denial) inner.counters.denied(outcome.code);
  else if (outcome instanceof Flight) inner.counters.keyMisses += 1;
  else inner.counters.accepted += 1;
  return { outcome, refresh: refresh.flight };
}

async function decide(inner: Inner, question: Question, refresh: Refresh): Promise<Claims | Flight> {
  const { token: text, now, second, context } = question;
  const remembered = rememberedClaims(inner, text, now, refresh);
  if (remembered !== null) return remembered;
  const parts = split(text, inner.maxTokenBytes);
  const known = inner.headerCache?.find(parts.header) ?? null;
  const octets = decoded(parts);
  const [index, header] = known === null ? readHeader(inner, octets) : [0, known];
  const member = memberAt(inner, index);
  // Of several issuers, each has a limit of its own.
  if (inner.members.length > 1) checkLength(text, member.maxTokenBytes);
  const verified = await verifySignature(member.keys, parts, header, now, second, refresh);
  if (verified instanceof Flight) return verified;
  inner.headerCache?.add(parts.header, header);
  const judged = judge(octets.payload, member.expect, now.unix);
  const { presentation, onDenied } = inner;
  const claims = makeClaims({ ...judged, scopesFrom: member.expect.scopesFrom, presentation, onDenied, context });
  checkRevoked(member, claims);
  inner.tokenCache?.put(text, { claims, member: index, generation: verified }, judged.text.length);
  return claims;
}

function readHeader(inner: Inner, octets: Decoded): [number, Header] {
  const header = parseHeader(octets.header);
  const index = route(inner.members, header, octets.payload);
  return [index, acceptHeader(header, memberAt(inner, index).rules)];
}

function memberAt(inner: Inner, index: number): Member {
  const member = inner.members[index];
  if (member === undefined) throw new RangeError('a verifier has at least one issuer');
  return member;
}

/** Claims of a token that was accepted before under the keys of now, judged anew by everything that can change. Null: decide in full. */
function rememberedClaims(inner: Inner, text: string, now: Now, refresh: Refresh): Claims | null {
  const accepted = inner.tokenCache?.get(text) ?? null;
  if (accepted === null || octetLength(text) > inner.maxTokenBytes) return null;
  const member = memberAt(inner, accepted.member);
  const isOld = !counts(generationOf(member.keys, now), accepted.generation);
  if (isOld || refusalOfTimes(knownOf(accepted.claims).times, member.expect, now.unix) !== null) return null;
  refresh.flight = sourceOf(member.keys)?.refreshIfStale(now) ?? null;
  checkRevoked(member, accepted.claims);
  return accepted.claims;
}

/** True under the very material that decides now. While none may decide, nothing that is remembered does. */
function counts(now: Generation | null, then: Accepted['generation']): boolean {
  return now !== null && now.set === then.set && now.revoked === then.revoked;
}

