//! How a key set is fetched: one bounded GET by the runtime's own `fetch`, or by a function of the application.

import { BODY_LIMIT, discard, headOf, readBody } from '../../fetch_answer.js';
import type { FetchAnswer, FetchKeys } from '../../types.js';
import { quoted } from '../denial/explanation.js';
import { duration } from '../written.js';
import type { Fields } from './cache_headers.js';
import { explained } from './explain.js';
import { FetchError } from './fetch_error.js';
import { VERSION } from '../version.js';

/** One GET to be made. */
export interface FetchRequest {
  /** Already checked. */
  readonly url: string;
  /** As it may stand in a message: without the query. */
  readonly shown: string;
  /** The `ETag` of the set that is already there (RFC 9110 section 13.1.2). */
  readonly etag: string | null;
  /** How long the whole exchange may take, in seconds. */
  readonly timeout: number;
}

/** What came back: 200 brings a set, 304 confirms the one that is there, any other status is a failed fetch. */
export interface FetchResponse {
  readonly status: number;
  readonly headers: Fields;
  /** Empty when the status is not 200. */
  readonly body: Uint8Array;
}

/** Makes one GET. Rejects with a `FetchError` when there is no complete answer. */
export type Fetch = (request: FetchRequest) => Promise<FetchResponse>;

/** The built-in fetcher, with headers of the configuration. */
export function httpFetch(headers: Readonly<Record<string, string>>): Fetch {
  const own = {
    accept: 'application/json, application/jwk-set+json',
    'user-agent': `bearward/${VERSION}`,
    ...headers,
  };
  // The runtime's fetch is looked up at each call: it may be replaced after this module has been loaded.
  return bounded((url, init) => fetch(url, { ...init, headers: { ...own, ...init.headers } }), 'the endpoint');
}

/** A fetcher of the application's own. */
export function ownFetch(fetchKeys: FetchKeys): Fetch {
  return bounded(fetchKeys, 'your fetch');
}

function bounded(fetchKeys: FetchKeys, who: string): Fetch {
  return async (request) => {
    const headers: Record<string, string> = request.etag === null ? {} : { 'If-None-Match': request.etag };
    const signal = AbortSignal.timeout(Math.ceil(request.timeout * 1000));
    let stage = 'no answer';
    try {
      const answer = await fetchKeys(request.url, { method: 'GET', headers, redirect: 'manual', signal });
      stage = 'the answer began but did not end';
      return await read(answer, request);
    } catch (error) {
      if (error instanceof FetchError) throw error;
      if (signal.aborted) throw failed(request, `${stage} within ${duration(request.timeout)}`);
      throw failed(request, explained(error, who));
    }
  };
}

async function read(answer: FetchAnswer, request: FetchRequest): Promise<FetchResponse> {
  const { status, headers } = headOf(answer);
  const isRedirect = status !== 304 && status >= 300 && status < 400;
  if (isRedirect || ('type' in answer && answer.type === 'opaqueredirect')) {
    discard(answer.body);
    throw redirected(request, status, headers.find(([name]) => name === 'location')?.[1]);
  }
  if (status === 200) return { status, headers, body: await bodyOf(answer, headers, request) };
  // What else the server has to say matters to nobody, and may be endless.
  discard(answer.body);
  return { status, headers, body: new Uint8Array() };
}

/** What a runtime inflates counts as inflated. */
async function bodyOf({ body }: FetchAnswer, headers: Fields, request: FetchRequest): Promise<Uint8Array> {
  const length = headers.find(([name]) => name === 'content-length')?.[1];
  if (length !== undefined && Number(length) > BODY_LIMIT) {
    discard(body);
    throw tooLarge(request);
  }
  const octets = await readBody(body);
  if (octets.length > BODY_LIMIT) throw tooLarge(request);
  return octets;
}

function redirected(request: FetchRequest, status: number, location: string | undefined): FetchError {
  const target = location === undefined ? 'without a target' : `to ${quoted(shownTarget(location, request.url))}`;
  const answers = status === 0 ? 'a redirect' : `${status}, a redirect`;
  return failed(
    request,
    `it answers ${answers} ${target}. Redirects are not followed: configure the URL that has the keys`,
    'redirects are not followed: configure the address that it names',
  );
}

/** Where a redirect points to, without userinfo, query and fragment. */
function shownTarget(location: string, base: string): string {
  if (!URL.canParse(location, base)) return location.split(/[?#]/)[0] ?? '';
  const { protocol, host, pathname } = new URL(location, base);
  return `${protocol}//${host}${pathname}`;
}

function tooLarge(request: FetchRequest): FetchError {
  return failed(request, `the answer is larger than ${BODY_LIMIT / 1024} KiB: is this a key set?`);
}

function failed(request: FetchRequest, what: string, hint: string | null = null): FetchError {
  return new FetchError(`${quoted(request.shown)}: ${what}`, hint);
}
