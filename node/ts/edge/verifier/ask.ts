//! The loop over `check`: begins, waits for keys where it must, and settles.

import type { Denied } from '../../denied.js';
import type { Claims, DenialContext } from '../../types.js';
import { type Now, system } from '../clock.js';
import { Denial } from '../denial/denial.js';
import { Flight } from '../jwks/flight.js';
import type { Source } from '../jwks/source.js';
import { check, type Inner, type Step } from './decide.js';
import { sourceOf } from './keys.js';
import { unavailable } from './refusals.js';

/** Claims, or a denial as its caller gets it, which has not been told yet. */
export async function ask(inner: Inner, token: string, context: DenialContext): Promise<Claims | Denied> {
  const first = launched(await check(inner, { token, now: system(), second: false, context }));
  if (!(first instanceof Flight)) return shown(inner, first);
  await first.launch().wait();
  const second = launched(await check(inner, { token, now: system(), second: true, context }));
  // A second attempt never waits; if it did, not knowing is an outage and no fault of the token.
  return second instanceof Flight ? finished(inner, new Denial('keys_unavailable')) : shown(inner, second);
}

/** A denial that came from outside of `check`: counted and shown. */
export function finished(inner: Inner, denial: Denial): Denied {
  inner.counters.denied(denial.code);
  return denial.presented(inner.presentation);
}

/** Fetches keys for every source that has none. Gives why there are still none. */
export async function warmed(inner: Inner): Promise<Denied | null> {
  return flown(inner, (source, now) => source.warm(now), (source, now) => source.isReady(now));
}

/** Fetches keys for every source now. Gives why that failed; known keys stay. */
export async function refreshed(inner: Inner): Promise<Denied | null> {
  return flown(inner, operated, (source) => !source.isFailing);
}

/** The sources of all issuers. */
export function sourcesOf(inner: Inner): Source[] {
  return inner.members.map((member) => sourceOf(member.keys)).filter((source) => source !== null);
}

/** Who asks twice in a second has seen the answer to the first, and wants what is served now. */
async function operated(source: Source, now: Now): Promise<Flight | null> {
  const begun = source.refresh(now);
  if (typeof begun !== 'number') return begun;
  await new Promise((resolve) => { setTimeout(resolve, Math.ceil(begun * 1000)); });
  const again = source.refresh(system());
  return typeof again === 'number' ? null : again;
}

async function flown(
  inner: Inner,
  start: (source: Source, now: Now) => Flight | null | Promise<Flight | null>,
  isGood: (source: Source, now: Now) => boolean,
): Promise<Denied | null> {
  const sources = sourcesOf(inner);
  const begin = system();
  // Several issuers are asked at the same time.
  await Promise.all(sources.map(async (source) => (await start(source, begin))?.launch().wait()));
  const bad = sources.find((source) => !isGood(source, system()));
  return bad === undefined ? null : finished(inner, unavailable(bad, 0));
}

function launched({ outcome, refresh }: Step): Step['outcome'] {
  // Nobody waits for it.
  refresh?.launch();
  return outcome;
}

function shown(inner: Inner, outcome: Claims | Denial): Claims | Denied {
  return outcome instanceof Denial ? outcome.presented(inner.presentation) : outcome;
}
