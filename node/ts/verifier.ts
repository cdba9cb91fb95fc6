//! The verifier: converts and calls; every decision is the addon's.

import { canDecideAtOnce } from './at_once.js';
import { type Acceptor, claimsOf, giveBack, revocation } from './claims.js';
import { ConfigError } from './config_error.js';
import { Denied, type DenialSource } from './denied.js';
import { decideField, landed, native, verify, verifyAtOnce } from './native.js';
import { listOf, type NativeOptions, type Read, readOptions, readOverrides } from './options.js';
import { report } from './report.js';
import { fieldOf, headOf } from './request_head.js';
import { kind, listOfVerifiers, needed, text } from './text.js';
import type {
  Claims, ClaimsBase, DenialContext, HeaderFields, Names, Overrides, RequestHead, Stats, VerifierOptions,
} from './types.js';

/** A number, or what is wrong with the configuration. */
type Built = number | { readonly configError: string };
/** A payload as it came; an object where a number in it would be rounded. */
type Accepted = string | { readonly exact: string };
type Wait = Parameters<typeof landed>[0];
type Verdict = Accepted | number | { readonly code: string };

/** What makes a verifier of something built already: only this package has it. */
const MADE = Symbol('bearward.made');
/** What the rest of this package needs of a verifier. */
export const ACCEPTOR = Symbol('bearward.acceptor');

/** However many tokens the core remembers. */
const MOST_SLOTS = 65_536;

/** Claims that were given, with the number that the addon gave to their acceptance. */
interface Remembered {
  readonly mark: number;
  readonly claims: Claims;
}

interface Made {
  readonly [MADE]: Acceptor;
  /** How many tokens are remembered. */
  readonly remembered: number;
  readonly several: boolean;
}

/**
 * Decides about bearer tokens. Built once, shared by all requests.
 *
 * `C` are the claims beyond the registered ones: `new Verifier<{ email: string }>({ ... required: ['email'] })`. They are what you say they
 * are; `required` and `require` make sure that they are there.
 */
export class Verifier<C extends object = ClaimsBase> {
  readonly #number: number;
  readonly #acceptor: Acceptor;
  readonly #slots: number;
  /** Claims of tokens that the core remembers: by number, one after the other, and the oldest makes room. */
  readonly #remembered: Remembered[] | undefined;
  /** One issuer, and nothing is remembered: an acceptance is its text and no more. */
  readonly #alone: boolean;
  readonly #looksAt: readonly string[];

