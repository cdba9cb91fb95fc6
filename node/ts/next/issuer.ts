//! Asks the issuer for a session whose cookie cache is over: one bounded GET with the request's cookies.

import type { RequestHead } from '../types.js';

/** What the issuer says: a session (its JSON as it came), nobody, or nothing. */
export type IssuerAnswer =
  | { readonly kind: 'session'; readonly body: string; readonly setCookies: readonly string[] }
  | { readonly kind: 'nobody'; readonly setCookies: readonly string[] }
  | { readonly kind: 'outage'; readonly why: string; readonly retryAfter: number | undefined };

/** Milliseconds for the whole answer: somebody waits for a page. */
const DEADLINE = 4000;
const LONGEST = 256 * 1024;

/** Passed on so that the issuer counts its requests per visitor, not per application server. */
const PASSED_ON = ['x-forwarded-for', 'user-agent'];

/** One question. Never rejects: whatever goes wrong is an outage, which is not a sign-out. */
export async function askIssuer(url: string, cookie: string, request: RequestHead): Promise<IssuerAnswer> {
  const headers = new Headers({ cookie, accept: 'application/json' });
  for (const [name, value] of request.headers) if (PASSED_ON.includes(name.toLowerCase())) headers.set(name, value);
  try {
    const response = await fetch(url, { headers, redirect: 'manual', cache: 'no-store', signal: AbortSignal.timeout(DEADLINE) });
    const retryAfter = Number(response.headers.get('retry-after') ?? NaN);
    const outage = (why: string): IssuerAnswer => ({ kind: 'outage', why, retryAfter: retryAfter > 0 ? retryAfter : undefined });
    const setCookies = response.headers.getSetCookie();
    if (response.status === 401) {
      await response.body?.cancel();
      return { kind: 'nobody', setCookies };
    }
    if (response.status !== 200) {
      await response.body?.cancel();
      return outage(`it answered ${response.status}`);
    }
    const body = await bounded(response);
    const value = json(body);
    if (value === null) return { kind: 'nobody', setCookies };
    if (typeof value !== 'object' || !('session' in value)) return outage('its answer is not a session');
    return { kind: 'session', body, setCookies };
  } catch (error) {
    return { kind: 'outage', why: reason(error), retryAfter: undefined };
  }
}

async function bounded(response: Response): Promise<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let size = 0;
  const reader = response.body?.getReader();
  for (;;) {
    const part = await reader?.read();
    if (part?.value === undefined) return text + decoder.decode();
    size += part.value.length;
    if (size > LONGEST) {
      await reader?.cancel();
      throw new Error('its answer is too long');
    }
    text += decoder.decode(part.value, { stream: true });
  }
}

/** `undefined` for what is no JSON: a page of a wrong address, say. */
function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'the request failed';
  if (error.name === 'TimeoutError') return `no answer within ${DEADLINE / 1000} s`;
  const cause = error.cause instanceof Error ? error.cause : error;
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
