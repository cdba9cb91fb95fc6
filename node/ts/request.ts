//! What the adapters have in common: one decision a request, and what a request of Node.js says.

import { given } from './entries.js';
import type { AnyClaims, Claims, DenialContext, RequestHead } from './types.js';
import type { Verifier } from './verifier.js';

/** Whatever decides as a verifier does: also one of `bearward/edge`. */
export type Decider<C extends object> = Pick<Verifier<C>, 'decide'>;

const decisions = new WeakMap<object, { readonly verifier: object; readonly claims: Promise<AnyClaims> }>();
const accepted = new WeakMap<object, AnyClaims>();

/** The decision about a request: made once, however many layers ask the same verifier. */
export function decidedOnce<C extends object>(
  request: object, verifier: Decider<C>, head: RequestHead, context: DenialContext,
): Promise<Claims<C>> {
  const before = decisions.get(request);
  if (before?.verifier === verifier) return before.claims as Promise<Claims<C>>;
  const claims = decided(request, verifier, head, context);
  decisions.set(request, { verifier, claims });
  return claims;
}

async function decided<C extends object>(request: object, verifier: Decider<C>, head: RequestHead, context: DenialContext): Promise<Claims<C>> {
  const claims = given(await verifier.decide(head, context));
  accepted.set(request, claims);
  return claims;
}

/** The claims of a request that a layer before has let in. Throws where there is no such layer: that is a fault of the program. */
export function acceptedClaims<C extends object>(request: object): Claims<C> {
  const claims = accepted.get(request);
  if (claims === undefined) throw new Error('bearward: no layer before this one has verified the request: add bearer(verifier) or owner(verifier, ...)');
  return claims as Claims<C>;
}

/** A path parameter, decoded once by the router. One that the route does not have is a fault of the program. */
export function parameter(parameters: unknown, name: string, route: string): string {
  const value = (parameters as Readonly<Record<string, unknown>> | undefined)?.[name];
  if (typeof value === 'string') return value;
  const fault = Array.isArray(value) ? `the parameter ${name} of the route ${route} is a list of segments: an owner is one` : `the route ${route} has no parameter ${name}`;
  throw new Error(`bearward: ${fault}`);
}

/** A question of a browser (CORS) that carries no token by design. */
export function isPreflight(method: string | undefined, asks: (header: string) => unknown): boolean {
  return method === 'OPTIONS' && Boolean(asks('origin')) && Boolean(asks('access-control-request-method'));
}

/** Header fields as they came: `headers` would have dropped a second Authorization. */
export function* fieldsOf(rawHeaders: readonly string[]): Generator<[string, string]> {
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) yield [rawHeaders[at] ?? '', rawHeaders[at + 1] ?? ''];
}

/** A path without its query, for logs. */
export function pathOf(url: string | undefined): string | undefined {
  return url?.split(/[?#]/, 1)[0];
}
