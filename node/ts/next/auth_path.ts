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
 * A test for requests to the issuer's routes: `/api/auth`, or what the application names. An issuer's address at another path does not say whose
 * routes those are, and one elsewhere at `/api` must not open an API here. Nor does the host of a request: whoever sends it names any.
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
    if (!isUsual && isFor(issuer, request)) sayOnce(advice);
    return isUsual;
  };
}

function below(path: string): (path: string) => boolean {
  return pathTest('authPath', [`${path}/*`]);
}

/** Only then is it worth a word: elsewhere these are the application's own. */
function isFor(issuer: URL, { headers, nextUrl }: NextRequest): boolean {
  const asked = headers.get('x-forwarded-host')?.split(',', 1)[0]?.trim() || headers.get('host') || nextUrl.host;
  return asked.toLowerCase() === issuer.host;
}
