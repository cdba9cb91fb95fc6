//! OpenID Connect discovery: the key set's URL comes from the issuer's own document.

import { quoted } from '../denial/explanation.js';
import { textOf } from '../text.js';
import { headerOf } from './cache_headers.js';
import type { Fetch, FetchResponse } from './fetch.js';
import { FetchError } from './fetch_error.js';
import { KeyUrl, UrlFault } from './url_rules.js';

/** Where the document is, below the issuer (OpenID Connect Discovery 1.0 section 4). */
const WELL_KNOWN = '/.well-known/openid-configuration';

/** The document's address. Throws `UrlFault`. */
export function documentUrl(issuer: string, allowHttp: boolean): KeyUrl {
  if (KeyUrl.parse(issuer, allowHttp).href.includes('?')) {
    throw new UrlFault('an issuer with a query has no discovery document');
  }
  return KeyUrl.parse(`${issuer.replace(/\/$/, '')}${WELL_KNOWN}`, allowHttp);
}

/** Fetches the document, then the key set that it names, as if they were one fetch. The timeout covers both; the ETag goes with the second. */
export function discovering(issuer: string, document: KeyUrl, allowHttp: boolean, fetch: Fetch): Fetch {
  /** Where the last key set came from, and its ETag: an ETag says something about one URL only. */
  let last: { readonly url: string; readonly etag: string } | null = null;

  return async ({ etag, timeout }) => {
    const started = performance.now();
    const answer = await fetch({ url: document.href, shown: document.shown, etag: null, timeout });
    // The caller reads Retry-After from it; it cannot be taken for the keys.
    const isBusy = (answer.status === 429 || answer.status === 503) && headerOf(answer.headers, 'retry-after') !== null;
    if (isBusy) return answer;
    // A 304 passed on would confirm keys that nobody asked about.
    if (answer.status !== 200) throw fault(document, `the discovery document answers ${answer.status}`);
    const { href: url, shown } = keysUrl(answer, issuer, document, allowHttp);
    const left = timeout - (performance.now() - started) / 1000;
    if (left < 0.001) throw fault(document, 'no time was left for the keys after the discovery document');
    const known = last !== null && last.url === url && last.etag === etag ? etag : null;
    const keys = await fetch({ url, shown, etag: known, timeout: left });
    if (keys.status === 304 && known === null) throw fault(document, 'the keys\' address answers 304 to a request without an ETag');
    if (keys.status === 200) {
      const next = headerOf(keys.headers, 'etag');
      last = next === null ? null : { url, etag: next };
    }
    return keys;
  };
}

/** Reads the document and checks that it is this issuer's. */
function keysUrl(answer: FetchResponse, issuer: string, document: KeyUrl, allowHttp: boolean): KeyUrl {
  const read = parsed(answer.body);
  if (read === null) {
    throw fault(document, 'this is no discovery document: JSON with the strings issuer and jwks_uri is expected');
  }
  if (read.issuer !== issuer) {
    throw fault(
      document,
      `the document is of the issuer ${quoted(read.issuer)}, configured is ${quoted(issuer)}: they must be equal to the letter`,
    );
  }
  try {
    const url = KeyUrl.parse(read.jwksUri, allowHttp);
    // A document from the network must not make this machine knock at its own doors.
    if (url.isLoopback && !document.isLoopback) throw new UrlFault('it points to this machine');
    return url;
  } catch (why) {
    if (why instanceof UrlFault) throw fault(document, `its jwks_uri is refused: ${why.message}`);
    throw why;
  }
}

/** The two members that are used (OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2). */
function parsed(body: Uint8Array): { issuer: string; jwksUri: string } | null {
  try {
    const document: unknown = JSON.parse(textOf(body) ?? '');
    if (typeof document !== 'object' || document === null) return null;
    const { issuer, jwks_uri: jwksUri } = document as Readonly<Record<string, unknown>>;
    return typeof issuer === 'string' && typeof jwksUri === 'string' ? { issuer, jwksUri } : null;
  } catch {
    return null;
  }
}

function fault(document: KeyUrl, what: string): FetchError {
  return new FetchError(`${quoted(document.shown)}: ${what}`);
}
