// What session cookies make of their configuration.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';

import { ConfigError, SessionCookies, Verifier } from 'bearward/edge';

import { SECRET } from '../support/issuers.mjs';
import { codeOf, keyPair } from './lab.mjs';

const QUIET = { onDenied: () => undefined };
const TOKEN = '7DwtX8iT0dxveuOmbwnXPBGTu38VUSJN';
const mac = (text, encoding) => createHmac('sha256', SECRET).update(text).digest(encoding);

/** Both cookies in the compact form, as Better Auth writes them. */
function cookiesOf(user, before = '') {
  const expiresAt = Date.now() + 300_000;
  const session = { id: 's1', userId: user, token: TOKEN, expiresAt: new Date(expiresAt).toISOString() };
  const data = { session, user: { id: user }, updatedAt: Date.now(), version: '1' };
  const signature = mac(JSON.stringify({ ...data, expiresAt }), 'base64url');
  const sealed = Buffer.from(JSON.stringify({ session: data, expiresAt, signature })).toString('base64url');
  const token = encodeURIComponent(`${TOKEN}.${mac(TOKEN, 'base64')}`);
  return `${before}better-auth.session_token=${token}; ${before}better-auth.session_data=${sealed}`;
}

test('https is https however it is written', async () => {
  for (const baseUrl of ['https://app.example.com', 'HTTPS://app.example.com', ' https://app.example.com']) {
    const sessions = new SessionCookies({ secret: SECRET, baseUrl, ...QUIET });
    assert.equal(await codeOf(sessions.decide(cookiesOf('mallory'))), 'token_missing', baseUrl);
    assert.equal((await sessions.decide(cookiesOf('alice', '__Secure-'))).sub, 'alice', baseUrl);
  }
  const local = new SessionCookies({ secret: SECRET, baseUrl: 'HTTP://localhost:3000', ...QUIET });
  assert.equal((await local.decide(cookiesOf('alice'))).sub, 'alice');
  for (const baseUrl of ['', 'app.example.com', 'wss://app.example.com']) {
    assert.throws(() => new SessionCookies({ secret: SECRET, baseUrl, secure: false }), ConfigError, baseUrl);
  }
});

test('the revokedIf of a given verifier counts too', async () => {
  const { jwk } = keyPair('one');
  const revokedIf = ({ sub }) => sub === 'mallory';
  const verifier = new Verifier({ issuer: 'https://app.example.com', anyAudience: true, jwk, revokedIf, ...QUIET });
  const sessions = new SessionCookies({ secret: SECRET, verifier, revokedIf: ({ sub }) => sub === 'trudy', ...QUIET });
  for (const [user, expected] of [['alice', 'accept'], ['mallory', 'token_revoked'], ['trudy', 'token_revoked']]) {
    assert.equal(await codeOf(sessions.decide(cookiesOf(user))), expected, user);
  }
});

test('what could never hold is refused at start', () => {
  for (const name of ['version', 'issuer']) {
    const options = { secret: SECRET, baseUrl: 'https://app.example.com', [name]: '' };
    const isSaid = ({ message }) => message.startsWith(`${name} is empty`);
    assert.throws(() => new SessionCookies(options), (error) => error instanceof ConfigError && isSaid(error));
  }
});
