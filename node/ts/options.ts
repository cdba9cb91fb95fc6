//! The options of `Verifier` as the addon takes them: every one looked at, none passed over.

import { ConfigError } from './config_error.js';
import { fetcher } from './fetch.js';
import type { Native } from './native.js';
import { text, wrong } from './text.js';
import type { FetchKeys, KeySources, OneOf, OnDenied, Overrides, VerifierOptions } from './types.js';


/** What the addon is told. */
export type NativeOptions = Parameters<Native['build']>[0];

type Given = Readonly<Record<string, unknown>>;

const KEY_SOURCES = ['secret', 'secretEnv', 'pem', 'jwk', 'jwks', 'jwksFile', 'jwksUrl', 'discovery'] as const satisfies readonly (keyof KeySources)[];
const TEXTS = ['typ', 'subject', 'subjectInt', 'scopesFrom', 'tokenHeader', 'cookie', 'resourceMetadata', 'realm', 'caPem'] as const;
const NUMBERS = ['leeway', 'maxTokenAge', 'maxTokenBytes', 'maxAge', 'maxStale', 'cooldown'] as const;
const SWITCHES = ['optionalSubject', 'allowUnboundUse', 'problemBodies', 'allowHttp', 'headerCache'] as const;
const NAMES = ['algorithms', 'required', 'allowedOrigins'] as const;
const OTHERS = ['require', 'revokedIf', 'fetch', 'fetchHeaders', 'jwksSnapshot', 'tokenCache', 'onDenied'] as const;
const CHOICES = ['issuer', 'anyIssuer', 'audience', 'anyAudience'] as const;
const KNOWN: ReadonlySet<string> = new Set([...KEY_SOURCES, ...TEXTS, ...NUMBERS, ...SWITCHES, ...NAMES, ...OTHERS, ...CHOICES]);

/** What the shell itself needs of the options. */
export interface Read {
  readonly native: NativeOptions;
  readonly onDenied: OnDenied | undefined;
  readonly revokedIf: ((claims: never) => unknown) | undefined;
  /** How many tokens are remembered. */
  readonly remembered: number;
}

/** Options of a verifier from nothing: issuer, audience and keys must be chosen. */
export function readOptions(options: VerifierOptions): Read {
  const given = entries(options);
  const issuer = choice(given, 'issuer', 'anyIssuer');
  const audience = choice(given, 'audience', 'anyAudience');
  const keys = keySource(given);
  if (keys === undefined) throw new ConfigError(`No keys were given: choose one of ${KEY_SOURCES.join(', ')}.`);
  return read(given, { issuer, audience, ...keys });
}

/** Options that replace parts of a preset. */
export function readOverrides(overrides: Overrides | undefined): Read {
  const given = entries(overrides ?? {});
  if (given['anyIssuer'] !== undefined) throw new ConfigError('A preset names its issuer: replace it with issuer: "...".');
  const anyAudience = flag(given, 'anyAudience');
  return read(given, { issuer: names(given, 'issuer'), audience: names(given, 'audience'), anyAudience, ...keySource(given) });
}

/** One name or several, as a list. */
export function listOf(value: unknown, name: string): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((one) => text(one, name));
}

function read(given: Given, chosen: NativeOptions): Read {
  const native: NativeOptions = { ...chosen };
  for (const name of TEXTS) native[name] = optional(given, name, text);
  for (const name of NUMBERS) native[name] = optional(given, name, number);
  for (const name of SWITCHES) native[name] = flag(given, name);
  // It decides alike with and without, and here there is nothing to be said against it.
  native.headerCache ??= true;
  for (const name of NAMES) native[name] = names(given, name);
  native.require = optional(given, 'require', required);
  native.fetchHeaders = optional(given, 'fetchHeaders', pairs);
  native.jwksSnapshot = optional(given, 'jwksSnapshot', json);
  const fetch = optional(given, 'fetch', plainFunction);
  if (fetch !== undefined) native.fetch = fetcher(fetch as FetchKeys);
  const bounds = optional(given, 'tokenCache', cacheBounds);
  native.tokenCacheEntries = bounds?.entries;
  native.tokenCacheBytes = bounds?.bytes;
  return {
    native,
    onDenied: optional(given, 'onDenied', plainFunction) as OnDenied | undefined,
    revokedIf: optional(given, 'revokedIf', plainFunction) as Read['revokedIf'],
    remembered: bounds?.entries ?? 0,
  };
}

