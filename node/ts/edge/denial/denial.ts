//! A denial on its way through the decision: a code, and what is known of it. Callers get it as a `Denied`.

import { Denied } from '../../denied.js';
import { body, challenge, contentType, type Presentation } from '../challenge.js';
import { type DenialCode, REGISTRY } from './registry.js';

/** What there is to say beside the code. All but the claim, the scope and the pause is for logs. */
export interface Details {
  readonly claim?: string;
  readonly expected?: string;
  readonly received?: string;
  readonly hint?: string | null;
  /** The scope that the challenge names. */
  readonly scope?: string | null;
  /** Seconds until another try is worth it. */
  readonly retryAfter?: number;
}

export class Denial extends Error {
  override readonly name: string = 'Denial';

  constructor(
    readonly code: DenialCode,
    readonly details: Details = {},
  ) {
    super(code);
  }

  /** As its caller gets it. */
  presented(presentation: Presentation): Denied {
    const { code, details } = this;
    const { status, oauthError } = REGISTRY[code];
    const type = contentType(presentation);
    const headers: [string, string][] = [
      ['content-type', type],
      ['cache-control', 'no-store'],
    ];
    const asked = challenge(presentation, code, details.scope ?? null);
    if (asked !== null) headers.push(['www-authenticate', asked]);
    const retryAfter = pause(code, details.retryAfter);
    if (retryAfter !== null) headers.push(['retry-after', String(retryAfter)]);
    return new Denied({
      code,
      status,
      oauthError,
      claim: details.claim ?? null,
      retryAfter,
      headers,
      body: body(presentation, code),
      contentType: type,
      expected: details.expected ?? null,
      received: details.received ?? null,
      hint: details.hint ?? null,
    });
  }
}

/** Whole seconds, 1 to 300. Retryable answers always say when; a pause that is no number is 1. */
function pause(code: DenialCode, seconds: number | undefined): number | null {
  if (seconds === undefined) return code === 'keys_unavailable' ? 1 : null;
  const whole = Math.ceil(seconds);
  return whole >= 1 ? Math.min(whole, 300) : 1;
}
