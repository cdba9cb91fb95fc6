//! The payload of session data: whose it is, and whether it belongs to the session token.

import { invalid, missing } from '../claims/faults.js';
import { issuerMismatch } from '../claims/parties.js';
import { numericDate } from '../claims/time.js';
import { Denial } from '../denial/denial.js';
import { quoted } from '../denial/explanation.js';
import { asNumber, asRaw, asText, type Keep, Malformed, type Members, type Node, readObject, typeName } from '../json/read.js';
import type { Octets } from '../key/material.js';
import { plain } from '../written.js';
import { textOf } from '../text.js';
import { parseDate } from './date.js';
import type { SessionToken } from './session_token.js';

/** The audience of asymmetric session data. */
const AUDIENCE = 'better-auth:session-cache';
/** The first millisecond of the year 10000. */
const END_OF_TIME = 253_402_300_800_000;

/** A payload that was proven genuine, and how. */
export interface Opened {
  readonly payload: Octets;
  readonly form: Form;
}

export type Form =
  /** Its own time of death stands beside the payload, in seconds. */
  | { readonly kind: 'compact'; readonly expiresAt: number }
  | { readonly kind: 'shared' }
  /** Signed by one of these issuers; null: by any. */
  | { readonly kind: 'asymmetric'; readonly issuers: readonly string[] | null }
  /** The issuer's answer, at this moment. */
  | { readonly kind: 'answer'; readonly at: number };

/** A payload of this token and of one user. Times in seconds. */
export interface Payload {
  /** As they are written. */
  readonly session: string;
  readonly user: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly version: string;
  readonly updatedAt: number;
  readonly cookieExpires: number;
  readonly sessionExpires: number;
  readonly notBefore: number | null;
}

const MEMBERS: Readonly<Record<string, Keep>> = {
  // In `sid` Better Auth puts the session token once more.
  session: 'raw', user: 'raw', aud: 'all', updatedAt: 'scalar', version: 'scalar', exp: 'scalar', nbf: 'scalar', iat: 'scalar',
  iss: 'scalar', sub: 'scalar', sid: 'raw',
};
const OF_SESSION: Readonly<Record<string, Keep>> = { token: 'raw', id: 'scalar', userId: 'scalar', expiresAt: 'scalar' };
const OF_USER: Readonly<Record<string, Keep>> = { id: 'scalar' };

/** Reads a payload: types and presence first, then whose it is. */
export async function readPayload({ payload, form }: Opened, token: SessionToken): Promise<Payload> {
  const members = object('a payload', textOf(payload), MEMBERS);
  const [session, user] = [rawObject(members, 'session'), rawObject(members, 'user')];
  const { expires: cookieExpires, notBefore } = timesOf(members, form);
  const updatedAt = form.kind === 'answer' ? form.at : millisecondsOf('updatedAt', needed(members, 'updatedAt')) / 1000;
  const version = versionOf(members);
  if (form.kind === 'asymmetric') checkParties(members, form.issuers);
  const ofSession = object('a session', session, OF_SESSION);
  const ofUser = object('a user', user, OF_USER);
  await checkToken(needed(ofSession, 'token', 'session.token'), 'session.token', token);
  if (form.kind === 'asymmetric') await checkToken(needed(members, 'sid'), 'sid', token);
  const sessionId = text(ofSession, 'id', 'session.id');
  const owner = text(ofSession, 'userId', 'session.userId');
  const userId = text(ofUser, 'id', 'user.id');
  if (owner !== userId) throw anotherUser('session.userId');
  if (form.kind === 'asymmetric' && text(members, 'sub') !== userId) throw anotherUser('sub');
  const sessionExpires = dateOf('session.expiresAt', needed(ofSession, 'expiresAt', 'session.expiresAt'));
  return { session, user, userId, sessionId, version, updatedAt, cookieExpires, sessionExpires, notBefore };
}

