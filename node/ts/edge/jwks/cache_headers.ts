//! What an answer says about how long it may be kept, and when to come back.
//!
//! A server can make the set fresher or let it rest a little longer, within bounds: it can neither cause a storm of fetches nor keep a
//! removed key alive for long. All in seconds.

import { equalsIgnoringCase, trimUnicode } from '../text.js';
import { parseHttpDate } from './http_date.js';

/** Names in lower case. */
export type Fields = readonly (readonly [string, string])[];

const FRESH_MIN = 60;
const FRESH_MAX = 3600;
const RETRY_MAX = 300;

/** How long the set is fresh: `max-age` minus `Age`, 60 s to 1 h; `fallback` where nothing readable is said. */
export function freshness(headers: Fields, fallback: number): number {
  const given: (number | null)[] = [];
  for (const directive of valuesOf(headers, 'cache-control').flatMap(directives)) {
    const at = directive.indexOf('=');
    const name = trimUnicode(at < 0 ? directive : directive.slice(0, at));
    if (equalsIgnoringCase(name, 'no-store') || equalsIgnoringCase(name, 'no-cache')) return FRESH_MIN;
    if (equalsIgnoringCase(name, 'max-age')) given.push(at < 0 ? null : deltaSeconds(trimUnicode(directive.slice(at + 1))));
  }
  // Several: the smallest. One that cannot be read spoils them all.
  const readable = given.filter((seconds) => seconds !== null);
  if (readable.length === 0 || readable.length < given.length) return fallback;
  return Math.min(Math.max(Math.min(...readable) - ageOf(headers), FRESH_MIN), FRESH_MAX);
}

/** When the endpoint wants to be asked again, at most 300 s; null if it does not say. */
export function retryAfter(headers: Fields, unixNow: number): number | null {
  const waits = valuesOf(headers, 'retry-after').map((value) => {
    const text = trimUnicode(value);
    return deltaSeconds(text) ?? until(parseHttpDate(text), unixNow);
  });
  const said = waits.filter((wait) => wait !== null).map((wait) => Math.min(wait, RETRY_MAX));
  return said.length === 0 ? null : Math.max(...said);
}

/** The first header of that name. */
export function headerOf(headers: Fields, name: string): string | null {
  return headers.find(([known]) => known === name)?.[1] ?? null;
}

function until(date: number | null, unixNow: number): number | null {
  if (date === null) return null;
  // A clock that is not a number, or far off, makes no wait.
  return Math.min(Math.max(date - unixNow, 0), RETRY_MAX) || 0;
}

function ageOf(headers: Fields): number {
  const ages = valuesOf(headers, 'age').map((value) => deltaSeconds(trimUnicode(value)) ?? 0);
  return Math.max(0, ...ages);
}

function valuesOf(headers: Fields, name: string): string[] {
  return headers.filter(([known]) => known === name).map(([, value]) => value);
}

/** The directives of one header line: split at commas, but not at those inside quotes. */
function directives(line: string): string[] {
  const found: string[] = [];
  let current = '';
  let inQuotes = false;
  let escaped = false;
  for (const character of line) {
    const isBoundary = character === ',' && !inQuotes;
    if (escaped) escaped = false;
    else if (character === '\\' && inQuotes) escaped = true;
    else if (character === '"') inQuotes = !inQuotes;
    if (!isBoundary) {
      current += character;
      continue;
    }
    found.push(current);
    current = '';
  }
  return [...found, current].map(trimUnicode);
}

/** Whole seconds, plain or in quotes. What does not fit is as large as can be (RFC 9111 section 1.2.2). */
function deltaSeconds(text: string): number | null {
  const digits = /^(?:"(\d+)"|(\d+))$/.exec(text);
  return digits === null ? null : Number(digits[1] ?? digits[2]);
}
