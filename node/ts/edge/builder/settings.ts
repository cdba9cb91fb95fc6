//! The settings as they were given, unchecked.

import type { FetchKeys } from '../../types.js';
import { DEFAULT_PRESENTATION, type Presentation } from '../challenge.js';
import { DEFAULT_LEEWAY, type OneOf, type SubjectRule } from '../claims/expect.js';
import { DEFAULT_TUNING } from '../jwks/machine.js';
import type { Octets } from '../key/material.js';
import type { Transport } from '../bearer.js';
import { MAX_TOKEN_BYTES } from '../token.js';
import type { CacheBounds } from '../token_cache.js';
import type { RevokedIf } from '../verifier/member.js';

/** Where keys come from. */
export type KeyInput =
  | { readonly kind: 'secret'; readonly secrets: readonly Octets[] }
  | { readonly kind: 'pem' | 'jwk' | 'jwks'; readonly text: string }
  | { readonly kind: 'url'; readonly url: string }
  | { readonly kind: 'discovery' };

/** Keys over HTTP; times in seconds. */
export interface Remote {
  allowHttp: boolean;
  maxAge: number;
  maxStale: number;
  cooldown: number;
  fetch: FetchKeys | null;
  headers: Readonly<Record<string, string>>;
  snapshot: string | null;
}

export interface Settings {
  /** Null: any. */
  issuers: readonly string[] | null;
  /** Null: any. */
  audiences: readonly string[] | null;
  /** The keys are those of one application: they stand in for its name in `aud`. */
  keysNameAudience: boolean;
  keys: KeyInput | null;
  algorithms: readonly string[] | null;
  leeway: number;
  maxTokenAge: number | null;
  typ: string | null;
  required: string[];
  oneOf: Map<string, readonly OneOf[]>;
  subject: SubjectRule;
  allowUnboundUse: boolean;
  scopesFrom: string | null;
  maxTokenBytes: number;
  revokedIf: RevokedIf | null;
  transport: Transport;
  presentation: Presentation;
  remote: Remote;
  headerCache: boolean;
  tokenCache: CacheBounds | null;
}

/** Every default, for this issuer or any. */
export function defaults(issuers: readonly string[] | null): Settings {
  const { maxAge, maxStale, cooldown } = DEFAULT_TUNING;
  return {
    issuers,
    audiences: null,
    keysNameAudience: false,
    keys: null,
    algorithms: null,
    leeway: DEFAULT_LEEWAY,
    maxTokenAge: null,
    typ: null,
    required: [],
    oneOf: new Map(),
    subject: { kind: 'text', claim: 'sub' },
    allowUnboundUse: false,
    scopesFrom: null,
    maxTokenBytes: MAX_TOKEN_BYTES,
    revokedIf: null,
    transport: { header: null, cookie: null, origins: [] },
    presentation: DEFAULT_PRESENTATION,
    remote: { allowHttp: false, maxAge, maxStale, cooldown, fetch: null, headers: {}, snapshot: null },
    headerCache: true,
    tokenCache: null,
  };
}
