//! What becomes of a fetch that came back: a new set, the old one confirmed, or a failure.

import type { AlgorithmSet } from '../algorithm.js';
import type { Now } from '../clock.js';
import { KeySet, SetFault } from '../key/set.js';
import { error, info, warn } from '../log.js';
import { lossyTextOf } from '../text.js';
import { freshness, headerOf, retryAfter } from './cache_headers.js';
import type { FetchResponse } from './fetch.js';
import { FetchError } from './fetch_error.js';
import type { Tuning } from './machine.js';
import type { Snapshot } from './snapshot.js';

/** A fetch that brought nothing. */
export interface Failure {
  readonly message: string;
  readonly hint: string | null;
  /** In seconds. */
  readonly retryAfter: number | null;
}

/** What an answer is read with. */
export interface Reading {
  /** When its request went out. */
  readonly at: Now;
  readonly sentEtag: boolean;
  readonly current: Snapshot | null;
  readonly allowed: AlgorithmSet;
  readonly tuning: Tuning;
}

/** In characters, each an octet. */
const LONGEST_ETAG = 8192;

const WRONG_ADDRESS =
  'is this the address of the key set? Better Auth has it at /api/auth/jwks, most others at /.well-known/jwks.json';

/** What an answer brings: a new set, or the old one confirmed. Throws `FetchError`. */
export function snapshotOf(answer: FetchResponse, reading: Reading): Omit<Snapshot, 'generation'> {
  const { at, current } = reading;
  const freshFor = beforeDeath(jittered(freshness(answer.headers, reading.tuning.maxAge)), reading.tuning.maxStale);
  const etag = sendable(headerOf(answer.headers, 'etag'));
  if (answer.status === 200) return { keys: readSet(answer, reading.allowed), at, freshFor, etag };
  if (answer.status === 304 && reading.sentEtag && current !== null) {
    // Of another than ours it is no answer to what was asked: the next request asks for the set itself.
    const isOurs = etag === null || opaque(etag) === opaque(current.etag ?? '');
    return { keys: current.keys, at, freshFor, etag: isOurs ? current.etag : null };
  }
  const hint = answer.status >= 400 && answer.status < 500 ? WRONG_ADDRESS : null;
  const pause = retryAfter(answer.headers, at.unix);
  throw new FetchError(`the key endpoint answered ${answer.status}`, hint, pause);
}

/** A set that would be fresh until it is dead would never be renewed in time. */
function beforeDeath(freshFor: number, maxStale: number): number {
  return freshFor < maxStale ? freshFor : (maxStale * 3) / 4;
}

/** What is stored is what will be sent: a 304 answers nothing else. */
function sendable(etag: string | null): string | null {
  return etag !== null && etag.length <= LONGEST_ETAG && /^[ -~]*$/.test(etag) ? etag : null;
}

/** For the weak comparison (RFC 9110 section 8.8.3.2), as If-None-Match has it. */
function opaque(etag: string): string {
  return etag.replace(/^W\//, '');
}

/** Whatever went wrong on the way. */
export function failureOf(error: unknown): Failure {
  if (error instanceof FetchError) return error;
  return { message: `the fetch was cancelled (${String(error)})`, hint: null, retryAfter: null };
}

/** News of a set that landed, and of one that is not the first. Null: it is the same as before. */
export function reportChange(url: string, next: KeySet | null, isFirst: boolean, wasFailing: boolean): void {
  if (wasFailing) info('the key endpoint has recovered', { url });
  if (next === null) return;
  info(isFirst ? 'keys fetched' : 'keys changed', { url, keys: next.keys.length });
  for (const { why } of next.unusable) warn('a key of the set cannot be used', { url, why });
}

/** News of a fetch that brought nothing. */
export function reportFailure(url: string, failure: Failure, age: number | null, isReady: boolean): void {
  const { message, hint } = failure;
  const fields = { url, error: message, hint, age: age === null ? null : Math.floor(age) };
  if (isReady) warn('fetching keys failed; the known keys go on', fields);
  else error('fetching keys failed; there are none to decide by', fields);
}

function readSet(answer: FetchResponse, allowed: AlgorithmSet): KeySet {
  try {
    const keys = KeySet.fromJwks(answer.body, allowed);
    if (!keys.servesAny()) throw new SetFault('none of its keys fits an allowed algorithm');
    return keys;
  } catch (why) {
    if (!(why instanceof SetFault)) throw why;
    const html = 'it answered HTML, not a key set: is this its address, and is it open to all?';
    throw new FetchError(`the answer cannot be used: ${why.message}`, isHtml(answer) ? html : null);
  }
}

/** A page in HTML is the usual case: a login, or a front end's "not found". */
function isHtml(answer: FetchResponse): boolean {
  const kind = headerOf(answer.headers, 'content-type') ?? '';
  return kind.toLowerCase().includes('html') || /^\s*</.test(lossyTextOf(answer.body.subarray(0, 1024)));
}

/** Plus or minus a tenth, so that a fleet does not ask all at once. */
function jittered(seconds: number): number {
  return seconds * (0.9 + 0.2 * Math.random());
}
