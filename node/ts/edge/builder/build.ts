//! From settings to a verifier: every fault of the configuration is found here.

import { ALGORITHMS, type AlgorithmSet, fromName, PUBLIC_KEY, setOf, shown } from '../algorithm.js';
import type { Expect } from '../claims/expect.js';
import { ConfigError } from '../config_error.js';
import { HeaderCache } from '../header_cache.js';
import { KeyFault } from '../key/key.js';
import { keyFromPem } from '../key/pem.js';
import { RevokedKeys } from '../key/revoked.js';
import { SecretKeys } from '../key/secret.js';
import { KeySet, SetFault } from '../key/set.js';
import { warn } from '../log.js';
import { DecisionCounters } from '../stats.js';
import { TokenCache } from '../token_cache.js';
import type { Inner } from '../verifier/decide.js';
import type { Keys } from '../verifier/keys.js';
import { checkCache, checkClaims, checkFamily, checkNames, checkPresentation, checkSeconds, checkTransport } from './checks.js';
import type { Configured } from './options.js';
import { discoverySource, urlSource } from './remote.js';
import type { KeyInput, Settings } from './settings.js';
import { debugText } from '../written.js';

/** The most leeway that can be asked for, in seconds. */
const MAX_LEEWAY = 3600;

/** A verifier's parts. Throws `ConfigError`. */
export function build({ settings, onDenied }: Configured): Inner {
  checkNames('issuer', settings.issuers);
  checkNames('audience', settings.audiences);
  checkClaims(settings);
  checkTransport(settings);
  checkCache(settings);
  checkSeconds('leeway', settings.leeway, 0, MAX_LEEWAY);
  if (settings.maxTokenAge !== null) checkSeconds('maxTokenAge', settings.maxTokenAge, 1, 1e10);
  checkPresentation(settings.presentation);
  const { keys: input, tokenCache } = settings;
  if (input === null) throw new ConfigError('No keys were given: choose secret, jwksUrl or another.');
  const allowed = allowedAlgorithms(input, settings.algorithms);
  sayWhatIsOpen(settings, input);
  const [keys, algorithms] = keysOf(input, allowed, settings);
  return {
    members: [
      {
        maxTokenBytes: settings.maxTokenBytes,
        rules: { algorithms, typ: settings.typ },
        expect: expectOf(settings),
        keys,
        revokedIf: settings.revokedIf,
      },
    ],
    maxTokenBytes: settings.maxTokenBytes,
    transport: settings.transport,
    presentation: settings.presentation,
    onDenied: onDenied ?? undefined,
    counters: new DecisionCounters(),
    headerCache: settings.headerCache ? new HeaderCache() : null,
    tokenCache: tokenCache === null ? null : new TokenCache(tokenCache),
  };
}

function expectOf(settings: Settings): Expect {
  const { issuers, audiences, leeway, maxTokenAge, required, oneOf, subject, allowUnboundUse, scopesFrom } = settings;
  return { issuers, audiences, leeway, maxTokenAge, required, oneOf, subject, allowUnboundUse, scopesFrom };
}

/** The allow-list. Null: whatever fits the key (a PEM without a list). */
function allowedAlgorithms(input: KeyInput, names: readonly string[] | null): AlgorithmSet | null {
  const isSecret = input.kind === 'secret';
  if (names === null) {
    if (isSecret) return ['HS256'];
    return input.kind === 'pem' ? null : PUBLIC_KEY;
  }
  const set = names.map((name) => {
    const algorithm = fromName(name);
    if (algorithm === null) {
      const known = shown(ALGORITHMS);
      throw new ConfigError(`The algorithm ${debugText(name)} is not accepted: choose among ${known}.`);
    }
    checkFamily(algorithm, name, isSecret);
    return algorithm;
  });
  if (set.length === 0) throw new ConfigError('The list of algorithms is empty: name one, or leave the list out.');
  return setOf(set);
}

function keysOf(input: KeyInput, allowed: AlgorithmSet | null, settings: Settings): [Keys, AlgorithmSet] {
  const list = allowed ?? PUBLIC_KEY;
  switch (input.kind) {
    case 'secret':
      return [{ kind: 'secret', secret: new SecretKeys(input.secrets, list), revoked: new RevokedKeys() }, list];
    case 'pem': {
      const key = orRefused('PEM', () => keyFromPem(input.text, allowed));
      return [fixed('PEM', KeySet.of(key), list), allowed ?? key.algorithms];
    }
    case 'jwk':
      return [fixed('JWK', orRefused('JWK', () => KeySet.fromJwk(input.text, list)), list), list];
    case 'jwks':
      return [fixed('key set', orRefused('key set', () => KeySet.fromJwks(input.text, list)), list), list];
    case 'url':
      return [{ kind: 'remote', source: urlSource(input.url, list, settings.remote) }, list];
    case 'discovery':
      return [{ kind: 'remote', source: discoverySource(settings.issuers, list, settings.remote) }, list];
  }
}

function fixed(what: string, set: KeySet, list: AlgorithmSet): Keys {
  for (const { why } of set.unusable) warn('a key of the set cannot be used', { source: what, why });
  if (!set.servesAny()) throw refused(what, `none of its keys fits an allowed algorithm (${shown(list)})`);
  return { kind: 'fixed', set, revoked: new RevokedKeys() };
}

function orRefused<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (why) {
    if (why instanceof KeyFault || why instanceof SetFault) throw refused(what, why.message);
    throw why;
  }
}

function refused(what: string, why: string): ConfigError {
  return new ConfigError(`The ${what} cannot be used: ${why}.`);
}

/** What was opted out of is said once, at the start. */
function sayWhatIsOpen({ issuers, audiences, oneOf, keysNameAudience }: Settings, input: KeyInput): void {
  if (audiences !== null) return;
  if (issuers === null && input.kind === 'secret') {
    warn('any issuer and any audience: this verifier accepts whatever the secret ever signed');
  } else if (oneOf.size === 0 && !keysNameAudience) {
    warn(
      'any audience: tokens for other APIs of the issuer pass; name the audience, or pin another claim with require: ...',
    );
  }
}
