//! The answer "no"; one class for every entry of the package.

import { body, challenge, contentType, DEFAULT_PRESENTATION } from './edge/challenge.js';
import { isDenialCode, REGISTRY } from './edge/denial/registry.js';
import type { DenialCode, DenialParts, OwnBody } from './types.js';

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
  readonly headers!: readonly (readonly [string, string])[];
  readonly body!: string;
  readonly contentType!: string;
  readonly expected!: string | null;
  readonly received!: string | null;
  readonly hint!: string | null;

  /** `retryAfter`: seconds, for a code of your own; 1 to 300 are sent. */
  constructor(denial: DenialCode | DenialParts, options: { readonly retryAfter?: number } = {}) {
    const parts = typeof denial === 'string' ? partsOf(denial, options.retryAfter) : denial;
    super(parts.claim === null ? sentenceOf(parts.code) : `${sentenceOf(parts.code)} (${parts.claim})`);
    Object.assign(this, parts);
  }

  /** The answer for a record that does not exist: the same, byte for byte, as for one of somebody else. */
  static notFound(): Denied {
    return new Denied('not_found');
  }

  /** As the answer to a request. */
  toResponse(): Response {
    return new Response(this.body, { status: this.status, headers: this.headers.map(([name, value]): [string, string] => [name, value]) });
  }

  /** The same, by the name that Hono's error handler calls. */
  getResponse(): Response {
    return this.toResponse();
  }

  /** The same denial with another body. */
  withBody({ body, contentType = 'application/json' }: OwnBody): Denied {
    const headers = this.headers.map(([name, value]) => [name, name === 'content-type' ? contentType : value] as const);
    const { code, status, oauthError, claim, retryAfter, expected, received, hint } = this;
    return new Denied({ code, status, oauthError, claim, retryAfter, headers, body, contentType, expected, received, hint });
  }
}

function sentenceOf(code: DenialCode): string {
  return REGISTRY[code].sentence;
}

function partsOf(code: DenialCode, retryAfter: number | undefined): DenialParts {
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
