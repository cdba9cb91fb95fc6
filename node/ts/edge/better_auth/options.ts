//! The options of `SessionCookies`: what is wrong with a configuration is said at start.

import { text } from '../../text.js';
import type { OnDenied } from '../../types.js';
import { build } from '../builder/build.js';
import { checkCookieName, checkOrigins, checkSeconds } from '../builder/checks.js';
import { Given } from '../builder/given.js';
import { fromPreset } from '../builder/options.js';
import { secretFromEnvironment, secretOctets } from '../builder/sources.js';
import { DEFAULT_PRESENTATION } from '../challenge.js';
import { DEFAULT_LEEWAY } from '../claims/expect.js';
import { ConfigError } from '../config_error.js';
import type { Octets } from '../key/material.js';
import { SecretKeys } from '../key/secret.js';
import { betterAuth } from '../presets/presets.js';
import type { Inner } from '../verifier/decide.js';
import type { RevokedIf } from '../verifier/member.js';
import type { Sessions, Strategy } from './decide.js';
import { type CookieNames, SECURE } from './jar.js';
import { JweKeys } from './jwe.js';
import { type PublicKeys, TYPE } from './jwt.js';
import { MacKey } from './mac_key.js';

const KNOWN = [
  'secret', 'secrets', 'secretEnv', 'baseUrl', 'verifier', 'issuer', 'strategy', 'prefix', 'sessionTokenName', 'sessionDataName', 'version', 'secure',
  'leeway', 'maxDataAge', 'revokedIf', 'allowedOrigins', 'onDenied',
];
const STRATEGIES: readonly Strategy[] = ['compact', 'jwt', 'jwe'];

/** What session cookies are decided by. `innerOf` knows verifiers. Throws `ConfigError`. */
export function readSessions(options: object, innerOf: (verifier: object) => Inner): Sessions {
  const given = new Given(options, 'SessionCookies', KNOWN);
  // Null is no absence here: it is "any version".
  const version = 'version' in options && options.version === null ? null : (given.text('version') ?? '1');
  given.take('version');
  const secrets = secretsOf(given);
  const [newest] = secrets;
  // All are checked; the newest alone signs.
  new SecretKeys(secrets, ['HS256']);
  if (newest === undefined) throw new ConfigError('No secret was given: give one, or up to three while rotating.');
  const baseUrl = given.text('baseUrl');
  const names = namesOf(given, baseUrl);
  const origins = originsOf(given, baseUrl);
  const leeway = given.number('leeway') ?? DEFAULT_LEEWAY;
  checkSeconds('leeway', leeway, 0, 3600);
  const maxDataAge = given.number('maxDataAge');
  if (maxDataAge !== null) checkSeconds('maxDataAge', maxDataAge, 1, 1e10);
  const verifier = verifierOf(given, baseUrl, innerOf);
  const issuer = given.text('issuer');
  const onDenied = (given.plainFunction('onDenied') as OnDenied | null) ?? verifier?.onDenied;
  const revokedIf = given.plainFunction('revokedIf') as RevokedIf | null;
  const strategy = strategyOf(given);
  return {
    names,
    strategy,
    key: new MacKey(newest),
    jwt: { shared: new SecretKeys([newest], ['HS256']), public: verifier === null ? null : publicKeys(verifier, issuer) },
    jwe: new JweKeys(secrets),
    freshness: { version, leeway, maxDataAge },
    revokedIf,
    presentation: verifier?.presentation ?? DEFAULT_PRESENTATION,
    onDenied,
    transport: { header: null, cookie: '', origins },
  };
}

/** The newest first, from the one place that was given. */
function secretsOf(given: Given): readonly Octets[] {
  const [secret, secrets, name] = [given.take('secret'), given.take('secrets'), given.text('secretEnv')];
  const places = [secret, secrets, name ?? undefined].filter((place) => place !== undefined);
  if (places.length !== 1) {
    throw new ConfigError('Give the secret in one way: secret: "...", secrets: [...] or secretEnv: "BETTER_AUTH_SECRET".');
  }
  if (name !== null) return [secretFromEnvironment(name)];
  const list: unknown = secret ?? secrets;
  return (Array.isArray(list) ? list : [list]).map((one: unknown) => secretOctets(versioned(one)));
}

/** Better Auth's `{ version, value }`, or the value alone. */
function versioned(secret: unknown): unknown {
  const isObject = typeof secret === 'object' && secret !== null && 'value' in secret;
  return isObject ? secret.value : secret;
}

function strategyOf(given: Given): Strategy | null {
  const name = given.text('strategy');
  if (name === null) return null;
  const strategy = STRATEGIES.find((known) => known === name);
  if (strategy === undefined) {
    throw new ConfigError(`The strategy ${JSON.stringify(name)} does not exist: choose ${STRATEGIES.join(', ')}, or leave it out.`);
  }
  return strategy;
}

function namesOf(given: Given, baseUrl: string | null): CookieNames {
  const prefix = given.text('prefix') ?? 'better-auth';
  const token = given.text('sessionTokenName') ?? `${prefix}.session_token`;
  const data = given.text('sessionDataName') ?? `${prefix}.session_data`;
  for (const name of [token, data]) {
    if (prefix === '') throw new ConfigError(`${JSON.stringify(name)} is no name of a cookie.`);
    checkCookieName(name, 'cookie');
    if (name.startsWith(SECURE)) {
      throw new ConfigError(`Leave ${SECURE} out of the cookies' names: secure says whether it stands in front.`);
    }
  }
  if (token === data || token.startsWith(`${data}.`)) {
    throw new ConfigError('Session token and session data need names of their own.');
  }
  return { token, data, secure: given.choice('secure') ?? (baseUrl === null ? null : baseUrl.startsWith('https:')) };
}

function originsOf(given: Given, baseUrl: string | null): readonly string[] {
  const origins = given.names('allowedOrigins');
  if (origins === null) return baseUrl !== null && URL.canParse(baseUrl) ? [new URL(baseUrl).origin] : [];
  checkOrigins(origins);
  return origins;
}

/** The verifier that was given, or Better Auth's at that address. */
function verifierOf(given: Given, baseUrl: string | null, innerOf: (verifier: object) => Inner): Inner | null {
  const ofUrl = baseUrl === null ? null : betterAuth(text(baseUrl, 'baseUrl'));
  const verifier = given.take('verifier');
  if (verifier !== undefined) {
    if (typeof verifier !== 'object' || verifier === null) throw new TypeError('verifier: give a Verifier');
    return innerOf(verifier);
  }
  return ofUrl === null ? null : build(fromPreset(ofUrl, {}));
}

function publicKeys({ members }: Inner, issuer: string | null): PublicKeys {
  const [member, ...others] = members;
  if (member === undefined || others.length > 0) {
    throw new ConfigError("The verifier is one of several issuers: give Better Auth's alone.");
  }
  if (member.keys.kind === 'secret') {
    throw new ConfigError(
      "The verifier holds a shared secret: session cookies have theirs already; give one of Better Auth's keys, or none.",
    );
  }
  return {
    keys: member.keys,
    rules: { algorithms: member.rules.algorithms, typ: TYPE },
    issuers: issuer === null ? member.expect.issuers : [issuer],
  };
}
