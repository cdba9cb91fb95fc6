//! The options of `SessionCookies` as JavaScript gives them, read in one way for both entries: every one looked at, none passed over.

import { Given } from './edge/builder/given.js';
import { secretOctets } from './edge/builder/sources.js';
import { ConfigError } from './edge/config_error.js';
import { wrong } from './text.js';
import type { Claims, OnDenied } from './types.js';

const STRATEGIES = ['compact', 'jwt', 'jwe'] as const;
const KNOWN = [
  'secret', 'secrets', 'secretEnv', 'baseUrl', 'verifier', 'issuer', 'strategy', 'prefix', 'sessionTokenName', 'sessionDataName', 'version', 'secure',
  'leeway', 'maxDataAge', 'revokedIf', 'allowedOrigins', 'onDenied',
];

/** What was given; undefined where nothing was, or null, which is as good. */
export interface GivenSessions<V> {
  /** The newest first; or the name of the environment variable of one. */
  readonly secrets: readonly Uint8Array<ArrayBuffer>[] | string;
  readonly baseUrl: string | undefined;
  readonly verifier: V | undefined;
  readonly issuer: string | undefined;
  readonly strategy: (typeof STRATEGIES)[number] | undefined;
  readonly prefix: string | undefined;
  readonly sessionTokenName: string | undefined;
  readonly sessionDataName: string | undefined;
  /** Null is no absence here: it is "any version". */
  readonly version: string | null | undefined;
  readonly secure: boolean | undefined;
  readonly leeway: number | undefined;
  readonly maxDataAge: number | undefined;
  readonly revokedIf: ((claims: Claims) => unknown) | undefined;
  readonly allowedOrigins: readonly string[] | undefined;
  readonly onDenied: OnDenied | undefined;
}

/** `isVerifier` knows those of the entry that asks. Throws a TypeError, or `ConfigError`. */
export function readSessionOptions<V>(options: object, isVerifier: (value: unknown) => value is V): GivenSessions<V> {
  const given = new Given(options, 'SessionCookies', KNOWN);
  return {
    secrets: secretsOf(given),
    baseUrl: given.text('baseUrl') ?? undefined,
    verifier: verifierOf(given, isVerifier),
    issuer: given.text('issuer') ?? undefined,
    strategy: strategyOf(given),
    prefix: given.text('prefix') ?? undefined,
    sessionTokenName: given.text('sessionTokenName') ?? undefined,
    sessionDataName: given.text('sessionDataName') ?? undefined,
    version: given.wasNull('version') ? null : (given.text('version') ?? undefined),
    secure: given.choice('secure') ?? undefined,
    leeway: given.number('leeway') ?? undefined,
    maxDataAge: given.number('maxDataAge') ?? undefined,
    revokedIf: (given.plainFunction('revokedIf') ?? undefined) as ((claims: Claims) => unknown) | undefined,
    allowedOrigins: given.names('allowedOrigins') ?? undefined,
    onDenied: (given.plainFunction('onDenied') ?? undefined) as OnDenied | undefined,
  };
}

/** From the one place that was given. */
function secretsOf(given: Given): readonly Uint8Array<ArrayBuffer>[] | string {
  const [secret, secrets, name] = [given.take('secret'), given.take('secrets'), given.text('secretEnv')];
  const places = [secret, secrets, name ?? undefined].filter((place) => place !== undefined);
  if (places.length !== 1) {
    throw new ConfigError('Give the secret in one way: secret: "...", secrets: [...] or secretEnv: "BETTER_AUTH_SECRET".');
  }
  if (name !== null) return name;
  const list: unknown = secret ?? secrets;
  return (Array.isArray(list) ? list : [list]).map((one: unknown) => secretOctets(versioned(one)));
}

/** Better Auth names its secrets by version, `{ version, value }`; their order is what counts. */
function versioned(secret: unknown): unknown {
  const isObject = typeof secret === 'object' && secret !== null && 'value' in secret;
  return isObject ? secret.value : secret;
}

function strategyOf(given: Given): (typeof STRATEGIES)[number] | undefined {
  const name = given.text('strategy');
  if (name === null) return undefined;
  const strategy = STRATEGIES.find((known) => known === name);
  if (strategy !== undefined) return strategy;
  throw new ConfigError(`The strategy ${JSON.stringify(name)} does not exist: choose ${STRATEGIES.join(', ')}, or leave it out.`);
}

function verifierOf<V>(given: Given, isVerifier: (value: unknown) => value is V): V | undefined {
  const verifier = given.take('verifier');
  if (verifier === undefined || isVerifier(verifier)) return verifier;
  throw wrong('verifier', 'a Verifier of this entry', verifier);
}
