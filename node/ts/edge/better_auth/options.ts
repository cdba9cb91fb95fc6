//! The options of `SessionCookies`: what is wrong with a configuration is said at start.

import type { GivenSessions } from '../../session_options.js';
import { text } from '../../text.js';
import { build } from '../builder/build.js';
import { checkCookieName, checkOrigins, checkSeconds } from '../builder/checks.js';
import { fromPreset } from '../builder/options.js';
import { secretFromEnvironment } from '../builder/sources.js';
import { DEFAULT_PRESENTATION } from '../challenge.js';
import { DEFAULT_LEEWAY } from '../claims/expect.js';
import { ConfigError } from '../config_error.js';
import { SecretKeys } from '../key/secret.js';
import { betterAuth } from '../presets/presets.js';
import type { Inner } from '../verifier/decide.js';
import type { Sessions } from './decide.js';
import { type CookieNames, SECURE } from './jar.js';
import { JweKeys } from './jwe.js';
import { type PublicKeys, TYPE } from './jwt.js';
import { MacKey } from './mac_key.js';

/** What session cookies are decided by. `innerOf` gives the parts of a verifier. Throws `ConfigError`. */
export function readSessions<V extends object>(given: GivenSessions<V>, innerOf: (verifier: V) => Inner): Sessions {
  const { baseUrl, issuer, maxDataAge, revokedIf, strategy, leeway = DEFAULT_LEEWAY, version = '1' } = given;
  const secrets = typeof given.secrets === 'string' ? [secretFromEnvironment(given.secrets)] : given.secrets;
  const [newest] = secrets;
  // All are checked; the newest alone signs.
  new SecretKeys(secrets, ['HS256']);
  if (newest === undefined) throw new ConfigError('No secret was given: give one, or up to three while rotating.');
  const names = namesOf(given);
  const origins = originsOf(given);
  checkSeconds('leeway', leeway, 0, 3600);
  if (maxDataAge !== undefined) checkSeconds('maxDataAge', maxDataAge, 1, 1e10);
  if (version === '') {
    throw new ConfigError('version is empty, and no session data has such a version: leave it out for "1", as Better Auth does.');
  }
  if (issuer === '') throw new ConfigError('issuer is empty: write the `iss` of asymmetric session data, or leave it out.');
  const ofUrl = baseUrl === undefined ? null : betterAuth(text(baseUrl, 'baseUrl'));
  const verifier = given.verifier === undefined ? ofUrl && build(fromPreset(ofUrl, {})) : innerOf(given.verifier);
  return {
    names,
    strategy: strategy ?? null,
    key: new MacKey(newest),
    jwt: { shared: new SecretKeys([newest], ['HS256']), public: verifier && publicKeys(verifier, issuer) },
    jwe: new JweKeys(secrets),
    freshness: { version, leeway, maxDataAge: maxDataAge ?? null },
    revokedIf: revokedIf ?? null,
    verifierRevokedIf: verifier?.members[0]?.revokedIf ?? null,
    presentation: verifier?.presentation ?? DEFAULT_PRESENTATION,
    onDenied: given.onDenied ?? verifier?.onDenied,
    transport: { header: null, cookie: '', origins },
  };
}

function namesOf({ baseUrl, prefix = 'better-auth', secure, ...given }: GivenSessions<object>): CookieNames {
  const token = given.sessionTokenName ?? `${prefix}.session_token`;
  const data = given.sessionDataName ?? `${prefix}.session_data`;
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
  // Of the parsed address: `HTTPS://` is https too, and plain cookies would pass there. What does not parse is refused with the keys.
  const isHttps = baseUrl === undefined ? null : URL.canParse(baseUrl) && new URL(baseUrl).protocol === 'https:';
  return { token, data, secure: secure ?? isHttps };
}

function originsOf({ allowedOrigins, baseUrl }: GivenSessions<object>): readonly string[] {
  if (allowedOrigins === undefined) return baseUrl !== undefined && URL.canParse(baseUrl) ? [new URL(baseUrl).origin] : [];
  checkOrigins(allowedOrigins);
  return allowedOrigins;
}

function publicKeys({ members }: Inner, issuer: string | undefined): PublicKeys {
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
    issuers: issuer === undefined ? member.expect.issuers : [issuer],
  };
}
