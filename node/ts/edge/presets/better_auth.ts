//! Better Auth: the jwt plugin's tokens, and those of its OAuth provider.

import type { Names } from '../../types.js';
import { namesOf } from '../builder/given.js';
import type { Settings } from '../builder/settings.js';
import { type Base, parseBase, urlOf } from './input.js';
import { preset } from './preset.js';

/** Where Better Auth mounts its routes unless told otherwise. */
const MOUNT = '/api/auth';

/** Keys from `/api/auth/jwks` (or below the URL's own path), issuer and audience its origin. */
export function betterAuth(baseUrl: string): Settings {
  const { origin } = baseOf(baseUrl);
  return preset({ issuers: [origin], audiences: [origin], jwksUrl: jwksUrlOf(baseUrl) });
}

/**
 * Access tokens of its OAuth provider. Issuer is the base URL with `/api/auth`; `typ` must be `at+jwt` and `azp` be there, or the jwt
 * plugin's session tokens and ID tokens, signed by the same keys, would pass for access tokens.
 */
export function betterAuthOauth(baseUrl: string, audience: Names): Settings {
  return preset({
    issuers: [urlOf(baseOf(baseUrl))],
    audiences: namesOf('audience', audience),
    jwksUrl: jwksUrlOf(baseUrl),
    typ: 'at+jwt',
    required: ['azp'],
  });
}

function baseOf(given: string): Base {
  const write = 'write it as in BETTER_AUTH_URL, such as https://app.example.com';
  const { origin, path } = parseBase('Better Auth URL', given, write);
  return { origin, path: path === '' ? MOUNT : path };
}

function jwksUrlOf(baseUrl: string): string {
  return `${urlOf(baseOf(baseUrl))}/jwks`;
}
