//! The verifier, as the package says it: the same class as in the native entry, but that nothing in it is synchronous.

import { Denied } from '../denied.js';
import { report } from '../report.js';
import { headOf } from '../request_head.js';
import { listOfVerifiers, needed, text } from '../text.js';
import type {
  Claims, ClaimsBase, DenialContext, HeaderFields, Names, Overrides, RequestHead, Stats, VerifierOptions,
} from '../types.js';
import { findToken } from './bearer.js';
import { build } from './builder/build.js';
import { namesOf } from './builder/given.js';
import { many } from './builder/many.js';
import { fromOptions, fromPreset } from './builder/options.js';
import type { Settings } from './builder/settings.js';
import { system } from './clock.js';
import { ConfigError } from './config_error.js';
import { Denial } from './denial/denial.js';
import * as presets from './presets/presets.js';
import { wellFormed } from './text.js';
import { ask, finished, refreshed, sourcesOf, warmed } from './verifier/ask.js';
import type { Inner } from './verifier/decide.js';
import { revokeKey } from './verifier/keys.js';

const INNER = new WeakMap<object, Inner>();

/** What a preset lists besides where it is. */
type With<Name extends string> = { readonly [K in Name]: Names } & Overrides;

/**
 * Decides about bearer tokens, on WebCrypto: for edge runtimes, Workers, Deno and Bun. Built once, shared by all requests.
 *
 * `C` are the claims beyond the registered ones: `new Verifier<{ email: string }>({ ... required: ['email'] })`. They are what you say they
 * are; `required` and `require` make sure that they are there.
 */
export class Verifier<C extends object = ClaimsBase> {
  /** Throws `ConfigError` where the configuration is wrong. */
  constructor(options: VerifierOptions) {
    INNER.set(this, build(fromOptions(options)));
  }

  /** Better Auth's jwt plugin, at its public URL. */
  static betterAuth<C extends object = ClaimsBase>(baseUrl: string, overrides?: Overrides): Verifier<C> {
    return preset(presets.betterAuth(text(baseUrl, 'betterAuth')), overrides);
  }

  /** Access tokens of Better Auth's OAuth provider. */
  static betterAuthOauth<C extends object = ClaimsBase>(baseUrl: string, options: With<'audience'>): Verifier<C> {
    const { audience, ...overrides } = needed(options, 'audience');
    return preset(presets.betterAuthOauth(text(baseUrl, 'betterAuthOauth'), namesOf('audience', audience)), overrides);
  }

  /** Auth0, by the tenant's domain. */
  static auth0<C extends object = ClaimsBase>(domain: string, options: With<'audience'>): Verifier<C> {
    const { audience, ...overrides } = needed(options, 'audience');
    return preset(presets.auth0(text(domain, 'auth0'), namesOf('audience', audience)), overrides);
  }

  /** Clerk, by the frontend API's URL; `authorizedParties` are the origins that tokens may come from (`azp`). */
  static clerk<C extends object = ClaimsBase>(frontendApiUrl: string, options: With<'authorizedParties'>): Verifier<C> {
    const { authorizedParties, ...overrides } = needed(options, 'authorizedParties');
    return preset(presets.clerk(text(frontendApiUrl, 'clerk'), namesOf('authorizedParties', authorizedParties)), overrides);
  }

  /** Access tokens of an Amazon Cognito user pool. */
  static cognito<C extends object = ClaimsBase>(userPoolId: string, options: With<'clientId'>): Verifier<C> {
    const { clientId, ...overrides } = needed(options, 'clientId');
    return preset(presets.cognito(text(userPoolId, 'cognito'), namesOf('clientId', clientId)), overrides);
  }

  /** Microsoft Entra ID, one tenant. */
  static entra<C extends object = ClaimsBase>(tenantId: string, options: With<'audience'>): Verifier<C> {
    const { audience, ...overrides } = needed(options, 'audience');
    return preset(presets.entra(text(tenantId, 'entra'), namesOf('audience', audience)), overrides);
  }

  /** Firebase Authentication. */
  static firebase<C extends object = ClaimsBase>(projectId: string, overrides?: Overrides): Verifier<C> {
    return preset(presets.firebase(text(projectId, 'firebase')), overrides);
  }

  /** ID tokens of Google, for these clients. */
  static google<C extends object = ClaimsBase>(clientIds: Names, overrides?: Overrides): Verifier<C> {
    return preset(presets.google(namesOf('clientIds', clientIds)), overrides);
  }

  /** Keycloak, by the realm's URL. */
  static keycloak<C extends object = ClaimsBase>(realmUrl: string, options: With<'audience'>): Verifier<C> {
    const { audience, ...overrides } = needed(options, 'audience');
    return preset(presets.keycloak(text(realmUrl, 'keycloak'), namesOf('audience', audience)), overrides);
  }

  /** An authorization server of Okta. */
  static okta<C extends object = ClaimsBase>(issuerUrl: string, options: With<'audience'>): Verifier<C> {
    const { audience, ...overrides } = needed(options, 'audience');
    return preset(presets.okta(text(issuerUrl, 'okta'), namesOf('audience', audience)), overrides);
  }

  /** Supabase Auth, by the project's URL. */
  static supabase<C extends object = ClaimsBase>(projectUrl: string, overrides?: Overrides): Verifier<C> {
    return preset(presets.supabase(text(projectUrl, 'supabase')), overrides);
  }

