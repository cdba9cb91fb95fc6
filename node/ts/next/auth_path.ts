//! The issuer's own routes, where people sign in: let through whoever asks, but only if they are routes of this application.

import type { NextRequest } from 'next/server.js';
import { sayOnce } from './failure.js';
import { checkedBase, pathTest, withoutSlash } from './paths.js';
import type { Session } from './session.js';

/** Where Better Auth and others are unless told otherwise. */
const USUAL = '/api/auth';

/** Judges a request by the paths that its own may be spelled as. */
export type IssuerTest = (request: NextRequest, paths: readonly string[]) => boolean;

/**
 * A test for requests to the issuer's routes. What the application names counts. The issuer's address alone does not say whose routes
 * these are: then `/api/auth` is open to requests for the issuer's host, and no other path. Whoever sends a request may name any host,
 * and an issuer elsewhere at `/api` must not open an API here.
 */
export function issuerTest(authPath: string | false | undefined, session: Session<object> | undefined): IssuerTest {
  if (authPath === false) return () => false;
  const named = authPath ?? session?.authPath;
  if (named === undefined && session?.authUrl !== undefined) return byAddress(new URL(session.authUrl));
  const isBelow = below(checkedBase('authPath', named ?? USUAL));
  return (_request, paths) => paths.some(isBelow);
}

function byAddress(issuer: URL): IssuerTest {
  const path = withoutSlash(issuer.pathname);
  const isBelow = below(path);
  const advice = `the issuer's routes at ${issuer.origin}${path} are locked, for it is not known that they are routes of this application: `
    + `give protect authPath: ${JSON.stringify(path)} if they are, and authPath: false if they are not`;
  return (request, paths) => {
    if (!paths.some(isBelow)) return false;
    const isUsual = path === USUAL || path === `${request.nextUrl.basePath}${USUAL}`;
    const isHere = isFor(issuer, request);
    if (isUsual && isHere) return true;
    // Elsewhere at another path: these are the application's own.
    if (isUsual || isHere) sayOnce(advice);
    return false;
  };
}

function below(path: string): (path: string) => boolean {
  return pathTest('authPath', [`${path}/*`]);
}

/** By the host that the proxy in front was asked for, else by the request's own, as Next.js compares the origin of a server action. */
function isFor(issuer: URL, { headers, nextUrl }: NextRequest): boolean {
  const forwarded = headers.get('x-forwarded-host')?.split(',', 1)[0]?.trim();
  const asked = `${issuer.protocol}//${forwarded || headers.get('host') || nextUrl.host}`;
  if (!URL.canParse(asked)) return false;
  const { host, hostname } = new URL(asked);
  return host === issuer.host || (isThisMachine(hostname) && isThisMachine(issuer.hostname));
}

/** While developing: an issuer at such an address is one of this machine. */
function isThisMachine(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
}
