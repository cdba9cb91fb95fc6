//! Where keys come from: exactly one place.

import { text, wrong } from '../../text.js';
import { ConfigError } from '../config_error.js';
import type { Octets } from '../key/material.js';
import { isWellFormed, octetsOf, trimUnicode } from '../text.js';
import { type Given, jsonOf } from './given.js';
import type { KeyInput } from './settings.js';

export const SOURCES = ['secret', 'secretEnv', 'pem', 'jwk', 'jwks', 'jwksFile', 'jwksUrl', 'discovery'] as const;

/** The one key source that was given. */
export function keySource(given: Given): KeyInput | null {
  const values = SOURCES.map((name) => [name, given.take(name)] as const);
  const [first, ...others] = values.filter(([, value]) => value !== undefined && value !== false);
  if (first === undefined) return null;
  if (others.length > 0) {
    const several = [first, ...others].map(([name]) => name).join(' and ');
    throw new ConfigError(`Keys come from one place, and ${several} were given: choose one.`);
  }
  return input(...first);
}

/** The sentence for who gave none. */
export function noKeySource(): ConfigError {
  return new ConfigError(`No keys were given: choose one of ${SOURCES.join(', ')}.`);
}

function input(name: (typeof SOURCES)[number], value: unknown): KeyInput {
  switch (name) {
    case 'secret':
      return { kind: 'secret', secrets: (Array.isArray(value) ? value : [value]).map(secretOctets) };
    case 'secretEnv':
      return { kind: 'secret', secrets: [secretFromEnvironment(text(value, name))] };
    case 'pem':
      return { kind: 'pem', text: text(value, name) };
    case 'jwk':
    case 'jwks':
      return { kind: name, text: jsonOf(name, value) };
    case 'jwksFile':
      throw new ConfigError('jwksFile is not for bearward/edge, which has no files: import the key set and give it as jwks: ....');
    case 'jwksUrl':
      return { kind: 'url', url: text(value, name) };
    case 'discovery':
      if (value !== true) throw wrong(name, 'true or false', value);
      return { kind: 'discovery' };
  }
}

/** A copy: what the caller does with the octets afterwards changes nothing. */
export function secretOctets(value: unknown): Octets {
  if (typeof value === 'string' && isWellFormed(value)) return octetsOf(value);
  if (value instanceof Uint8Array) return Uint8Array.from(value);
  throw new TypeError('secret: give a string, a Uint8Array, or a list of them while rotating');
}

interface Environment {
  readonly process?: { readonly env?: Readonly<Record<string, string | undefined>> };
  readonly Deno?: { readonly env?: { get(name: string): string | undefined } };
}

/** Node.js, Bun, Next.js and Workers with Node compatibility have `process.env`. */
export function secretFromEnvironment(name: string): Octets {
  const { process, Deno } = globalThis as Environment;
  const value = process?.env?.[name] ?? Deno?.env?.get(name);
  if (name === '') throw new ConfigError("The name of the secret's environment variable is empty.");
  if (value === undefined && !isVariableName(name)) {
    throw new ConfigError(
      'What was given for the secret is no name of a variable: give the name of the environment variable, not the secret.',
    );
  }
  const shown = isVariableName(name) ? name : "The secret's variable";
  if (value === undefined) throw new ConfigError(`${shown} is not set: set it to the issuer's secret.`);
  if (value === '') throw new ConfigError(`${shown} is empty: set it to the issuer's secret.`);
  if (trimUnicode(value) !== value) {
    throw new ConfigError(`${shown} has white space around it: remove it, the issuer would sign with another secret.`);
  }
  return octetsOf(value);
}

/** True if it looks like a variable's name and not like a secret that was given in its place: then nothing may repeat it. */
function isVariableName(name: string): boolean {
  const isMixed = /[A-Z]/.test(name) && /[a-z]/.test(name) && /[0-9]/.test(name);
  const isRandom = name.length >= 24 && (isMixed || !name.includes('_'));
  return /^[A-Za-z_][A-Za-z0-9_]{0,63}$/.test(name) && !isRandom;
}