  /** WorkOS AuthKit. */
  static workos<C extends object = ClaimsBase>(clientId: string, overrides?: Overrides): Verifier<C> {
    return preset(presets.workos(text(clientId, 'workos')), overrides);
  }

  /** Several issuers behind one verifier: the token's `iss` chooses among them by exact match. The first one's hook and looks count. */
  static many<C extends object = ClaimsBase>(verifiers: readonly Verifier<C>[]): Verifier<C> {
    return made(many(listOfVerifiers(verifiers, isVerifier).map(innerOf)));
  }

  /** The claims of a good token; throws `Denied` for any other. Waits, 6 seconds at most, only where a key has to be fetched. */
  async verify(token: string): Promise<Claims<C>> {
    return verified<C>(innerOf(this), token, {});
  }

  /** Not here: WebCrypto answers later. Throws `ConfigError`. */
  verifySync(_token: string): Claims<C> {
    throw new ConfigError('verifySync is not for bearward/edge, where WebCrypto answers later: use `await verifier.verify(token)`.');
  }

  /** The token of a request, or null if it has none. Throws `Denied` where it is sent in a wrong way. */
  findToken(method: string, headers: HeaderFields): string | null {
    return found(innerOf(this), headOf({ method, headers }), { method });
  }

  /** `findToken` and `verify` in one: a request without a token is `Denied` (token_missing). */
  async decide(request: RequestHead, context: DenialContext = {}): Promise<Claims<C>> {
    const inner = innerOf(this);
    const head = headOf(request);
    const where = { method: head.method, ...context };
    const token = found(inner, head, where);
    if (token === null) throw report(this.tokenMissing(), inner.onDenied, where);
    return verified<C>(inner, token, where);
  }

  /** The denial of a request without a token. It is not told to anybody: it is yours to throw. */
  tokenMissing(): Denied {
    const expected = 'Authorization: Bearer <token>';
    return finished(innerOf(this), new Denial('token_missing', { expected, received: 'nothing' }));
  }

  /** Fetches the keys now, if there are none. Throws `Denied` (keys_unavailable); with `required: false` it is only logged. */
  async warm({ required = true }: { readonly required?: boolean } = {}): Promise<void> {
    const inner = innerOf(this);
    const denied = await warmed(inner);
    if (denied === null) return;
    const shown = report(denied, inner.onDenied, {});
    if (required) throw shown;
  }

  /** True while there are keys to decide by. */
  ready(): boolean {
    const now = system();
    return sourcesOf(innerOf(this)).every((source) => source.isReady(now));
  }

  /** Fetches the keys again, past every brake. Throws `Denied` (keys_unavailable); known keys stay. */
  async refresh(): Promise<void> {
    const inner = innerOf(this);
    const denied = await refreshed(inner);
    if (denied !== null) throw report(denied, inner.onDenied, {});
  }

  /**
   * Refuses a key, under whatever names the set has it, and every token that names this `kid`, until this process ends. A shared secret,
   * and a key given without a `kid` (`pem`), are known by what the token says alone: take those out of the configuration.
   */
  revokeKey(kid: string): void {
    const name = text(kid, 'kid');
    for (const member of innerOf(this).members) revokeKey(member.keys, name);
  }

  /** Counters of decisions and fetches. */
  stats(): Stats {
    const { counters } = innerOf(this);
    const now = system();
    const sources = sourcesOf(innerOf(this));
    const ages = sources.map((source) => source.age(now)).filter((age) => age !== null);
    return counters.stats(sources.map((source) => source.fetches), ages.length === 0 ? null : Math.max(...ages));
  }
}

/** A verifier of these parts. */
function made<C extends object>(inner: Inner): Verifier<C> {
  const verifier = Object.create(Verifier.prototype) as Verifier<C>;
  INNER.set(verifier, inner);
  return verifier;
}

function preset<C extends object>(settings: Settings, overrides: Overrides | undefined): Verifier<C> {
  return made(build(fromPreset(settings, overrides ?? {})));
}

/** True for what this class has made. */
export function isVerifier(value: unknown): value is Verifier<never> {
  return typeof value === 'object' && value !== null && INNER.has(value);
}

/** The parts of a verifier, for what stands beside it in this entry. */
export function innerOf(verifier: object): Inner {
  const inner = INNER.get(verifier);
  if (inner === undefined) throw new TypeError('this is no verifier of bearward/edge');
  return inner;
}

function found(inner: Inner, request: RequestHead, where: DenialContext): string | null {
  try {
    return findToken(inner.transport, request);
  } catch (denial) {
    if (denial instanceof Denial) throw report(finished(inner, denial), inner.onDenied, where);
    throw denial;
  }
}

async function verified<C extends object>(inner: Inner, token: unknown, where: DenialContext): Promise<Claims<C>> {
  const answer = typeof token === 'string' ? await ask(inner, wellFormed(token), where) : finished(inner, noText(token));
  if (answer instanceof Denied) throw report(answer, inner.onDenied, where);
  return answer as unknown as Claims<C>;
}

function noText(token: unknown): Denial {
  const kind = token === null ? 'null' : Array.isArray(token) ? 'an array' : `a value of type ${typeof token}`;
  return new Denial('token_malformed', { expected: 'a token as a string', received: kind });
}
