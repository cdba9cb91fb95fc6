//! Who asks: a browser that loads a page, a server action of one, or a caller of the API.

import type { PathTest } from './paths.js';

/** `document` is shown to somebody; `data` is what a page fetches for itself (RSC and `_next/data` requests). */
export type RequestKind = 'document' | 'data' | 'action' | 'api';

/**
 * The path comes first: what a browser says of a page load any caller can say too. Next.js takes the RSC headers away before the proxy
 * runs, so that a page's own fetch looks like any other: what is not below an API path, has no bearer token and only reads is taken
 * for one.
 */
export function requestKind(method: string, headers: Headers, path: string, isApi: PathTest): RequestKind {
  if (isApi(path)) return 'api';
  if (headers.has('next-action')) return 'action';
  const navigates = headers.get('sec-fetch-mode') === 'navigate' || DOCUMENTS.has(headers.get('sec-fetch-dest') ?? '');
  if (navigates) return 'document';
  if (headers.has('x-nextjs-data') || headers.get('rsc') !== null) return 'data';
  if (headers.has('authorization')) return 'api';
  const asksForHtml = headers.get('accept')?.includes('text/html') ?? false;
  if (asksForHtml) return 'document';
  return isSafe(method) ? 'data' : 'api';
}

/** Whether a request with this method only reads. */
export function isSafe(method: string): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** A browser's question whether it may ask (Fetch, 3.2.2): it never carries a credential. */
export function isPreflight(method: string, headers: Headers): boolean {
  return method === 'OPTIONS' && headers.has('origin') && headers.has('access-control-request-method');
}

const DOCUMENTS: ReadonlySet<string> = new Set(['document', 'iframe', 'frame', 'embed', 'object']);
