//! The shared surface: what the native package and `bearward/edge` both take and give. No code.

import type { Denied } from './denied.js';

/** One name or several. */
export type Names = string | readonly string[];

/** One secret, as text or octets. */
export type SecretValue = string | Uint8Array;

/** What JSON can hold. An integer beyond 2^53 is a `bigint`: it is given exactly, never rounded. */
export type ClaimValue = string | number | bigint | boolean | null | readonly ClaimValue[] | { readonly [name: string]: ClaimValue };

/** The registered claims (RFC 7519 section 4.1) of an accepted token. */
export interface RegisteredClaims {
  /** Who issued the token. */
  readonly iss?: string;
  /** Who the token is about; `subjectOf(claims)` gives it whatever claim it stands in. */
  readonly sub?: string;
  /** Whom the token is for. */
  readonly aud?: string | readonly string[];
  /** When the token expires, in seconds since 1970. */
  readonly exp: number;
  /** From when on the token is valid, in seconds since 1970. */
  readonly nbf?: number;
  /** When the token was issued, in seconds since 1970. */
  readonly iat?: number;
  /** The token's own name. */
  readonly jti?: string;
}

/** Claims of which nothing more is known: the registered ones, and others of unknown type. */
export interface ClaimsBase extends RegisteredClaims {
  readonly [claim: string]: unknown;
}

declare const accepted: unique symbol;

/**
 * The claims of an accepted token: a frozen plain object. There is no other way to one than a verifier, and
 * no check of owner or scope takes anything else.
 */
export type Claims<C extends object = ClaimsBase> = Readonly<Omit<RegisteredClaims, keyof C> & C> & AnyClaims;

/** Claims, whatever they hold: what checks of owner and scope take. */
export interface AnyClaims {
  readonly [accepted]: true;
}

/** Header fields by name, in lower case. Iterated, they come in pairs of name and value. */
export type DenialHeaders = Readonly<Record<string, string>> & Iterable<readonly [string, string]>;

/** The fields of a `Denied` (RFC 6750 section 3.1). */
export interface DenialParts {
  /** The stable code, such as `token_expired`: never renamed, the same in every language. */
  readonly code: DenialCode;
  /** The HTTP status of the code. */
  readonly status: number;
  /** The `error` of RFC 6750, where the code has one. */
  readonly oauthError: string | null;
  /** The claim that was missing or wrong. */
  readonly claim: string | null;
  /** Whole seconds after which to try again; null where that would not help. */
  readonly retryAfter: number | null;
  /** The headers of the answer, names in lower case, Content-Type included. */
  readonly headers: DenialHeaders;
  /** The body of the answer: constant for the code. */
  readonly body: string;
  /** The media type of the body. */
  readonly contentType: string;
  /** What the verifier wanted; for logs. */
  readonly expected: string | null;
  /** What came: escaped and cut, never a token or a signature; for logs. */
  readonly received: string | null;
  /** What to change, if this is a misconfiguration that we know; for logs. */
  readonly hint: string | null;
}

/** Why a request is turned away. */
export type DenialCode = import('./edge/denial/registry.js').DenialCode;

/** Where a denial happened, as far as it is known. */
export interface DenialContext {
  /** The request's method. */
  readonly method?: string | undefined;
  /** The route's pattern, or the path of the request. Never with its query. */
  readonly route?: string | undefined;
}

/** Another body for a denial; status and headers stay the denial's. */
export interface OwnBody {
  readonly body: string;
  /** `application/json` unless given. */
  readonly contentType?: string;
}

/**
 * Gets each denial once, instead of the log line. What it returns replaces the body; what it throws, and a body that cannot be sent, change nothing
 * and are logged.
 */
export type OnDenied = (denied: Denied, context: DenialContext) => OwnBody | undefined | void;

/** The fields of a request: a `Headers`, or pairs of name and value as they came. */
export type HeaderFields = Headers | Iterable<readonly [string, string]>;

/** What a request says of itself: as much as a decision needs. */
export interface RequestHead {
  /** The method, upper-case as HTTP has it. */
  readonly method: string;
  readonly headers: HeaderFields;
}

/** What a fetcher of your own is told. */
export interface FetchInit {
  readonly method: 'GET';
  readonly headers: Record<string, string>;
  /** A redirect is an error: keys come from the address that was configured. */
  readonly redirect: 'manual';
  /** Fires when nobody waits any more. */
  readonly signal: AbortSignal;
}

