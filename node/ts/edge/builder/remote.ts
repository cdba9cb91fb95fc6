//! Keys over HTTP, checked and put together.

import { type AlgorithmSet, shown } from '../algorithm.js';
import { ConfigError } from '../config_error.js';
import { discovering, documentUrl } from '../jwks/discovery.js';
import { type Fetch, httpFetch, ownFetch } from '../jwks/fetch.js';
import { DEFAULT_TUNING, type Tuning } from '../jwks/machine.js';
import { Source } from '../jwks/source.js';
import { KeyUrl, UrlFault } from '../jwks/url_rules.js';
import { KeySet, SetFault } from '../key/set.js';
import { quoted } from '../denial/explanation.js';
import { debugText, plain } from '../written.js';
import type { Remote } from './settings.js';

/** These the fetch sets itself. */
const RESERVED = [
  'accept-encoding', 'connection', 'content-length', 'expect', 'host', 'if-none-match', 'te', 'transfer-encoding', 'upgrade',
];

/** The keys at this address. */
export function urlSource(url: string, allowed: AlgorithmSet, remote: Remote): Source {
  return source(orRefused(() => KeyUrl.parse(url, remote.allowHttp)), fetcher(remote), allowed, remote);
}

/** The keys that the issuer's discovery document names. */
export function discoverySource(issuers: readonly string[] | null, allowed: AlgorithmSet, remote: Remote): Source {
  const [issuer, ...others] = issuers ?? [];
  if (issuer === undefined || others.length > 0) {
    throw new ConfigError('discovery: true needs exactly one issuer: its document is found below it.');
  }
  const document = orRefused(() => documentUrl(issuer, remote.allowHttp));
  return source(document, discovering(issuer, document, remote.allowHttp, fetcher(remote)), allowed, remote);
}

function source(url: KeyUrl, fetch: Fetch, allowed: AlgorithmSet, remote: Remote): Source {
  return new Source({ url, fetch, allowed, tuning: tuningOf(remote), seed: seedOf(remote.snapshot, allowed) });
}

/** Some thirty years: beyond it is a mistake. */
const LONGEST = 1_000_000_000;

function tuningOf(remote: Remote): Tuning {
  for (const name of ['maxAge', 'maxStale', 'cooldown'] as const) {
    const seconds = remote[name];
    if (seconds >= 1 && seconds <= LONGEST) continue;
    throw new ConfigError(`${name} is ${plain(seconds)} seconds: choose 1 to ${LONGEST}.`);
  }
  const { maxAge, maxStale, cooldown } = remote;
  if (maxStale < maxAge) {
    throw new ConfigError('maxStale is shorter than maxAge: keys would die before they are renewed.');
  }
  return { ...DEFAULT_TUNING, maxAge, maxStale, cooldown };
}

function seedOf(snapshot: string | null, allowed: AlgorithmSet): KeySet | null {
  if (snapshot === null) return null;
  try {
    const keys = KeySet.fromJwks(snapshot, allowed);
    if (!keys.servesAny()) throw new SetFault(`none of its keys fits an allowed algorithm (${shown(allowed)})`);
    return keys;
  } catch (why) {
    if (why instanceof SetFault) throw new ConfigError(`The jwksSnapshot cannot be used: ${why.message}.`);
    throw why;
  }
}

function fetcher(remote: Remote): Fetch {
  if (remote.fetch !== null) return ownFetch(remote.fetch);
  for (const [name, value] of Object.entries(remote.headers)) {
    const why = headerFault(name, value);
    if (why !== null) throw new ConfigError(`The fetch header ${debugText(name)} cannot be used: ${why}.`);
  }
  return httpFetch(remote.headers);
}

function headerFault(name: string, value: string): string | null {
  if (!/^[A-Za-z0-9!#$%&'*+\-.^_`|~]+$/.test(name)) return `${quoted(name)} is not a header name`;
  const known = name.toLowerCase();
  if (RESERVED.includes(known)) return `the header ${known} is set by the fetch itself`;
  return /^[\t -~]*$/.test(value) ? null : `the value of the header ${known} has characters that cannot be sent`;
}

function orRefused(read: () => KeyUrl): KeyUrl {
  try {
    return read();
  } catch (why) {
    if (why instanceof UrlFault) throw new ConfigError(`The key set URL cannot be used: ${why.message}.`);
    throw why;
  }
}