  /** Throws `ConfigError` where the configuration is wrong. */
  constructor(options: VerifierOptions) {
    const made = isMade(options) ? options : fromOptions(options);
    this.#acceptor = made[MADE];
    this.#number = this.#acceptor.number;
    this.#slots = Math.min(made.remembered, MOST_SLOTS);
    this.#remembered = made.remembered > 0 ? [] : undefined;
    this.#alone = !made.several && made.remembered === 0;
    this.#looksAt = native().looksAt(this.#number);
    giveBack(this.#acceptor);
  }

  /** Better Auth's jwt plugin, at its public URL. */
  static betterAuth<C extends object = ClaimsBase>(baseUrl: string, overrides?: Overrides): Verifier<C> {
    return preset('betterAuth', baseUrl, [], overrides);
  }

  /** Access tokens of Better Auth's OAuth provider. */
  static betterAuthOauth<C extends object = ClaimsBase>(baseUrl: string, options: { readonly audience: Names } & Overrides): Verifier<C> {
    const { audience, ...overrides } = needed(options, 'audience');
    return preset('betterAuthOauth', baseUrl, listOf(audience, 'audience'), overrides);
  }

  /** Auth0, by the tenant's domain. */
  static auth0<C extends object = ClaimsBase>(domain: string, options: { readonly audience: Names } & Overrides): Verifier<C> {
    const { audience, ...overrides } = needed(options, 'audience');
    return preset('auth0', domain, listOf(audience, 'audience'), overrides);
  }

  /** Clerk, by the frontend API's URL; `authorizedParties` are the origins that tokens may come from (`azp`). */
  static clerk<C extends object = ClaimsBase>(frontendApiUrl: string, options: { readonly authorizedParties: Names } & Overrides): Verifier<C> {
    const { authorizedParties, ...overrides } = needed(options, 'authorizedParties');
    return preset('clerk', frontendApiUrl, listOf(authorizedParties, 'authorizedParties'), overrides);
  }

  /** Access tokens of an Amazon Cognito user pool. */
  static cognito<C extends object = ClaimsBase>(userPoolId: string, options: { readonly clientId: Names } & Overrides): Verifier<C> {
    const { clientId, ...overrides } = needed(options, 'clientId');
    return preset('cognito', userPoolId, listOf(clientId, 'clientId'), overrides);
  }

  /** Microsoft Entra ID, one tenant. */
  static entra<C extends object = ClaimsBase>(tenantId: string, options: { readonly audience: Names } & Overrides): Verifier<C> {
    const { audience, ...overrides } = needed(options, 'audience');
    return preset('entra', tenantId, listOf(audience, 'audience'), overrides);
  }

  /** Firebase Authentication. */
  static firebase<C extends object = ClaimsBase>(projectId: string, overrides?: Overrides): Verifier<C> {
    return preset('firebase', projectId, [], overrides);
  }

  /** ID tokens of Google, for these clients. */
  static google<C extends object = ClaimsBase>(clientIds: Names, overrides?: Overrides): Verifier<C> {
    return preset('google', '', listOf(clientIds, 'clientIds'), overrides);
  }

  /** Keycloak, by the realm's URL. */
  static keycloak<C extends object = ClaimsBase>(realmUrl: string, options: { readonly audience: Names } & Overrides): Verifier<C> {
    const { audience, ...overrides } = needed(options, 'audience');
    return preset('keycloak', realmUrl, listOf(audience, 'audience'), overrides);
  }

  /** An authorization server of Okta. */
  static okta<C extends object = ClaimsBase>(issuerUrl: string, options: { readonly audience: Names } & Overrides): Verifier<C> {
    const { audience, ...overrides } = needed(options, 'audience');
    return preset('okta', issuerUrl, listOf(audience, 'audience'), overrides);
  }

  /** Supabase Auth, by the project's URL. */
  static supabase<C extends object = ClaimsBase>(projectUrl: string, overrides?: Overrides): Verifier<C> {
    return preset('supabase', projectUrl, [], overrides);
  }

  /** WorkOS AuthKit. */
  static workos<C extends object = ClaimsBase>(clientId: string, overrides?: Overrides): Verifier<C> {
    return preset('workos', clientId, [], overrides);
  }

  /** Several issuers behind one verifier: the token's `iss` chooses among them by exact match. The first one's hook and looks count. */
  static many<C extends object = ClaimsBase>(verifiers: readonly Verifier<C>[]): Verifier<C> {
    const list = listOfVerifiers(verifiers, (one): one is Verifier<C> => one instanceof Verifier);
    const numbers = list.map((verifier) => verifier.#number);
    const remembered = list.reduce((sum, verifier) => sum + verifier.#slots, 0);
    const number = numberOf(native().many(numbers, remembered > 0));
    const [first] = list;
    const members = list.map((verifier) => verifier.#acceptor);
    return made({ number, onDenied: first && first.#acceptor.onDenied, members }, remembered, true);
  }

  /** The claims of a good token; throws `Denied` for any other. Waits, 6 seconds at most, only where a key has to be fetched. */
  async verify(token: string): Promise<Claims<C>> {
    return this.#verify(token, {});
  }

  /** The same without ever waiting: where there are no keys it throws `Denied` (keys_unavailable). Call `await warm()` at start. */
  verifySync(token: string): Claims<C> {
    const verdict = verifyAtOnce(this.#number, typeof token === 'string' ? token : '');
    if (typeof verdict === 'string' && this.#alone) {
      return claimsOf(this.#acceptor, verdict, false, 0) as unknown as Claims<C>;
    }
    return this.#settled(verdict, {}, token, 'verifySync never fetches: call `await verifier.warm()` at start');
  }

  /** The token of a request, or null if it has none. Throws `Denied` where it is sent in a wrong way. */
  findToken(method: string, headers: HeaderFields): string | null {
    const head = headOf({ method, headers });
    const found = native().findToken(this.#number, head.method, this.#fields(head.headers));
    if (found === null || typeof found === 'string') return found;
    throw this.#denied(found, { method });
  }

  /** `findToken` and `verify` in one: a request without a token is `Denied` (token_missing). */
  async decide(request: RequestHead, context?: DenialContext): Promise<Claims<C>> {
    return this.#decide(request, context);
  }

  static {
    canDecideAtOnce(this.prototype, function (this: Verifier, request, context) {
      return this.#decide(request, context);
    });
  }

  /** The denial of a request without a token. It is not told to anybody: it is yours to throw. */
  tokenMissing(): Denied {
    return new Denied(native().tokenMissing(this.#number) as DenialSource);
  }

  /** Fetches the keys now, if there are none. Throws `Denied` (keys_unavailable); with `required: false` it is only logged. */
  async warm({ required = true }: { readonly required?: boolean } = {}): Promise<void> {
    const denied = await this.#fetched(false);
    if (denied !== null && required) throw denied;
  }

  /** True while there are keys to decide by. */
  ready(): boolean {
    return native().ready(this.#number);
  }

  /** Fetches the keys again, past every brake. Throws `Denied` (keys_unavailable); known keys stay. */
  async refresh(): Promise<void> {
    const denied = await this.#fetched(true);
    if (denied !== null) throw denied;
  }

  /**
   * Refuses a key, under whatever names the set has it, and every token that names this `kid`, until this process ends. A shared secret,
   * and a key given without a `kid` (`pem`), are known by what the token says alone: take those out of the configuration.
   */
  revokeKey(kid: string): void {
    native().revokeKey(this.#number, text(kid, 'kid'));
  }

  /** Counters of decisions and fetches. */
  stats(): Stats {
    return JSON.parse(native().stats(this.#number)) as Stats;
  }

  /** For the rest of this package. */
  get [ACCEPTOR](): Acceptor {
    return this.#acceptor;
  }

  /** The claims themselves unless a key has to be fetched; throws `Denied`. */
  #decide(request: RequestHead, context: DenialContext = {}): Claims<C> | Promise<Claims<C>> {
    const { method, headers } = headOf(request);
    const where = { method, ...context };
    const fields = this.#fields(headers);
    const [name, value] = fields;
    const verdict = fields.length === 2
      ? decideField(this.#number, method, name as string, value as string)
      : native().decide(this.#number, method, fields);
    if (typeof verdict !== 'object' || !('wait' in verdict)) return this.#settled(verdict, where);
    const token = native().findToken(this.#number, method, fields);
    if (typeof token !== 'string') throw this.#denied(token ?? native().tokenMissing(this.#number), where);
    return this.#finished(verdict, token, where);
  }

  async #verify(token: string, context: DenialContext): Promise<Claims<C>> {
    const verdict = verify(this.#number, typeof token === 'string' ? token : '');
    if (typeof verdict !== 'object' || !('wait' in verdict)) return this.#settled(verdict, context, token);
    return this.#finished(verdict, token, context);
  }

  /** The decision after a wait that has begun. */
  async #finished(wait: Wait, token: string, context: DenialContext): Promise<Claims<C>> {
    await landed(wait);
    return this.#settled(native().finish(this.#number, token), context);
  }

  #settled(verdict: Verdict, context: DenialContext, token: unknown = '', hint?: string): Claims<C> {
    if (typeof verdict === 'number') return this.#again(verdict);
    if (typeof verdict === 'object' && 'code' in verdict) throw this.#denied(verdict, context, token, hint);
    return this.#accepted(verdict, context);
  }

  #accepted(accepted: Accepted, context: DenialContext): Claims<C> {
    const exact = typeof accepted === 'object';
    const [mark, issuer] = this.#alone ? [0, 0] : native().last(this.#number);
    // What is remembered belongs to no single request.
    const claims = claimsOf(this.#acceptor, exact ? accepted.exact : accepted, exact, issuer, this.#remembered === undefined ? context : undefined);
    // Kept at once with the number they answer to: whatever fails before this line leaves claims there that answer to another one.
    if (this.#remembered !== undefined) this.#remembered[mark % this.#slots] = { mark, claims };
    return claims as unknown as Claims<C>;
  }

  /** The claims of an acceptance that was given before; read once more where others came since, or where they could not be kept. */
  #again(mark: number): Claims<C> {
    const kept = this.#remembered?.[mark % this.#slots];
    if (kept?.mark === mark) return kept.claims as unknown as Claims<C>;
    return this.#accepted(native().recall(this.#number, mark), {});
  }

  #denied(denial: { readonly code: string }, context: DenialContext, token: unknown = '', hint?: string): Denied {
    let parts = denial as DenialSource;
    // The addon was asked about an empty text in its place.
    if (typeof token !== 'string') parts = { ...parts, expected: 'a token as a string', received: typeof token === 'object' ? kind(token) : `a value of type ${typeof token}` };
    const advised = hint !== undefined && parts.code === 'keys_unavailable';
    if (advised) parts = { ...parts, hint: parts.hint ?? hint };
    const denied = new Denied(parts);
    if (advised) denied.message += ` (${hint})`;
    return report(denied, this.#acceptor.onDenied, context);
  }

  async #fetched(again: boolean): Promise<Denied | null> {
    const wait = native().warm(this.#number, again);
    await landed(wait);
    const denial = native().warmed(wait.wait);
    return denial === null ? null : this.#denied(denial, {});
  }

  /** Names and values in turn, of the headers that are looked at. */
  #fields(headers: HeaderFields): string[] {
    return fieldsOf(headers, this.#looksAt);
  }
}

/** Names and values in turn, of the fields that the core says it looks at: each costs more to hand over than to leave out. */
export function fieldsOf(headers: HeaderFields, looksAt: readonly string[]): string[] {
  const fields: string[] = [];
  if (headers instanceof Headers) {
    for (const name of looksAt) {
      const value = headers.get(name);
      if (value !== null) fields.push(name, value);
    }
    return fields;
  }
  for (const field of headers) {
    const [name, value] = fieldOf(field);
    if (looksAt.includes(name.toLowerCase())) fields.push(name, value);
  }
  return fields;
}

/** A verifier of a number that the addon gave. */
function made<C extends object>(acceptor: Acceptor, remembered: number, several: boolean): Verifier<C> {
  const way: Made = { [MADE]: acceptor, remembered, several };
  return new Verifier<C>(way as unknown as VerifierOptions);
}

/** A verifier of what the addon builds from these options. */
export function madeOf<C extends object>(read: Read, build: (options: NativeOptions) => Built): Verifier<C> {
  const { [MADE]: acceptor, remembered } = built(read, build);
  return made(acceptor, remembered, false);
}

function built(read: Read, build: (options: NativeOptions) => Built): Made {
  const { native: options, revokedIf, onDenied, remembered } = read;
  const acceptor = { number: 0, onDenied };
  if (revokedIf !== undefined) options.revokedIf = revocation(acceptor, revokedIf);
  acceptor.number = numberOf(build(options));
  return { [MADE]: acceptor, remembered, several: false };
}

/** The number, or `ConfigError`. */
export function numberOf(built: Built): number {
  if (typeof built === 'number') return built;
  throw new ConfigError(built.configError);
}

function fromOptions(options: VerifierOptions): Made {
  return built(readOptions(options), (given) => native().build(given));
}

function preset<C extends object>(name: string, subject: string, audience: string[], overrides: Overrides | undefined): Verifier<C> {
  const begin = text(subject, name);
  return madeOf(readOverrides(overrides), (options) => native().preset(name, begin, audience, options));
}

function isMade(options: object): options is Made {
  return typeof options === 'object' && options !== null && MADE in options;
}
