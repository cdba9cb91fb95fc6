//! The options of `Verifier`, put on the settings.

import { text, wrong } from '../../text.js';
import type { FetchKeys, OnDenied, Overrides, VerifierOptions } from '../../types.js';
import type { OneOf } from '../claims/expect.js';
import { ConfigError } from '../config_error.js';
import type { RevokedIf } from '../verifier/member.js';
import { Given } from './given.js';
import { defaults, type Settings } from './settings.js';
import { keySource, noKeySource, SOURCES } from './sources.js';

const KNOWN = [
  ...SOURCES, 'issuer', 'anyIssuer', 'audience', 'anyAudience', 'algorithms', 'leeway', 'maxTokenAge', 'typ', 'required', 'require', 'subject',
  'subjectInt', 'optionalSubject', 'allowUnboundUse', 'scopesFrom', 'maxTokenBytes', 'revokedIf', 'tokenHeader', 'cookie', 'allowedOrigins',
  'problemBodies', 'resourceMetadata', 'realm', 'allowHttp', 'maxAge', 'maxStale', 'cooldown', 'fetch', 'caPem', 'fetchHeaders', 'jwksSnapshot',
  'tokenCache', 'headerCache', 'onDenied',
];

/** What the options say, and who is told of denials. */
export interface Configured {
  readonly settings: Settings;
  readonly onDenied: OnDenied | null;
}

/** Settings from nothing: issuer, audience and keys must be chosen. */
export function fromOptions(options: VerifierOptions): Configured {
  const given = new Given(options, 'Verifier', KNOWN);
  const settings = defaults(choice(given, 'issuer', 'anyIssuer'));
  settings.audiences = choice(given, 'audience', 'anyAudience');
  settings.keys = keySource(given);
  if (settings.keys === null) throw noKeySource();
  return refined(settings, given);
}

/** A preset's settings, with the parts that the options replace. */
export function fromPreset(settings: Settings, overrides: Overrides): Configured {
  const given = new Given(overrides, 'Verifier', KNOWN);
  if (given.take('anyIssuer') !== undefined) {
    throw new ConfigError('A preset names its issuer: replace it with issuer: "...".');
  }
  settings.issuers = given.names('issuer') ?? settings.issuers;
  settings.audiences = given.names('audience') ?? settings.audiences;
  if (given.flag('anyAudience')) settings.audiences = null;
  settings.keys = keySource(given) ?? settings.keys;
  return refined(settings, given);
}

/** One or several names, or the visible word for none. */
function choice(given: Given, name: string, any: string): readonly string[] | null {
  const names = given.names(name);
  if ((names === null) === given.flag(any)) return names;
  throw new ConfigError(`Choose the ${name}: give either ${name}: "..." or ${any}: true.`);
}

/** Everything that has a default. */
function refined(settings: Settings, given: Given): Configured {
  settings.algorithms = given.names('algorithms') ?? settings.algorithms;
  settings.typ = given.text('typ') ?? settings.typ;
  settings.maxTokenBytes = given.number('maxTokenBytes') ?? settings.maxTokenBytes;
  settings.headerCache = given.choice('headerCache') ?? settings.headerCache;
  settings.tokenCache = tokenCache(given) ?? settings.tokenCache;
  refineClaims(settings, given);
  refineAnswers(settings, given);
  refineRemote(settings, given);
  const onDenied = given.plainFunction('onDenied') as OnDenied | null;
  return { settings, onDenied };
}

function refineClaims(settings: Settings, given: Given): void {
  settings.leeway = given.number('leeway') ?? settings.leeway;
  settings.maxTokenAge = given.number('maxTokenAge') ?? settings.maxTokenAge;
  settings.required.push(...(given.names('required') ?? []));
  for (const [claim, values] of given.pairs('require', 'an object of claims and their values')) {
    settings.oneOf.delete(claim);
    settings.oneOf.set(claim, (Array.isArray(values) ? values : [values]).map((value) => oneOf(claim, value)));
  }
  const [name, integer] = [given.text('subject'), given.text('subjectInt')];
  if (name !== null) settings.subject = { kind: 'text', claim: name };
  if (integer !== null) settings.subject = { kind: 'integer', claim: integer };
  if (given.flag('optionalSubject')) settings.subject = { kind: 'optional', claim: 'sub' };
  settings.allowUnboundUse = given.flag('allowUnboundUse') || settings.allowUnboundUse;
  settings.scopesFrom = given.text('scopesFrom') ?? settings.scopesFrom;
  settings.revokedIf = (given.plainFunction('revokedIf') as RevokedIf | null) ?? settings.revokedIf;
}

function refineAnswers(settings: Settings, given: Given): void {
  settings.transport = {
    header: given.text('tokenHeader') ?? settings.transport.header,
    cookie: given.text('cookie') ?? settings.transport.cookie,
    origins: given.names('allowedOrigins') ?? settings.transport.origins,
  };
  settings.presentation = {
    problem: given.flag('problemBodies') || settings.presentation.problem,
    resourceMetadata: given.text('resourceMetadata') ?? settings.presentation.resourceMetadata,
    realm: given.text('realm') ?? settings.presentation.realm,
  };
}

function refineRemote({ remote }: Settings, given: Given): void {
  remote.allowHttp = given.flag('allowHttp') || remote.allowHttp;
  remote.maxAge = given.number('maxAge') ?? remote.maxAge;
  remote.maxStale = given.number('maxStale') ?? remote.maxStale;
  remote.cooldown = given.number('cooldown') ?? remote.cooldown;
  remote.fetch = (given.anyFunction('fetch') as FetchKeys | null) ?? remote.fetch;
  remote.snapshot = given.json('jwksSnapshot') ?? remote.snapshot;
  const fields = given.pairs('fetchHeaders', 'an object of names and values');
  const headers = fields.map(([name, value]) => [name, text(value, `fetchHeaders.${name}`)] as const);
  remote.headers = { ...remote.headers, ...Object.fromEntries(headers) };
  if (given.text('caPem') !== null) {
    throw new ConfigError('caPem is not for bearward/edge: its runtime chooses whom it trusts. Give a fetch: ... of your own.');
  }
}

function tokenCache(given: Given): Settings['tokenCache'] {
  const value = given.take('tokenCache');
  if (value === undefined) return null;
  if (typeof value !== 'object' || value === null) throw wrong('tokenCache', '{ entries, bytes }', value);
  const { entries, bytes } = value as { readonly entries?: unknown; readonly bytes?: unknown };
  return { entries: size('tokenCache.entries', entries), bytes: size('tokenCache.bytes', bytes) };
}

function size(name: string, value: unknown): number {
  if (typeof value !== 'number' || !Number.isSafeInteger(value) || value < 0) throw wrong(name, 'a whole number', value);
  return value;
}

function oneOf(claim: string, value: unknown): OneOf {
  if (typeof value === 'string') return { kind: 'text', text: value };
  if (typeof value === 'boolean') return { kind: 'boolean', value };
  const isInteger = typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
  if (isInteger) return { kind: 'integer', digits: String(value) };
  throw new TypeError(`require.${claim}: give strings, booleans or integers of at least 0, not something else`);
}
