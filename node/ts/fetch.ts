//! A fetcher of your own, as the addon calls it: from a flight's thread by way of the event loop, or at once.

import { explained } from './edge/jwks/explain.js';
import { duration } from './edge/written.js';
import { discard, headOf, NEITHER, octetsOf, readBody } from './fetch_answer.js';
import { unawaited } from './hooks.js';
import { native, type Native } from './native.js';
import type { FetchAnswer, FetchKeys } from './types.js';

type Fetched = Parameters<Native['fetched']>[1];
type Ask = () => FetchAnswer | Promise<FetchAnswer>;

/** Takes the number of a request (0: answer at once), an address, an ETag and the seconds that are left. */
export function fetcher(fetch: FetchKeys) {
  return (request: number, url: string, etag: string | null, timeout: number): Fetched | undefined => {
    const signal = AbortSignal.timeout(Math.max(timeout * 1000, 1));
    const ask: Ask = () => {
      const headers: Record<string, string> = etag === null ? {} : { 'If-None-Match': etag };
      return fetch(url, { method: 'GET', headers, redirect: 'manual', signal });
    };
    if (request === 0) return atOnce(ask);
    void later(ask).then((answer) => {
      const late = answer.failure !== undefined && signal.aborted;
      native().fetched(request, late ? { failure: 'timeout', said: `no complete answer within ${duration(timeout)}` } : answer);
    });
    return undefined;
  };
}

function atOnce(ask: Ask): Fetched {
  try {
    const answer = ask();
    if (unawaited(answer)) return { failure: 'other', said: 'your fetch gave a promise where nothing can be awaited' };
    const head = headOf(answer);
    const body = octetsOf((answer as Awaited<typeof answer>).body);
    if (body === null) throw new TypeError(NEITHER);
    return { ...head, body };
  } catch (error) {
    return failure(error);
  }
}

async function later(ask: Ask): Promise<Fetched> {
  try {
    const answer = await ask();
    const head = headOf(answer);
    if (head.status === 200) return { ...head, body: await readBody(answer.body) };
    // What else the server has to say matters to nobody, and may be endless.
    discard(answer.body);
    return { ...head, body: new Uint8Array() };
  } catch (error) {
    return failure(error);
  }
}

function failure(error: unknown): Fetched {
  return { failure: kindOf(error), said: explained(error, 'your fetch') };
}

function kindOf(error: unknown): 'timeout' | 'connect' | 'other' {
  try {
    const { name, cause } = (error ?? {}) as { readonly name?: unknown; readonly cause?: unknown };
    if (name === 'TimeoutError' || name === 'AbortError') return 'timeout';
    return (codeOf(error) ?? codeOf(cause))?.startsWith('ECONN') === true ? 'connect' : 'other';
  } catch {
    return 'other';
  }
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
