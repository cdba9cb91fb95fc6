// Better Auth's session cookies through the addon; what is decided, the vectors say.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';

import { ConfigError, requireOwner, SessionCookies, subjectOf, Verifier } from 'bearward';
import { TestIssuer } from 'bearward/testing';
import { codeOf, encode, QUIET, SECRET } from '../support/issuers.mjs';

const TOKEN = '7DwtX8iT0dxveuOmbwnXPBGTu38VUSJN';
const mac = (text, encoding, secret = SECRET) => createHmac('sha256', secret).update(text).digest(encoding);
const tokenCookie = (secret) => `better-auth.session_token=${encodeURIComponent(`${TOKEN}.${mac(TOKEN, 'base64', secret)}`)}`;

/** The compact form, as Better Auth writes it. */
function dataCookie({ user = {}, session = {}, life = 300_000 } = {}) {
  const expiresAt = Date.now() + life;
  const data = {
    session: { id: 's1', userId: 'u1', token: TOKEN, expiresAt: new Date(Date.now() + 3_600_000).toISOString(), ...session },
    user: { id: 'u1', email: 'alice@example.com', ...user }, updatedAt: Date.now(), version: '1',
  };
  const signature = mac(JSON.stringify({ ...data, expiresAt }), 'base64url');
  return `better-auth.session_data=${encode(JSON.stringify({ session: data, expiresAt, signature }))}`;
}

test('a session is claims, and its token stays inside', async () => {
  const sessions = new SessionCookies({ secret: SECRET });
  const cookies = `theme=dark; ${tokenCookie()}; ${dataCookie({ user: { role: 'admin', scope: 'all', big: 1 } })}`;
  for (const claims of [await sessions.decide(cookies), sessions.decideSync(cookies)]) {
    assert.deepEqual([claims.sub, claims.sid, claims.email, claims.role, claims.scope], ['u1', 's1', 'alice@example.com', 'admin', undefined]);
    assert.ok(!JSON.stringify(claims).includes(TOKEN));
    assert.ok(Object.isFrozen(claims) && Object.isFrozen(claims.session));
    assert.equal(subjectOf(claims), 'u1');
    requireOwner(claims, 'u1');
    assert.throws(() => requireOwner(claims, 'u2'), { code: 'owner_mismatch' });
  }
});

test('a genuine token without fresh data must be renewed, which is not signed in', async () => {
  const sessions = new SessionCookies({ secret: [SECRET, `${SECRET}x`], maxDataAge: 60, ...QUIET });
  assert.equal(await sessions.decide(tokenCookie()), null);
  assert.equal(sessions.decideSync(`${tokenCookie()}; ${dataCookie({ life: -10_000 })}`), null);
});

test('everything else is denied', async () => {
  const heard = [];
  const sessions = new SessionCookies({ secrets: [{ version: 1, value: SECRET }], onDenied: ({ code }, { route }) => { heard.push([code, route]); } });
  assert.equal(await codeOf(sessions.decide(null)), 'token_missing');
  assert.equal(await codeOf(sessions.decide(undefined)), 'token_missing');
  assert.equal(await codeOf(() => sessions.decideSync(tokenCookie('another secret of the right length'))), 'signature_invalid');
  assert.equal(await codeOf(sessions.decide(`${tokenCookie()}; ${tokenCookie()}`)), 'authorization_malformed');
  assert.equal(await codeOf(sessions.decide(`${tokenCookie()}; ${dataCookie().replace('u1', 'u2')}x`)), 'token_malformed');
  assert.equal(await codeOf(sessions.decideRequest({ method: 'GET', headers: [] }, { route: '/tasks' })), 'token_missing');
  assert.deepEqual(heard.map(([code]) => code), ['token_missing', 'token_missing', 'signature_invalid', 'authorization_malformed', 'token_malformed', 'token_missing']);
  assert.equal(heard.at(-1)[1], '/tasks');
});

test('a request that may change something comes from an allowed origin', async () => {
  const sessions = new SessionCookies({ secret: SECRET, baseUrl: 'http://localhost:3000', ...QUIET });
  const cookie = `${tokenCookie()}; ${dataCookie()}`;
  const decide = (method, headers) => codeOf(sessions.decideRequest({ method, headers }));
  assert.equal(await decide('GET', [['Cookie', cookie]]), 'accept');
  assert.equal(await decide('POST', [['Cookie', cookie]]), 'origin_not_allowed');
  assert.equal(await decide('POST', [['Cookie', cookie], ['Origin', 'https://evil.example']]), 'origin_not_allowed');
  assert.equal(await decide('POST', [['Cookie', cookie], ['Origin', 'http://localhost:3000']]), 'accept');
  assert.equal(await decide('POST', new Headers({ cookie, 'sec-fetch-site': 'same-origin' })), 'accept');
});

test("the issuer's own answer", async () => {
  const sessions = new SessionCookies({ secret: SECRET, ...QUIET });
  const answer = { session: { id: 's1', userId: 'u1', token: TOKEN, expiresAt: new Date(Date.now() + 3_600_000).toISOString() }, user: { id: 'u1', email: 'a@example.com' } };
  const claims = await sessions.decideAnswer(tokenCookie(), JSON.stringify(answer));
  assert.deepEqual([claims.sub, claims.email], ['u1', 'a@example.com']);
  requireOwner(claims, 'u1');
  assert.equal(await codeOf(sessions.decideAnswer(tokenCookie(), 'null')), 'token_missing');
  assert.equal(await codeOf(sessions.decideAnswer(tokenCookie(), JSON.stringify({ ...answer, session: { ...answer.session, token: 'other' } }))), 'claim_invalid');
  await assert.rejects(sessions.decideAnswer(tokenCookie(), { toString: () => 'null' }), TypeError);
});

test('the last word, and a verifier of the asymmetric form', async () => {
  const cookies = `${tokenCookie()}; ${dataCookie()}`;
  assert.equal(await codeOf(new SessionCookies({ secret: SECRET, revokedIf: ({ sub }) => sub === 'u1', ...QUIET }).decide(cookies)), 'token_revoked');
  assert.equal(await codeOf(new SessionCookies({ secret: SECRET, revokedIf: () => { throw new Error('no'); }, ...QUIET }).decide(cookies)), 'keys_unavailable');
  const issuer = new TestIssuer();
  const claims = { sub: 'u1', sid: TOKEN, aud: 'better-auth:session-cache', session: { id: 's1', userId: 'u1', token: TOKEN, expiresAt: new Date(Date.now() + 3_600_000).toISOString() }, user: { id: 'u1' }, updatedAt: Date.now(), version: '1' };
  const data = issuer.mint(claims, { header: { typ: 'better-auth.session-cache+jwt' } });
  const asymmetric = new SessionCookies({ secret: SECRET, verifier: issuer.verifier(QUIET), ...QUIET });
  const both = `${tokenCookie()}; better-auth.session_data=${data}`;
  assert.equal(await codeOf(() => asymmetric.decideSync(both)), 'keys_unavailable');
  assert.equal((await asymmetric.decide(both)).sub, 'u1');
  assert.equal(asymmetric.decideSync(both).sub, 'u1');
  assert.throws(() => new SessionCookies({ secret: SECRET, verifier: Verifier.many([issuer.verifier(), new TestIssuer().verifier()]) }), ConfigError);
});
