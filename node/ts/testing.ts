//! `bearward/testing`: an issuer on loopback that signs, serves its keys, rotates them, and fails on request.

import { native } from './native.js';
import { listOf, readOverrides } from './options.js';
import { text, wrong } from './text.js';
import type { ClaimsBase, Names, Overrides } from './types.js';
import { madeOf, type Verifier } from './verifier.js';

/** How an issuer is to be. */
export interface IssuerOptions {
  /** One key for each: `EdDSA` unless given. */
  readonly algorithms?: Names;
  /** Makes it an issuer of HS256 tokens under this secret. */
  readonly secret?: string | Uint8Array;
  /** Another `iss` than the address. */
  readonly issuer?: string;
  /** A path behind the address in `iss`. */
  readonly issuerPath?: string;
  /** Another `aud` than the address. */
  readonly audience?: string;
  /** Where the key set is; `/.well-known/jwks.json` unless given. */
  readonly path?: string;
  /** Seconds that tokens live. */
  readonly lifetime?: number;
  /** The moment of the tokens, in seconds since 1970; the clock's unless given. */
  readonly now?: number;
  /** Headers of the key endpoint's answers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Answers with an ETag, and 304 where it is asked with it. */
  readonly etag?: boolean;
}

/** How a token differs from a good one. */
export interface MintOptions {
  /** Members to add to the header, or to replace; null takes one away. */
  readonly header?: object;
  /** The payload, octet for octet. */
  readonly rawPayload?: string | Uint8Array;
  /** The header, octet for octet. */
  readonly rawHeader?: string | Uint8Array;
  readonly algorithm?: string;
  /** The key that signs. */
  readonly kid?: string;
  /** An empty signature. */
  readonly unsigned?: boolean;
}

/** What the key endpoint answers with. */
export interface EndpointAnswer {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

const ISSUER_OPTIONS = ['algorithms', 'secret', 'issuer', 'issuerPath', 'audience', 'path', 'lifetime', 'now', 'headers', 'etag'] as const satisfies readonly (keyof IssuerOptions)[];
const MINT_OPTIONS = ['header', 'rawPayload', 'rawHeader', 'algorithm', 'kid', 'unsigned'] as const satisfies readonly (keyof MintOptions)[];

/**
 * A real issuer on 127.0.0.1. It lives on threads of its own, as long as this object does.
 *
 * ```ts
 * const issuer = new TestIssuer()
 * const verifier = issuer.verifier()
 * const claims = await verifier.verify(issuer.mint({ sub: 'alice' }))
 * ```
 */
export class TestIssuer {
  readonly #issuer: InstanceType<ReturnType<typeof native>['NativeIssuer']>;

  /** Throws a TypeError for options that there are not; misuse of what follows throws too, with a sentence. */
  constructor(options: IssuerOptions = {}) {
    known(options, 'TestIssuer', ISSUER_OPTIONS);
    const { algorithms, secret, headers, ...others } = options;
    const lists = {
      algorithms: algorithms === undefined ? (secret === undefined ? undefined : ['HS256']) : listOf(algorithms, 'algorithms'),
      headers: headers === undefined ? undefined : Object.entries(headers),
    };
    this.#issuer = new (native().NativeIssuer)({ ...others, ...lists, ...(secret === undefined ? {} : { secret: octets(secret) }) });
  }

  /** A verifier that trusts this issuer; the options replace parts of it. */
  verifier<C extends object = ClaimsBase>(overrides?: Overrides): Verifier<C> {
    return madeOf(readOverrides(overrides), (options) => this.#issuer.verifier(options));
  }

  /** The address, `http://127.0.0.1:<port>`. */
  get url(): string {
    return this.#issuer.url;
  }

  /** The `iss` of its tokens. */
  get issuer(): string {
    return this.#issuer.issuer;
  }

  /** The `aud` of its tokens. */
  get audience(): string {
    return this.#issuer.audience;
  }

  get jwksUrl(): string {
    return this.#issuer.jwksUrl;
  }

  /** The key set, as JSON text. */
  get jwks(): string {
    return this.#issuer.jwks;
  }

  /** The `kid` that signs now. */
  get kid(): string {
    return this.#issuer.kid;
  }

  get kids(): readonly string[] {
    return this.#issuer.kids;
  }

  /** How many requests the key endpoint has seen. */
  get requests(): number {
    return this.#issuer.requests;
  }

  /** How many connections the key endpoint has seen. */
  get connections(): number {
    return this.#issuer.connections;
  }

  /** The secret of an issuer of HS256 tokens. */
  sharedSecret(): Uint8Array {
    return this.#issuer.sharedSecret();
  }

  /** A public key as PEM: that of the `kid`, or the one that signs now. */
  publicPem(kid?: string): string {
    return this.#issuer.publicPem(kid === undefined ? undefined : text(kid, 'kid'));
  }

  /** A good token. `iss`, `aud`, `iat` and `exp` are added unless given; a null takes a claim away. The options make it another one. */
  mint(claims: object = {}, options: MintOptions = {}): string {
    known(options, 'mint', MINT_OPTIONS);
    const { header, rawPayload, rawHeader, ...others } = options;
    return this.#issuer.mint({
      ...others,
      claims: json(claims, 'claims'),
      ...(header === undefined ? {} : { header: json(header, 'header') }),
      ...(rawPayload === undefined ? {} : { rawPayload: octets(rawPayload) }),
      ...(rawHeader === undefined ? {} : { rawHeader: octets(rawHeader) }),
    });
  }

