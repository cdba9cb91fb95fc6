//! A fetcher of your own, as the addon calls it: from a flight's thread by way of the event loop, or at once.

import { native, type Native } from './native.js';
import { text } from './text.js';
import type { FetchAnswer, FetchedKeys, FetchKeys } from './types.js';

type Fetched = Parameters<Native['fetched']>[1];

/** The bound that the addon's own fetcher has too, in bytes. */
const LARGEST = 512 * 1024;
const NEITHER = 'fetch gave neither a Response nor { status, headers, body }';

/** Takes the number of a request (0: answer at once), an address, an ETag and the seconds that are left. */
export function fetcher(fetch: FetchKeys) {
  return (request: number, url: string, etag: string | null, timeout: number): Fetched | undefined => {
    const signal = AbortSignal.timeout(Math.max(timeout * 1000, 1));
    const ask = (): FetchAnswer | Promise<FetchAnswer> => {
      const headers: Record<string, string> = etag === null ? {} : { 'If-None-Match': etag };
      return fetch(url, { method: 'GET', headers, redirect: 'manual', signal });
    };
    if (request === 0) return atOnce(ask);
    void later(ask).then((answer) => {
      native().fetched(request, answer);
    });
    return undefined;
  };
}

function atOnce(ask: () => FetchAnswer | Promise<FetchAnswer>): Fetched {
  try {
    const answer = ask();
    if (answer instanceof Response || answer instanceof Promise) {
      return { failure: 'other', said: 'fetch gave a promise where nothing can be awaited' };
    }
    return plain(answer);
  } catch (error) {
    return failure(error);
  }
}

async function later(ask: () => FetchAnswer | Promise<FetchAnswer>): Promise<Fetched> {
  try {
    const answer = await ask();
    return answer instanceof Response ? await read(answer) : plain(answer);
  } catch (error) {
    return failure(error);
  }
}

async function read(response: Response): Promise<Fetched> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    size += part.value.byteLength;
    chunks.push(part.value);
    // One octet too many is as good as all of them: the core refuses it either way.
    if (size > LARGEST) break;
  }
  await reader?.cancel();
  return { status: response.status, headers: [...response.headers], body: Buffer.concat(chunks) };
}

function plain(answer: FetchedKeys): Fetched {
  if (typeof answer !== 'object' || answer === null) throw new TypeError(NEITHER);
  const { status, headers = {}, body = '' } = answer;
  const octets = typeof body === 'string' ? new TextEncoder().encode(body) : body;
  if (!Number.isInteger(status) || !(octets instanceof Uint8Array)) throw new TypeError(NEITHER);
  return { status, headers: Object.entries(headers).map(([name, value]) => [name, text(value, `headers.${name}`)]), body: octets };
}

function failure(error: unknown): Fetched {
  const name = error instanceof Error ? error.name : 'error';
  const code = codeOf(error) ?? codeOf((error as { cause?: unknown } | null)?.cause);
  const kind = name === 'TimeoutError' || name === 'AbortError' ? 'timeout' : code?.startsWith('ECONN') === true ? 'connect' : 'other';
  const message = error instanceof Error ? error.message : String(error);
  return { failure: kind, said: `${name}: ${message}` };
}

function codeOf(error: unknown): string | undefined {
  const code = (error as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : undefined;
}
