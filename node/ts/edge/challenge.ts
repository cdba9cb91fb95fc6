//! How a denial is shown: the RFC 6750 challenge and the body.

import { type DenialCode, REGISTRY } from './denial/registry.js';

/** What the configuration says about answers. */
export interface Presentation {
  readonly realm: string | null;
  /** RFC 9728: where the resource's metadata is. */
  readonly resourceMetadata: string | null;
  /** Bodies by RFC 9457. */
  readonly problem: boolean;
}

export const DEFAULT_PRESENTATION: Presentation = { realm: null, resourceMetadata: null, problem: false };

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
};

/** The `WWW-Authenticate` of a denial; null where the RFC has none. */
export function challenge(presentation: Presentation, code: DenialCode, scope: string | null): string | null {
  const { oauthError, sentence } = REGISTRY[code];
  if (oauthError === null && code !== 'token_missing') return null;
  const parameters: readonly (readonly [string, string | null])[] = [
    ['realm', presentation.realm],
    ['error', oauthError],
    ['error_description', oauthError === null ? null : sentence],
    ['scope', scope],
    ['resource_metadata', presentation.resourceMetadata],
  ];
  const given = parameters.filter(([, value]) => value !== null).map(([name, value]) => `${name}="${value}"`);
  return given.length === 0 ? 'Bearer' : `Bearer ${given.join(', ')}`;
}

/** The body of a denial: constant for a code. */
export function body(presentation: Presentation, code: DenialCode): string {
  const { status, sentence: detail } = REGISTRY[code];
  if (!presentation.problem) return JSON.stringify({ detail, code });
  const title = TITLES[status] ?? 'Service Unavailable';
  return JSON.stringify({ type: 'about:blank', title, status, detail, code });
}

/** The media type of that body. */
export function contentType(presentation: Presentation): string {
  return presentation.problem ? 'application/problem+json' : 'application/json';
}

/** What may stand in a quoted-string without escapes (RFC 6750 section 3). */
export function fitsQuotedString(text: string): boolean {
  return /^[ !#-[\]-~]*$/.test(text);
}