/** An integer of milliseconds, as a number. */
export function millisecondsOf(claim: string, node: Node): number {
  if (node.kind === 'integer' && Number(node.digits) < END_OF_TIME) return Number(node.digits);
  const number = asNumber(node);
  const received = number === null ? typeName(node) : plain(number);
  throw invalid(claim, 'an integer of milliseconds since 1970', received);
}

function timesOf(members: Members, form: Form): { expires: number; notBefore: number | null } {
  if (form.kind === 'compact') return { expires: form.expiresAt, notBefore: null };
  if (form.kind === 'answer') return { expires: Number.POSITIVE_INFINITY, notBefore: null };
  const expires = numericDate(members, 'exp');
  const notBefore = numericDate(members, 'nbf');
  numericDate(members, 'iat');
  if (expires === null) throw missing('exp');
  return { expires, notBefore };
}

/** Absent and empty count as "1". */
function versionOf(members: Members): string {
  const node = members.get('version');
  if (node === undefined) return '1';
  const version = asText(node);
  if (version === null) throw invalid('version', 'a string', typeName(node));
  return version === '' ? '1' : version;
}

function checkParties(members: Members, issuers: readonly string[] | null): void {
  const node = members.get('iss');
  const issuer = asText(node);
  if (node !== undefined && issuer === null) throw invalid('iss', 'a string', typeName(node));
  if (issuers !== null) {
    if (issuer === null) throw missing('iss');
    if (!issuers.includes(issuer)) throw issuerMismatch(issuers, issuer);
  }
  const audience = needed(members, 'aud');
  if (audience.kind !== 'text' && audience.kind !== 'list') {
    throw invalid('aud', 'a string or a list of strings', typeName(audience));
  }
  const named = audience.kind === 'text' ? [audience] : audience.items;
  if (named.some((name) => asText(name) === AUDIENCE)) return;
  throw new Denial('audience_mismatch', { claim: 'aud', expected: quoted(AUDIENCE), received: 'another audience' });
}

/** The live session token that the data carries must be the one that came with it. */
async function checkToken(node: Node, claim: string, token: SessionToken): Promise<void> {
  const given: unknown = JSON.parse(asRaw(node) ?? 'null');
  if (typeof given !== 'string') throw invalid(claim, 'a string', typeName(node));
  if (!(await token.is(given))) throw invalid(claim, 'the session token that came with it', "another session's");
}

function anotherUser(claim: string): Denial {
  return invalid(claim, 'the id of its user', "another user's");
}

/** A date in seconds. */
function dateOf(claim: string, node: Node): number {
  if (node.kind === 'null') throw missing(claim);
  if (node.kind !== 'text') return millisecondsOf(claim, node) / 1000;
  const milliseconds = parseDate(node.text);
  if (milliseconds === null) throw invalid(claim, 'a date such as 2026-11-20T03:08:28.408Z', quoted(node.text));
  return milliseconds / 1000;
}

function object(what: string, json: string | null, wanted: Readonly<Record<string, Keep>>): Members {
  try {
    if (json === null) throw new Malformed(Malformed.NOT_UTF8);
    return readObject(json, (name) => (Object.hasOwn(wanted, name) ? (wanted[name] ?? null) : null));
  } catch (fault) {
    if (!(fault instanceof Malformed)) throw fault;
    throw new Denial('token_malformed', {
      expected: 'session data that is one strict JSON object',
      received: `${what} of which ${fault.message}`,
    });
  }
}

function needed(members: Members, name: string, claim = name): Node {
  const node = members.get(name);
  if (node === undefined) throw missing(claim);
  return node;
}

function rawObject(members: Members, name: string): string {
  const node = needed(members, name);
  const raw = asRaw(node);
  if (raw?.startsWith('{') !== true) throw invalid(name, 'an object', typeName(node));
  return raw;
}

/** A string that is not empty. */
function text(members: Members, name: string, claim = name): string {
  const node = needed(members, name, claim);
  if (node.kind === 'text' && node.text !== '') return node.text;
  throw invalid(claim, 'a non-empty string', typeName(node));
}
