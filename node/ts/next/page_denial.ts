//! What somebody sees who may not see a page.

import { NextResponse, type NextRequest } from 'next/server.js';
import type { Denied } from '../denied.js';
import { onePath, signInWith } from './next_path.js';
import { isSafe, type RequestKind } from './request_kind.js';

/** The page that was asked for, and where people sign in. */
export interface AskedPage {
  readonly kind: RequestKind;
  readonly method: string;
  readonly nextUrl: NextRequest['nextUrl'];
  readonly signIn: string;
}

/** To the sign-in page for whoever is not signed in; an outage and a forged origin are answered as what they are. */
export function pageDenial(denied: Denied, asked: AskedPage): Response {
  if (denied.status !== 401) return denied.status === 503 && asked.kind === 'document' ? outage(denied) : denied.toResponse();
  const next = pathOf(asked.nextUrl);
  if (asked.kind === 'action') return actionRedirect(signInWith(asked.signIn, next));
  const url = asked.nextUrl.clone();
  url.pathname = asked.signIn;
  url.search = '';
  url.searchParams.set('next', next);
  // A form is not posted again, to the sign-in page.
  return NextResponse.redirect(url, isSafe(asked.method) ? 307 : 303);
}

/** The path as `redirect()`, `<Link>` and the router want it: with its locale, and without the base path, which they add. */
function pathOf(nextUrl: NextRequest['nextUrl']): string {
  const url = nextUrl.clone();
  if (url.searchParams.has('_rsc')) url.searchParams.delete('_rsc');
  const path = url.href.slice(url.origin.length + url.basePath.length);
  return onePath(path.startsWith('/') ? path : `/${path}`);
}

/** What Next.js itself answers when a server action redirects: its client follows no other redirect. */
function actionRedirect(location: string): Response {
  const headers = { 'x-action-redirect': `${location};push`, 'content-type': 'text/plain' };
  return new Response('', { status: 303, headers });
}

function outage(denied: Denied): Response {
  const headers = new Headers([...denied.headers].map(([name, value]): [string, string] => [name, value]));
  headers.set('content-type', 'text/html; charset=utf-8');
  return new Response(OUTAGE, { status: denied.status, headers });
}

const OUTAGE = `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Try again in a moment</title>
<p>It cannot be checked right now whether you are signed in. You still are if you were: try again in a moment.</p></html>
`;