/** What a fetcher gives that is no `Response`. */
export interface FetchedKeys {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** Fetches a key set: the global `fetch` is one. Nothing is passed on but the address and an ETag. A redirect is refused, and so is a body beyond 512 KiB. */
export type FetchKeys = (url: string, init: FetchInit) => FetchAnswer | Promise<FetchAnswer>;

/** A `Response`, of whatever class, or what it says. */
export type FetchAnswer = Response | FetchedKeys;

type IssuerChoice =
  /** `iss` must be this name, or one of them, exactly. */
  | { readonly issuer: Names; readonly anyIssuer?: false | undefined }
  /** `iss` is not looked at. */
  | { readonly anyIssuer: true; readonly issuer?: undefined };

type AudienceChoice =
  /** `aud` must name this, or one of them, exactly. */
  | { readonly audience: Names; readonly anyAudience?: false | undefined }
  /** `aud` is not looked at: tokens for other APIs of the issuer pass. */
  | { readonly anyAudience: true; readonly audience?: undefined };

/** Where keys come from: exactly one. */
export interface KeySources {
  /** A shared secret (HS256); several while rotating, at most three. */
  readonly secret: SecretValue | readonly SecretValue[];
  /** The name of the environment variable that holds the secret. */
  readonly secretEnv: string;
  /** A public key as PEM. */
  readonly pem: string;
  /** One public key as a JWK, parsed or as text. */
  readonly jwk: object | string;
  /** A key set, parsed or as text. */
  readonly jwks: object | string;
  /** The path of a file with a key set. */
  readonly jwksFile: string;
  /** The address of a key set. */
  readonly jwksUrl: string;
  /** Finds the key set by the issuer's OpenID Connect discovery document. */
  readonly discovery: true;
}

type OnlyOne<T> = { [K in keyof T]: { readonly [P in K]: T[P] } & { readonly [P in Exclude<keyof T, K>]?: undefined } }[keyof T];
type KeyChoice = OnlyOne<KeySources>;

/** Everything that has a default. */
export interface RefineOptions {
  /** The allow-list. Unless given: HS256 with a secret, every public-key algorithm with public keys. */
  readonly algorithms?: Names | undefined;
  /** Seconds by which clocks may differ: 5 unless given, at most 3600. */
  readonly leeway?: number | undefined;
  /** The most seconds since `iat`, which is then required. */
  readonly maxTokenAge?: number | undefined;
  /** Pins the header's `typ`. */
  readonly typ?: string | undefined;
  /** Claims that must be there. */
  readonly required?: Names | undefined;
  /** Claims that must have one of these values. */
  readonly require?: Readonly<Record<string, OneOf | readonly OneOf[]>> | undefined;
  /** Another claim than `sub` that says who the token is about: a non-empty string. */
  readonly subject?: string | undefined;
  /** A claim that says who the token is about: an integer from 0 to 2^53-1. */
  readonly subjectInt?: string | undefined;
  /** A token may be about nobody. */
  readonly optionalSubject?: boolean | undefined;
  /** Takes sender-constrained tokens (`cnf`) as plain bearer tokens. */
  readonly allowUnboundUse?: boolean | undefined;
  /** The claim, or the JSON pointer, that lists what a token was granted; `scope`, then `scp`, unless given. */
  readonly scopesFrom?: string | undefined;
  /** The longest token that is looked at, in bytes: 16384 unless given. */
  readonly maxTokenBytes?: number | undefined;
  /** The application's last word on a good token. What it throws, and a promise, fail the request (503). */
  readonly revokedIf?: ((claims: Claims) => boolean) | undefined;
  /** Another header that may carry a bare token, such as `Cf-Access-Jwt-Assertion`. */
  readonly tokenHeader?: string | undefined;
  /** A cookie that may carry the token. */
  readonly cookie?: string | undefined;
  /** The origins that may send that cookie with an unsafe method. */
  readonly allowedOrigins?: Names | undefined;
  /** Bodies by RFC 9457 (problem details). */
  readonly problemBodies?: boolean | undefined;
  /** The address of the metadata of RFC 9728, for the challenge. */
  readonly resourceMetadata?: string | undefined;
  /** The realm of the challenge. */
  readonly realm?: string | undefined;
  /** Fetches keys over plain http from another machine. */
  readonly allowHttp?: boolean | undefined;
  /** Seconds for which a key set is fresh: 600 unless the endpoint or this says otherwise. */
  readonly maxAge?: number | undefined;
  /** Seconds for which an old set goes on serving: 86400 unless given. */
  readonly maxStale?: number | undefined;
  /** The least seconds between two fetches for unknown kids: 30 unless given. */
  readonly cooldown?: number | undefined;
  /** Your own fetcher of key sets. */
  readonly fetch?: FetchKeys | undefined;
  /** Certificates of a CA, as PEM, to trust besides the platform's. */
  readonly caPem?: string | undefined;
  /** Headers to send when fetching keys. */
  readonly fetchHeaders?: Readonly<Record<string, string>> | undefined;
  /**
   * A key set to start with, parsed or as text (serverless). Once `maxStale` is over without a fetch it is too old: for an air gap, give
   * `jwks` or `jwksFile`.
   */
  readonly jwksSnapshot?: object | string | undefined;
  /** Remembers verified tokens, within these bounds. */
  readonly tokenCache?: { readonly entries: number; readonly bytes: number } | undefined;
  /** Remembers the headers of verified tokens, which decides alike and is quicker: on unless false. */
  readonly headerCache?: boolean | undefined;
  /** Gets each denial once, instead of the log line. */
  readonly onDenied?: OnDenied | undefined;
}

/** A value that `require` lists: compared by type and value. */
export type OneOf = string | number | boolean;

/** What a verifier is built from: issuer, audience and keys must be chosen. */
export type VerifierOptions = IssuerChoice & AudienceChoice & KeyChoice & RefineOptions;

/** What may replace a part of a preset. */
export type Overrides = {
  readonly issuer?: Names | undefined;
  readonly audience?: Names | undefined;
  readonly anyAudience?: boolean | undefined;
} & { readonly [K in keyof KeySources]?: KeySources[K] | undefined } & RefineOptions;

/** What a verifier has done since it was built. */
export interface Stats {
  /** Tokens accepted. */
  readonly accepted: number;
  /** Tokens denied, by code. */
  readonly denied: Readonly<Record<string, number>>;
  /** Decisions made with the keys at hand. */
  readonly keyHits: number;
  /** Decisions that had to wait for a fetch, or could not have one. */
  readonly keyMisses: number;
  /** Fetches started, by reason: `cold`, `scheduled`, `miss`, `doubt`, `operator`. */
  readonly fetches: Readonly<Record<string, number>>;
  /** Fetches that brought nothing. */
  readonly fetchFailures: number;
  /** The last failure in one line. */
  readonly lastFetchError: string | null;
  /** The age of the keys in seconds; null if there are none or they cannot age. */
  readonly keyAge: number | null;
}