/** Each option is read once, so that a getter cannot answer twice in two ways. */
function entries(options: object): Given {
  if (typeof options !== 'object' || options === null) throw wrong('options', 'an object', options);
  const given = Object.fromEntries(Object.entries(options));
  const unknown = Object.keys(given).find((name) => !KNOWN.has(name));
  if (unknown !== undefined) throw new TypeError(`Verifier has no option ${JSON.stringify(unknown)}`);
  return given;
}

function choice(given: Given, what: string, any: string): string[] | undefined {
  const chosen = names(given, what);
  if ((chosen !== undefined) === (flag(given, any) === true)) {
    throw new ConfigError(`Choose the ${what}: give either ${what}: "..." or ${any}: true.`);
  }
  return chosen;
}

function keySource(given: Given): NativeOptions | undefined {
  const chosen = KEY_SOURCES.filter((name) => given[name] !== undefined && given[name] !== null && given[name] !== false);
  const [source, another] = chosen;
  if (source === undefined) return undefined;
  if (another !== undefined) {
    throw new ConfigError(`Keys come from one place, and ${chosen.join(' and ')} were given: choose one.`);
  }
  const value = given[source];
  switch (source) {
    case 'secret':
      return { secret: secrets(value) };
    case 'jwk':
    case 'jwks':
      return { [source]: json(value, source) };
    case 'discovery':
      return { discovery: flag(given, source) };
    default:
      return { [source]: text(value, source) };
  }
}

/** Never names the value: it is a secret. */
export function secrets(value: unknown): Uint8Array[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.map((one) => {
    if (typeof one === 'string' && one.isWellFormed()) return new TextEncoder().encode(one);
    if (one instanceof Uint8Array) return one;
    throw new TypeError('secret: give a string, a Uint8Array, or a list of them while rotating');
  });
}

function required(value: unknown, name: string): string {
  if (typeof value !== 'object' || value === null) throw wrong(name, 'an object of claims and their values', value);
  const all = Object.entries(value).map(([claim, values]: [string, unknown]) => {
    const list = (Array.isArray(values) ? values : [values]) as readonly OneOf[];
    const good = list.every((one) => typeof one === 'string' || typeof one === 'boolean' || Number.isSafeInteger(one));
    if (!good) throw wrong(`${name}.${claim}`, 'strings, booleans or integers', 'something else');
    return [claim, list];
  });
  return JSON.stringify(all);
}

function pairs(value: unknown, name: string): [string, string][] {
  if (typeof value !== 'object' || value === null) throw wrong(name, 'an object of names and values', value);
  return Object.entries(value).map(([field, content]: [string, unknown]) => [field, text(content, `${name}.${field}`)]);
}

/** JSON text: a string as it is, anything else as `JSON.stringify` writes it. */
function json(value: unknown, name: string): string {
  if (typeof value === 'string') return text(value, name);
  if (typeof value !== 'object' || value === null) throw wrong(name, 'an object or JSON text', value);
  return JSON.stringify(value);
}

function cacheBounds(value: unknown, name: string): { entries: number; bytes: number } {
  if (typeof value !== 'object' || value === null) throw wrong(name, '{ entries, bytes }', value);
  const { entries: count, bytes } = value as Record<string, unknown>;
  return { entries: size(count, `${name}.entries`), bytes: size(bytes, `${name}.bytes`) };
}

function size(value: unknown, name: string): number {
  if (!Number.isSafeInteger(value) || (value as number) < 0) throw wrong(name, 'a whole number', value);
  return value as number;
}

function plainFunction(value: unknown, name: string): (...words: never) => unknown {
  if (typeof value !== 'function') throw wrong(name, 'a function', value);
  if (name !== 'fetch' && value.constructor.name === 'AsyncFunction') {
    throw new ConfigError(`${name} is an async function, and it is called where nothing can be awaited: give a plain one.`);
  }
  return value as (...words: never) => unknown;
}

function number(value: unknown, name: string): number {
  if (typeof value !== 'number') throw wrong(name, 'a number', value);
  return value;
}

function names(given: Given, name: string): string[] | undefined {
  return optional(given, name, listOf);
}

function flag(given: Given, name: string): boolean | undefined {
  return optional(given, name, (value) => {
    if (typeof value !== 'boolean') throw wrong(name, 'true or false', value);
    return value;
  });
}

/** Undefined and null are as good as not given. */
function optional<T>(given: Given, name: string, read: (value: unknown, name: string) => T): T | undefined {
  const value = given[name];
  return value === undefined || value === null ? undefined : read(value, name);
}
