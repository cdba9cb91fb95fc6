//! Where the token comes from: one place, one credential, never the query string (RFC 6750 section 2.1).

import { fieldOf } from '../request_head.js';
import type { RequestHead } from '../types.js';
import { Denial, type Details } from './denial/denial.js';
import { quoted } from './denial/explanation.js';
import { equalsIgnoringCase, lossyTextOf, octetsOf, textOf, trimAscii } from './text.js';

/** Which headers may carry a token. */
export interface Transport {
  /** Another header with a bare token, such as `Cf-Access-Jwt-Assertion`. */
  readonly header: string | null;
  readonly cookie: string | null;
  /** Origins that may send the cookie with an unsafe method. */
  readonly origins: readonly string[];
}

/** The fields that matter, from one pass over all of them. Each unit of a value is one octet, as `Headers` has them. */
export interface Fields {
  readonly authorization: string[];
  readonly header: string[];
  readonly origin: string[];
  readonly fetchSite: string[];
  readonly cookies: string[];
  websocket: boolean;
}

/**
 * The token of a request. Null if none of the places is there at all: then a request may count as anonymous. The Authorization header
 * wins, and a bad one never falls back to another place.
 */
export function findToken(transport: Transport, request: RequestHead): string | null {
  const fields = readFields(transport, request.headers);
  const authorization = once(fields.authorization, 'several Authorization headers');
  if (authorization !== null) return credential(authorization);
  const header = once(fields.header, 'the token header several times');
  if (header !== null) return bareToken(header);
  return transport.cookie === null ? null : cookieToken(transport, transport.cookie, request.method, fields);
}

export function readFields(transport: Transport, headers: RequestHead['headers']): Fields {
  const fields: Fields = { authorization: [], header: [], origin: [], fetchSite: [], cookies: [], websocket: false };
  for (const field of headers) {
    const [name, value] = fieldOf(field);
    if (equalsIgnoringCase(name, 'authorization')) {
      fields.authorization.push(value);
    } else if (transport.header !== null && equalsIgnoringCase(name, transport.header)) {
      fields.header.push(value);
    } else if (transport.cookie !== null) {
      readGuard(fields, name, value);
    }
  }
  return fields;
}

/** The fields that only guard cookies. */
function readGuard(fields: Fields, name: string, value: string): void {
  if (equalsIgnoringCase(name, 'cookie')) fields.cookies.push(value);
  else if (equalsIgnoringCase(name, 'origin')) fields.origin.push(value);
  else if (equalsIgnoringCase(name, 'sec-fetch-site')) fields.fetchSite.push(value);
  else if (equalsIgnoringCase(name, 'upgrade')) fields.websocket ||= value.split(',').some(isWebsocket);
}

/** A member of Upgrade, which is a list of names, each with or without a version (RFC 9110 section 7.8). */
function isWebsocket(protocol: string): boolean {
  const [name = ''] = protocol.split('/');
  return equalsIgnoringCase(trimAscii(name), 'websocket');
}

function cookieToken(transport: Transport, name: string, method: string, fields: Fields): string | null {
  const begin = `${name}=`;
  const pairs = fields.cookies.flatMap((value) => value.split(';')).map(trimAscii);
  const [token, ...others] = pairs.filter((pair) => pair.startsWith(begin)).map((pair) => pair.slice(begin.length));
  if (token === undefined) return null;
  // A cookie planted from a sibling domain comes beside the real one: which is which cannot be told.
  if (others.some((other) => other !== token)) throw several('the token cookie with several values');
  checkOrigin(transport.origins, method, fields);
  return text(token, 'a token cookie that is not text');
}

/** Browsers send cookies with requests of other sites too: what could change something must say where it comes from. */
export function checkOrigin(origins: readonly string[], method: string, fields: Fields): void {
  if (['GET', 'HEAD', 'OPTIONS'].includes(method) && !fields.websocket) return;
  if (fields.fetchSite.length === 1 && fields.fetchSite[0] === 'same-origin') return;
  const origin = fields.origin.length === 1 ? fields.origin[0] : undefined;
  if (origin !== undefined && origins.includes(origin)) return;
  throw new Denial('origin_not_allowed', {
    expected: `an Origin of ${quoted(origins.join(' '))}`,
    received: origin === undefined ? 'none' : quoted(lossy(origin)),
  });
}

/** The one credential of an Authorization header. */
function credential(field: string): string {
  const value = trimAscii(field);
  const scheme = /^[A-Za-z0-9!#$%&'*+\-.^_`|~]*/.exec(value)?.[0] ?? '';
  if (!equalsIgnoringCase(scheme, 'bearer')) {
    // `Basic x, Bearer y` is two credentials; `Digest a="1", b="2"` is one of another scheme.
    const [, ...behind] = value.split(',');
    if (behind.map(trimAscii).some(beginsWithBearer)) throw several('several credentials, joined by commas');
    throw otherScheme(value, scheme);
  }
  const rest = value.slice(scheme.length);
  if (rest.includes(',')) throw several('several credentials, joined by commas');
  const token = rest.slice(1);
  if (!rest.startsWith(' ') || token === '') throw malformed({ received: '`Bearer` without a token behind one space' });
  if (token.startsWith(' ')) throw malformed({ received: 'more than one space after `Bearer`' });
  if (beginsWithBearer(token)) {
    const hint = 'the word Bearer is doubled: one comes from the client library';
    throw malformed({ received: '`Bearer Bearer ...`', hint });
  }
  return text(token, 'a token that is not text');
}

function bareToken(field: string): string {
  const token = trimAscii(field);
  if (token === '') throw new Denial('token_missing', { received: 'an empty token header' });
  return text(token, 'a token that is not text');
}

function otherScheme(value: string, scheme: string): Denial {
  const expected = 'Authorization: Bearer <token>';
  // Never the value: it may be a token without its scheme.
  if (value === '') return new Denial('token_missing', { expected, received: 'an empty Authorization header' });
  if (value[scheme.length] !== ' ' || scheme.length > 32) {
    const hint = 'write `Bearer ` before the token';
    return new Denial('token_missing', { expected, received: 'a credential without a scheme', hint });
  }
  return new Denial('token_missing', { expected, received: `the scheme ${quoted(scheme)}` });
}

function beginsWithBearer(value: string): boolean {
  return equalsIgnoringCase(value.slice(0, 7), 'bearer ');
}

/** The one value of a field; null if it is absent. */
function once(values: readonly string[], what: string): string | null {
  if (values.length > 1) throw several(what);
  return values[0] ?? null;
}

/** The text whose octets these units are. */
function text(units: string, otherwise: string): string {
  const read = isAscii(units) ? units : textOf(octetsOfUnits(units));
  if (read === null) throw malformed({ received: otherwise });
  return read;
}

function lossy(units: string): string {
  return isAscii(units) ? units : lossyTextOf(octetsOfUnits(units));
}

function isAscii(units: string): boolean {
  return /^[\0-\x7f]*$/.test(units);
}

/** What is no octet (above U+00FF) goes as its UTF-8. */
export function octetsOfUnits(units: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Array.from(units).flatMap((unit) => (unit <= '\xff' ? [unit.charCodeAt(0)] : [...octetsOf(unit)])));
}

function several(what: string): Denial {
  return new Denial('authorization_malformed', { expected: 'one credential', received: what });
}

function malformed(details: Details): Denial {
  return new Denial('token_malformed', { expected: 'Authorization: Bearer <token>', ...details });
}
