//! The proxy (Next.js 16) or Node.js middleware (15.5): decides each request before anything runs.

import { NextResponse, type NextRequest } from 'next/server.js';
import { isLater } from '../at_once.js';
import type { Denied } from '../denied.js';
import { issuerTest } from './auth_path.js';
import { broken } from './failure.js';
import { IDENTITY_HEADERS, stripper } from './identity_headers.js';
import { nextRequest } from './next_request.js';
import { aFlag, aListOfHeaders, aListOfPaths, anything, aSession, checkOptions, checkVerifier } from './options.js';
import { apiTest, checked, pathTest, withoutSlash } from './paths.js';
import { pageDenial } from './page_denial.js';
import { isPreflight, requestKind, type RequestKind } from './request_kind.js';
import type { RequestVerifier, Session } from './session.js';
import { bySession, byToken, hasCredential } from './verdict.js';

/** What is public, and where people sign in. */
export interface ProtectOptions {
  /** The sign-in page, a path of this application: `/sign-in` unless given. It is public. */
  readonly signIn?: string;
  /** Decides page loads. Without it they too need what the verifier looks for: a token in its `cookie`, say. */
  readonly session?: Session<object>;
  /** Pages and files that need nobody: `/about` is this one, `/docs/*` all below `/docs`. */
  readonly public?: readonly string[];
  /** Below these paths everything needs a bearer token, and is answered by status: `['/api']` unless given. */
  readonly api?: readonly string[];
  /**
   * Whether API requests without a bearer token may come with the session: `false` unless given. An unsafe method then needs an
   * Origin of this site. For routes that `withClaims` decides with `session` too.
   */
  readonly apiSession?: boolean;
  /**
   * The issuer's own routes, never locked: `/api/auth` unless given. An issuer at another path than that needs it said, and `false` says that its
   * routes are not in this application.
   */
  readonly authPath?: string | false;
  /** Request headers to take away, with a `*` for any ending: `IDENTITY_HEADERS` unless given. */
  readonly stripHeaders?: readonly string[];
  /**
   * Whether what a proxy of your own has changed in the request's headers goes on: `false` unless given. For a proxy that calls this
   * one with `new NextRequest(request, { headers })`, to set a Content-Security-Policy with a nonce, say.
   */
  readonly forwardHeaders?: boolean;
}

/** What `proxy.ts` and `middleware.ts` export. */
export type Proxy = (request: Request) => Promise<Response>;

/**
 * Locks every path but those named public, the sign-in page, the issuer's routes, `/_next/static` and `/_next/image`.
 * Page loads are decided by the session and redirected to the sign-in page with `?next=`; everything else by the bearer
 * token and answered with the denial. CORS preflights pass. Throws `ConfigError`.
 *
 * It decides first, not alone: a path that the matcher misses never comes here. Decide again with `withClaims`,
 * `withOwner` and `currentClaims`.
 */
export function protect(verifier: RequestVerifier<object>, options: ProtectOptions = {}): Proxy {
  checkVerifier('protect', verifier);
  checkOptions('protect', options, {
    signIn: anything, session: aSession, public: aListOfPaths, api: aListOfPaths, apiSession: aFlag, authPath: anything,
    stripHeaders: aListOfHeaders, forwardHeaders: aFlag,
  });
  const signIn = checked('signIn', options.signIn ?? '/sign-in');
  const isPublic = pathTest('public', [...(options.public ?? []), signIn]);
  const isIssuers = issuerTest(options.authPath, options.session);
  const isAsset = pathTest('_next', ['/_next/static/*', '/_next/image']);
  const isApi = apiTest('api', options.api ?? ['/api']);
  const strip = stripper(options.stripHeaders ?? IDENTITY_HEADERS);
  const { session } = options;

  async function decided(request: NextRequest): Promise<Response> {
    const { method, headers, nextUrl } = request;
    const path = withoutSlash(nextUrl.pathname);
    const paths = pathsOf(request);
    const isOpen = isPublic(path) || paths.some(isAsset) || isIssuers(request, paths) || isPreflight(method, headers);
    if (isOpen) return passed(request, strip(headers));
    const kind = requestKind(method, headers, path, isApi);
    const where = { route: nextUrl.pathname };
    const decides = sessionOf(kind, request);
    const judged = decides ? bySession(decides, request, where) : byToken(verifier, request, where);
    const verdict = isLater(judged) ? await judged : judged;
    const response = verdict.denied ? denial(verdict.denied) : passed(request, withCookie(strip(headers), verdict.cookie));
    // What was decided by a cookie is this browser's alone: Next.js lets every cache keep a static page, Set-Cookie and all.
    if (kind !== 'api' || verdict.setCookies) response.headers.set('cache-control', PRIVATE);
    for (const cookie of verdict.setCookies ?? []) response.headers.append('set-cookie', cookie);
    return response;

    function denial(denied: Denied): Response {
      return kind === 'api' ? denied.toResponse() : pageDenial(denied, { kind, method, nextUrl, signIn });
    }
  }

  /** Goes on to the route; the headers are named only where they are not the request's own, which costs. */
  function passed(request: NextRequest, headers: Headers): NextResponse {
    const same = headers === request.headers && !options.forwardHeaders;
    return same ? NextResponse.next() : NextResponse.next({ request: { headers } });
  }

  /** A page load is decided by its session, unless it has a credential for the verifier: a bad one never falls back. */
  function sessionOf(kind: RequestKind, { method, headers }: NextRequest): Session<object> | undefined {
    const takes = session !== undefined && (kind !== 'api' || options.apiSession);
    return takes && !hasCredential(verifier, method, headers) ? session : undefined;
  }

  return async (request) => {
    try {
      return await decided(nextRequest(request));
    } catch (error) {
      return broken(error, { method: request.method, route: new URL(request.url).pathname });
    }
  };
}

/** As Next.js itself has it for dynamic pages. */
const PRIVATE = 'private, no-cache, no-store, max-age=0, must-revalidate';

/**
 * The path as the issuer's routes may be named: with its locale, for they have none, and without the base path or, as in the
 * issuer's own URL, with it.
 */
function pathsOf({ nextUrl, url }: NextRequest): readonly string[] {
  const { basePath } = nextUrl;
  if (!nextUrl.locale && !basePath) return [withoutSlash(nextUrl.pathname)];
  const path = withoutSlash(new URL(url).pathname);
  return basePath ? [withoutSlash(path.slice(basePath.length) || '/'), path] : [path];
}

/** So that whoever decides this request again sees the renewed session. */
function withCookie(headers: Headers, cookie: string | undefined): Headers {
  if (cookie === undefined) return headers;
  const renewed = new Headers(headers);
  renewed.set('cookie', cookie);
  return renewed;
}
