//! What a configuration must not say, with a sentence that says what to change.

import { isSymmetric, type Algorithm } from '../algorithm.js';
import { ConfigError } from '../config_error.js';
import { fitsQuotedString, type Presentation } from '../challenge.js';
import { debugText, plain } from '../written.js';
import { equalsIgnoringCase, trimUnicode } from '../text.js';
import type { Settings } from './settings.js';

export function checkNames(what: 'issuer' | 'audience', names: readonly string[] | null): void {
  if (names?.length === 0) {
    const any = what === 'issuer' ? 'anyIssuer' : 'anyAudience';
    throw new ConfigError(`The list of ${what}s is empty: name one, or choose ${any}: true.`);
  }
  if (names?.some((name) => name === '' || trimUnicode(name) !== name) === true) {
    throw new ConfigError(
      `An ${what} is empty or has white space around it: write it exactly as the token has it.`,
    );
  }
}

export function checkClaims(settings: Settings): void {
  const { subject, oneOf, required, typ, keys, issuers, audiences } = settings;
  if ([...required, ...oneOf.keys(), subject.claim].includes('')) {
    throw new ConfigError("A claim's name is empty: name the claim.");
  }
  for (const [claim, values] of oneOf) {
    if (values.length > 0) continue;
    throw new ConfigError(`require lists no value for ${debugText(claim)}: no token could pass.`);
  }
  if (typ === '') throw new ConfigError('typ is empty: name a type such as at+jwt, or leave it out.');
  const bareSecret = keys?.kind === 'secret' && issuers === null && audiences === null;
  if (bareSecret && subject.kind === 'text' && ['email', 'userId'].includes(subject.claim)) {
    throw new ConfigError(
      `subject: ${debugText(subject.claim)} with a bare secret would take Better Auth's e-mail links for access tokens, ` +
        'which it signs with the same secret: name an issuer or audience, or use another claim.',
    );
  }
}

export function checkTransport({ transport, maxTokenBytes }: Settings): void {
  if (!(maxTokenBytes >= 64)) throw new ConfigError('maxTokenBytes is below 64: no token is that short.');
  const { header, cookie, origins } = transport;
  for (const name of [header, cookie]) {
    if (name !== null) checkCookieName(name, 'header or cookie');
  }
  checkOrigins(origins);
  if (cookie === null && origins.length > 0) {
    throw new ConfigError('allowedOrigins guard a cookie, and none is named: name it with cookie: ....');
  }
  if (header !== null && equalsIgnoringCase(header, 'authorization')) {
    throw new ConfigError('Authorization is always read: tokenHeader: ... is for another header.');
  }
}

/** A name of a cookie, or of a header: both are tokens (RFC 6265 section 4.1.1). */
export function checkCookieName(name: string, what: string): void {
  if (!/^[!#-'*+\-.0-9A-Z^-z|~]+$/.test(name)) throw new ConfigError(`${debugText(name)} is no name of a ${what}.`);
}

export function checkOrigins(origins: readonly string[]): void {
  if (origins.every((origin) => URL.canParse(origin) && new URL(origin).origin === origin)) return;
  // Not shown: it may hold a password.
  throw new ConfigError(
    'An allowed origin is not one: write scheme, host and port alone, such as https://app.example.com.',
  );
}

export function checkCache({ tokenCache }: Settings): void {
  if (tokenCache !== null && (tokenCache.entries <= 0 || tokenCache.bytes <= 0)) {
    throw new ConfigError('The token cache has no room: give it entries and bytes, or leave it out.');
  }
}

export function checkSeconds(name: string, value: number, least: number, most: number): void {
  if (value >= least && value <= most) return;
  throw new ConfigError(`${name} is ${plain(value)} seconds: choose ${plain(least)} to ${plain(most)}.`);
}

export function checkPresentation(given: Presentation): void {
  for (const name of ['realm', 'resourceMetadata'] as const) {
    const text = given[name];
    if (text !== null && (text === '' || !fitsQuotedString(text))) {
      throw new ConfigError(`${name} must be plain ASCII without quotes: it stands in a header.`);
    }
  }
}

/** Secrets sign with HMAC, keys with everything else. */
export function checkFamily(algorithm: Algorithm, written: string, isSecret: boolean): void {
  if (isSymmetric(algorithm) === isSecret) return;
  throw new ConfigError(
    isSecret
      ? `${written} needs a public key, but a secret was given: give the issuer's keys, or allow HS256.`
      : `${written} needs a shared secret, but public keys were given: whoever knows them could sign.`,
  );
}