  /** A token whose `exp` has passed. */
  expired(claims: object = {}): string {
    return this.#issuer.faulty('expired', json(claims, 'claims'));
  }

  /** A token whose `nbf` is in the future. */
  notYetValid(claims: object = {}): string {
    return this.#issuer.faulty('notYetValid', json(claims, 'claims'));
  }

  /** A token signed by a key that only pretends to be the issuer's. */
  wrongKey(claims: object = {}): string {
    return this.#issuer.faulty('wrongKey', json(claims, 'claims'));
  }

  /** A token for somebody else. */
  wrongAudience(claims: object = {}): string {
    return this.#issuer.faulty('wrongAudience', json(claims, 'claims'));
  }

  /** A token of somebody else. */
  wrongIssuer(claims: object = {}): string {
    return this.#issuer.faulty('wrongIssuer', json(claims, 'claims'));
  }

  /** A token that names a key which the set does not have. */
  unknownKid(claims: object = {}): string {
    return this.#issuer.faulty('unknownKid', json(claims, 'claims'));
  }

  /** A token with `"alg": "none"`. */
  algNone(claims: object = {}): string {
    return this.#issuer.faulty('algNone', json(claims, 'claims'));
  }

  /** The public key used as a secret. */
  hs256WithPublicKey(claims: object = {}): string {
    return this.#issuer.faulty('hs256WithPublicKey', json(claims, 'claims'));
  }

  /** The same token with another payload. */
  tampered(token: string): string {
    return this.#issuer.tampered(text(token, 'token'));
  }

  /** Signs with a new key from now on; the old one stays in the set. */
  rotate(): void {
    this.#issuer.turn('rotate');
  }

  /** Takes the keys out of the set that do not sign any more. */
  removeOldKeys(): void {
    this.#issuer.turn('removeOldKeys');
  }

  /** A new key under the same `kid`, as after a database reset. */
  reuseKid(): void {
    this.#issuer.turn('reuseKid');
  }

  /** The moment of the tokens, in seconds since 1970. */
  setNow(unixSeconds: number): void {
    this.#issuer.setNow(unixSeconds);
  }

  /** Nobody listens any more. */
  down(): void {
    this.#issuer.turn('down');
  }

  /** Listens again. */
  up(): void {
    this.#issuer.turn('up');
  }

  /** Takes requests and never answers. */
  hang(): void {
    this.#issuer.turn('hang');
  }

  /** Answers after so many seconds. */
  slow(seconds: number): void {
    this.#issuer.slow(seconds);
  }

  /** Answers every request so. */
  answerWith(status: number, { headers = {}, body = '' }: EndpointAnswer = {}): void {
    this.#issuer.answerWith(status, Object.entries(headers), octets(body));
  }

  /** Serves the key set again. */
  answerNormally(): void {
    this.#issuer.turn('answerNormally');
  }
}

/** A fault in a test is told where it is made: a misspelt option would leave the token a good one. */
function known(options: object, what: string, names: readonly string[]): void {
  if (typeof options !== 'object' || options === null) throw wrong('options', 'an object', options);
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown !== undefined) throw new TypeError(`${what} has no option ${JSON.stringify(unknown)}`);
}

function octets(value: string | Uint8Array): Uint8Array {
  if (typeof value === 'string') return new TextEncoder().encode(value);
  if (value instanceof Uint8Array) return value;
  throw wrong('octets', 'a string or a Uint8Array', value);
}

/** Bigints are written as integers, which `JSON.stringify` does not do. What is written must be an object: a date or a list is none. */
function json(value: object, name: string): string {
  const written: string[] = [];
  const marked = String(JSON.stringify(value, (_, member: unknown) => {
    return typeof member === 'bigint' ? `\u{e000}${String(written.push(String(member)) - 1)}\u{e000}` : member;
  }));
  if (!marked.startsWith('{')) throw new TypeError(`${name}: give an object that JSON writes as one`);
  return marked.replace(/"\u{e000}(\d+)\u{e000}"/gu, (_, index: string) => written[Number(index)] ?? '0');
}
