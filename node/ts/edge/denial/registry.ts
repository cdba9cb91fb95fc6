//! The one registry of denials, as in `core/src/denial/code.rs`; a test holds the two together.

/** How one code is answered. */
export interface Entry {
  readonly status: number;
  readonly oauthError: string | null;
  readonly sentence: string;
}

const entry = (status: number, oauthError: string | null, sentence: string): Entry => ({ status, oauthError, sentence });

const invalidToken = (sentence: string): Entry => entry(401, 'invalid_token', sentence);

/** Every code with its status, RFC 6750 error and sentence. Codes are stable: never renamed, the same in every language. */
export const REGISTRY = {
  token_missing: entry(401, null, 'Authentication is required.'),
  authorization_malformed: entry(400, 'invalid_request', 'The request must carry exactly one Authorization credential.'),
  token_malformed: invalidToken('The token is not a well-formed JWT.'),
  token_too_large: invalidToken('The token is too large.'),
  algorithm_not_allowed: invalidToken("The token's algorithm is not accepted."),
  critical_header_unsupported: invalidToken('The token uses an unsupported critical header.'),
  token_type_mismatch: invalidToken('The token is of another type than this API accepts.'),
  key_not_found: invalidToken("The token's signing key is not known."),
  key_ambiguous: invalidToken('The token does not say which key signed it.'),
  key_unusable: invalidToken("The token's signing key cannot be used."),
  signature_invalid: invalidToken("The token's signature is not valid."),
  claim_missing: invalidToken('The token lacks a required claim.'),
  claim_invalid: invalidToken('A claim of the token has an invalid value.'),
  token_expired: invalidToken('The token has expired.'),
  token_not_yet_valid: invalidToken('The token is not valid yet.'),
  token_too_old: invalidToken('The token was issued too long ago.'),
  issuer_mismatch: invalidToken('The token is from another issuer.'),
  audience_mismatch: invalidToken('The token is for another audience.'),
  token_revoked: invalidToken('The token has been revoked.'),
  scope_insufficient: entry(403, 'insufficient_scope', 'The token lacks a required scope.'),
  owner_mismatch: entry(403, null, 'You may only access your own resources.'),
  origin_not_allowed: entry(403, null, "The request's origin is not allowed."),
  not_found: entry(404, null, 'Not found.'),
  keys_unavailable: entry(503, null, "The issuer's keys are unavailable, try again later."),
} as const satisfies Record<string, Entry>;

/** Why a request is turned away. */
export type DenialCode = keyof typeof REGISTRY;

/** True if there is a denial of that name. */
export function isDenialCode(name: string): name is DenialCode {
  return Object.hasOwn(REGISTRY, name);
}
