//! The JWT forms: HS256 under the secret, or signed with the issuer's private key (`sessionCookieCache`).

import type { Now } from '../clock.js';
import { Denial } from '../denial/denial.js';
import { acceptHeader, type Header, type HeaderRules, type ParsedHeader, parseHeader } from '../header.js';
import { Flight } from '../jwks/flight.js';
import type { SecretKeys } from '../key/secret.js';
import { verifyWithSecret } from '../signature.js';
import { decoded, split } from '../token.js';
import { type Keys, type Refresh, verifySignature } from '../verifier/keys.js';
import { MAX_DATA_BYTES } from './jar.js';
import type { Opened } from './payload.js';

/** The `typ` of asymmetric session data: no access token has it, and no session data passes for one. */
export const TYPE = 'better-auth.session-cache+jwt';

/** The issuer's own keys, as a verifier holds them. */
export interface PublicKeys {
  readonly keys: Keys;
  readonly rules: HeaderRules;
  /** Null: any. */
  readonly issuers: readonly string[] | null;
}

export interface JwtKeys {
  readonly shared: SecretKeys;
  readonly public: PublicKeys | null;
}

const SHARED_RULES: HeaderRules = { algorithms: ['HS256'], typ: null };

/** Opens session data whose signature holds, or gives a flight to wait for. */
export async function openJwt(data: string, keys: JwtKeys, now: Now, second: boolean, refresh: Refresh): Promise<Opened | Flight> {
  const parts = split(data, MAX_DATA_BYTES);
  const { header: octets, payload } = decoded(parts);
  const parsed = parseHeader(octets);
  if (keys.public === null || parsed.algorithm === 'HS256') {
    await verifyWithSecret(parts, sharedHeader(parsed), keys.shared);
    return { payload, form: { kind: 'shared' } };
  }
  const header = acceptHeader(parsed, keys.public.rules);
  const verified = await verifySignature(keys.public.keys, parts, header, now, second, refresh);
  if (verified instanceof Flight) return verified;
  return { payload, form: { kind: 'asymmetric', issuers: keys.public.issuers } };
}

function sharedHeader(parsed: ParsedHeader): Header {
  try {
    return acceptHeader(parsed, SHARED_RULES);
  } catch (denial) {
    if (!(denial instanceof Denial) || denial.code !== 'algorithm_not_allowed') throw denial;
    throw new Denial('algorithm_not_allowed', {
      expected: 'session_data signed with HS256',
      received: denial.details.received ?? '',
      hint:
        'Better Auth signs session_data with its private key (sessionCookieCache): ' +
        'give its base URL, or a verifier of its keys',
    });
  }
}
