//! Who is asking, in pages, layouts and server actions: decided again, whatever the proxy saw.

import { headers } from 'next/headers.js';
import { notFound, redirect } from 'next/navigation.js';
import { ConfigError } from '../config_error.js';
import { Denied } from '../denied.js';
import { requirePathOwner } from '../entries.js';
import type { Claims, ClaimsBase } from '../types.js';
import { nextPath, onePath, signInWith } from './next_path.js';
import { anything, aSession, checkOptions, checkVerifier } from './options.js';
import { checked } from './paths.js';
import type { RequestVerifier, Session } from './session.js';
import { bySession, byToken } from './verdict.js';

/** Where the session is, and where people go who have none. */
export interface CurrentOptions {
  /** Decides by the session; without it the verifier looks for a token, in its `cookie`, say. */
  readonly session?: Session<object>;
  /** The sign-in page: `/sign-in` unless given. */
  readonly signIn?: string;
  /** This page's own path, without the base path, for the `?next=` of the sign-in page: a page does not know it. */
  readonly next?: string;
}

/** `currentOwner`'s. */
export type OwnerPageOptions = CurrentOptions;

/** What a page gets as `params`: percent-encoded still. */
export type PageParams = Promise<object> | object;

/**
 * The claims of whoever loads this page or calls this server action; whoever is not signed in is redirected to the
 * sign-in page. Throws `Denied` where it cannot be decided (503), for the error page; `ConfigError` for options that cannot be meant.
 *
 * For pages, layouts and server actions: Next.js does not tell them the request's method, and a session may change something only by
 * a request with an Origin of this site. A request that comes with an Origin is held to it. Route handlers know their method: `withClaims`.
 */
export async function currentClaims<C extends object = ClaimsBase>(
  verifier: RequestVerifier<C>,
  options: CurrentOptions = {},
): Promise<Claims<C>> {
  checkVerifier('currentClaims', verifier);
  checkOptions('currentClaims', options, { session: aSession, signIn: anything, next: anything });
  const signIn = checked('signIn', options.signIn ?? '/sign-in');
  const next: unknown = options.next ?? undefined;
  const to = next === undefined ? signIn : signInWith(signIn, ownPath(next));
  // Outside of what is caught below: Next.js throws here to learn that a page is dynamic.
  const fields = await headers();
  const request = { method: methodOf(fields), headers: fields };
  const { session } = options;
  const { claims, denied } = await (session ? bySession<C>(session, request) : byToken(verifier, request, {}));
  if (!denied) return claims;
  if (denied.status !== 401) throw denied;
  return redirect(to);
}

/**
 * `currentClaims` of the one whom a path parameter names; for anybody else the page does not exist (404). Pages get
 * their parameters percent-encoded: it is decoded once, here.
 *
 * `const claims = await currentOwner(verifier, 'user_id', params, { session })` in `[user_id]/page.tsx`.
 */
export async function currentOwner<C extends object = ClaimsBase>(
  verifier: RequestVerifier<C>,
  parameter: string,
  params: PageParams,
  options: OwnerPageOptions = {},
): Promise<Claims<C>> {
  const segment = (await params as Record<string, unknown>)[parameter];
  if (segment === undefined) throw new Error(`this page has no path parameter "${parameter}", which currentOwner compares`);
  const claims = await currentClaims(verifier, options);
  try {
    requirePathOwner(claims, decodedOnce(segment));
  } catch (error) {
    if (error instanceof Denied) notFound();
    throw error;
  }
  return claims;
}

/** Empty for what cannot be decoded and for several segments: nobody's id. */
function decodedOnce(segment: unknown): string {
  if (typeof segment !== 'string') return '';
  try {
    return decodeURIComponent(segment);
  } catch {
    return '';
  }
}

/** Throws `ConfigError` for what is no path of this application. */
function ownPath(next: unknown): string {
  const path = typeof next === 'string' ? nextPath(onePath(next), '') : '';
  if (path === '') throw new ConfigError(`next: ${JSON.stringify(next)} is not a path of this application: give this page's own, such as "/dashboard"`);
  return path;
}

/**
 * A page does not know its method. Browsers send an Origin with whatever may change something and with no page load; a server action
 * or a form needs one also where it comes without.
 */
function methodOf(fields: Headers): string {
  const isForm = /^(multipart\/form-data|application\/x-www-form-urlencoded)/i.test(fields.get('content-type') ?? '');
  return fields.has('origin') || fields.has('next-action') || isForm ? 'POST' : 'GET';
}
