//! What a fetcher of the application's own answers: a `Response` of whatever class, or the same parts in a plain object.

import { text } from './text.js';

/** Largest body that is read, in octets. */
export const BODY_LIMIT = 512 * 1024;

/** Says that it is neither. */
export const NEITHER = 'fetch gave neither a Response nor { status, headers, body }';

/** The head of an answer, names in lower case. */
export interface AnswerHead {
  readonly status: number;
  readonly headers: [string, string][];
}

/** Status and headers; throws a TypeError for what has none. */
export function headOf(answer: unknown): AnswerHead {
  if (typeof answer !== 'object' || answer === null) throw new TypeError(NEITHER);
  const { status, headers } = answer as { readonly status?: unknown; readonly headers?: unknown };
  if (typeof status !== 'number' || !Number.isInteger(status)) throw new TypeError(NEITHER);
  return { status, headers: fieldsOf(headers) };
}

/** The octets of a body that is there already; null where it must be waited for. */
export function octetsOf(body: unknown): Uint8Array | null {
  if (body === undefined || body === null) return new Uint8Array();
  if (typeof body === 'string') return new TextEncoder().encode(body);
  return body instanceof Uint8Array ? body : null;
}

/** Reads a body as far as it may go: of one that goes further there is more than `BODY_LIMIT` in the answer. */
export async function readBody(body: unknown): Promise<Uint8Array> {
  const whole = octetsOf(body);
  if (whole !== null) return whole;
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of chunksOf(body)) {
    const octets = octetsOf(chunk);
    if (octets === null) throw new TypeError(NEITHER);
    length += octets.length;
    chunks.push(octets);
    if (length > BODY_LIMIT) break;
  }
  const joined = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  return joined;
}

/** Gives the connection of a body back that nobody reads. */
export function discard(body: unknown): void {
  const stream = body as { cancel?: () => unknown; destroy?: () => unknown } | null | undefined;
  if (typeof stream !== 'object' || stream === null) return;
  if (typeof stream.cancel === 'function') Promise.resolve(stream.cancel()).catch(() => undefined);
  else if (typeof stream.destroy === 'function') stream.destroy();
}

/** A `Headers` of whatever realm or library and pairs are iterable; a plain object is not. */
function fieldsOf(headers: unknown): [string, string][] {
  if (headers === undefined || headers === null) return [];
  if (typeof headers !== 'object') throw new TypeError(NEITHER);
  const pairs = Symbol.iterator in headers ? [...(headers as Iterable<readonly [string, unknown]>)] : Object.entries(headers);
  return pairs.map(([name, value]: readonly [string, unknown]) => [name.toLowerCase(), text(value, `headers.${name}`)]);
}

/** Streams of the web, of which some runtimes have none that can be iterated, and those of Node.js, which node-fetch has. */
async function* chunksOf(body: unknown): AsyncGenerator {
  const stream = body as Partial<ReadableStream> & Partial<AsyncIterable<unknown>>;
  if (typeof body !== 'object' || body === null) throw new TypeError(NEITHER);
  if (typeof stream.getReader !== 'function') {
    if (typeof stream[Symbol.asyncIterator] !== 'function') throw new TypeError(NEITHER);
    yield* stream as AsyncIterable<unknown>;
    return;
  }
  const reader = stream.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    // Nobody reads on: what is left goes back.
    reader.cancel().catch(() => undefined);
  }
}
