//! The answer "no"; one class for every entry of the package.

import { body, challenge, contentType, DEFAULT_PRESENTATION } from './edge/challenge.js';
import { isDenialCode, REGISTRY } from './edge/denial/registry.js';
import type { DenialCode, DenialHeaders, DenialParts, OwnBody } from './types.js';

/** What a denial is made of: its header fields may come as pairs. */
export type DenialSource = Omit<DenialParts, 'headers'> & { readonly headers: Iterable<readonly [string, string]> };

/**
 * The answer "no": a stable code with its status, headers and body.
 *
 * `new Denied('not_found')` makes one of your own, answered like bearward's.
 */
export class Denied extends Error implements DenialParts {
  override readonly name: string = 'Denied';
  readonly code!: DenialCode;
  readonly status!: number;
  readonly oauthError!: string | null;
  readonly claim!: string | null;
  readonly retryAfter!: number | null;
  readonly headers!: DenialHeaders;
  readonly body!: string;
  readonly contentType!: string;
  readonly expected!: string | null;
  readonly received!: string | null;
  readonly hint!: string | null;

  /** `retryAfter`: seconds, for a code of your own; 1 to 300 are sent. */
  constructor(denial: DenialCode | DenialSource, options: { readonly retryAfter?: number } = {}) {
    const parts = typeof denial === 'string' ? partsOf(denial, options.retryAfter) : denial;
    super(parts.claim === null ? sentenceOf(parts.code) : `${sentenceOf(parts.code)} (${parts.claim})`);
    Object.assign(this, parts, { headers: headersOf(parts.headers) });
  }

  /**
   * The answer where there is nothing, as a verifier without `problemBodies` and `onDenied` gives it. For a record that does not exist call
   * `requireRecordOwner(claims, null)` instead: that is the same, byte for byte, as for one of somebody else, and it is told of.
   */
  static notFound(): Denied {
    return new Denied('not_found');
  }

  /** As the answer to a request. */
  toResponse(): Response {
    return new Response(this.body, { status: this.status, headers: this.headers });
  }

  /** The same, by the name that Hono's error handler calls. */
  getResponse(): Response {
    return this.toResponse();
  }

  /** What a client may see of it, as the default body has it; the rest is for logs. `JSON.stringify` calls this. */
  toJSON(): { readonly detail: string; readonly code: DenialCode } {
    return { detail: sentenceOf(this.code), code: this.code };
  }

  /** The same denial with another body. */
  withBody({ body, contentType = 'application/json' }: OwnBody): Denied {
    const headers = Array.from(this.headers, ([name, value]) => [name, name === 'content-type' ? contentType : value] as const);
    const { code, status, oauthError, claim, retryAfter, expected, received, hint } = this;
    return new Denied({ code, status, oauthError, claim, retryAfter, headers, body, contentType, expected, received, hint });
  }
}

/**
 * By name, as frameworks send the fields of an error that nobody answers (Express, Fastify and Koa copy `error.headers`): so the
 * challenge is there even without our `denials`.
 */
function headersOf(pairs: Iterable<readonly [string, string]>): DenialHeaders {
  const headers = Object.fromEntries(pairs);
  Object.defineProperty(headers, Symbol.iterator, { value: () => Object.entries(headers)[Symbol.iterator]() });
  return Object.freeze(headers) as DenialHeaders;
}

function sentenceOf(code: DenialCode): string {
  return REGISTRY[code].sentence;
}

function partsOf(code: DenialCode, retryAfter: number | undefined): DenialSource {
  if (!isDenialCode(code)) throw new TypeError(`there is no denial code ${JSON.stringify(code)}`);
  const { status, oauthError } = REGISTRY[code];
  const presentation = DEFAULT_PRESENTATION;
  const type = contentType(presentation);
  const headers: [string, string][] = [['content-type', type], ['cache-control', 'no-store']];
  const asked = challenge(presentation, code, null);
  if (asked !== null) headers.push(['www-authenticate', asked]);
  const seconds = retryAfter === undefined ? (code === 'keys_unavailable' ? 1 : null) : clamped(retryAfter);
  if (seconds !== null) headers.push(['retry-after', String(seconds)]);
  return {
    code, status, oauthError, claim: null, retryAfter: seconds, headers, body: body(presentation, code), contentType: type,
    expected: null, received: null, hint: null,
  };
}

/** NaN and negative numbers become 1. */
function clamped(seconds: number): number {
  const whole = Math.ceil(seconds);
  return whole >= 1 ? Math.min(whole, 300) : 1;
}
