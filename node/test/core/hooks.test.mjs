// Functions of the application: whatever they throw or promise, the answer is the right denial and the process lives.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { afterEach, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import * as native from 'bearward';
import * as edge from 'bearward/edge';
import { OPEN, SECRET, sign } from '../support/issuers.mjs';

const LOUD = { anyIssuer: true, anyAudience: true, secret: SECRET };
const unheard = [];
process.on('unhandledRejection', (error) => { unheard.push(error); });
afterEach(async () => {
  await pause(5);
  native.setLogger(null);
  assert.deepEqual(unheard.splice(0), [], 'a promise that was rejected and nobody heard');
});

const never = () => { throw new Error('a trap'); };
const evil = Object.defineProperty(new Error('x'), 'message', { get: never });
const HOOKS = {
  'a promise that is rejected': () => Promise.reject(new Error('the database is down')),
  'a promise of another kind that is rejected': () => ({ then: (_, reject) => reject(new Error('down')) }),
  'a then that throws': () => ({ get then() { throw new Error('then'); } }),
  'an error': () => { throw new Error('down'); },
  'an error without words': () => { throw evil; },
  'an object without words': () => { throw { toString: never, get message() { return never(); } }; },
  'a proxy': () => { throw new Proxy({}, { get: never, has: never, getPrototypeOf: never }); },
  'a symbol': () => { throw Symbol('x'); },
  'a string': () => { throw 'down'; },
  null: () => { throw null; },
  undefined: () => { throw undefined; },
};

for (const [name, { Verifier, SessionCookies, setLogger }] of [['native', native], ['edge', edge]]) {
  test(`${name}: revokedIf that does not say is an outage`, async () => {
    const lines = [];
    setLogger((line) => { lines.push(line); });
    for (const [what, revokedIf] of Object.entries(HOOKS)) {
      const is503 = (error) => error.code === 'keys_unavailable' && error.status === 503 && /an answer of revoked_if/.test(error.expected) && error.received.startsWith('an error: "');
      await assert.rejects(new Verifier({ ...OPEN, revokedIf }).verify(sign({ sub: 'a' })), is503, what);
      const sessions = new SessionCookies({ secret: SECRET, revokedIf, onDenied: () => undefined });
      await assert.rejects(sessions.decide(session()), is503, `sessions: ${what}`);
    }
    const promised = await new Verifier({ ...OPEN, revokedIf: HOOKS['a promise that is rejected'] }).verify(sign({ sub: 'a' })).catch((error) => error);
    assert.equal(promised.received, 'an error: "revokedIf gave no boolean but a promise"');
    const thrown = await new Verifier({ ...OPEN, revokedIf: HOOKS['an error'] }).verify(sign({ sub: 'a' })).catch((error) => error);
    assert.equal(thrown.received, 'an error: "Error: down"');
  });

  test(`${name}: onDenied that fails changes nothing, and is told of`, async () => {
    for (const [what, onDenied] of Object.entries(HOOKS)) {
      const lines = [];
      setLogger((line) => { lines.push(line); });
      await assert.rejects(new Verifier({ ...LOUD, onDenied }).verify('x'), { name: 'Denied', code: 'token_malformed' }, what);
      await assert.rejects(new SessionCookies({ secret: SECRET, onDenied }).decide('x'), { name: 'Denied', code: 'token_missing' }, what);
      await pause(1);
      const told = lines.filter(({ message }) => message === 'onDenied failed');
      // What has no `then` that can be called is no promise: it gave nothing.
      assert.equal(told.length, what === 'a then that throws' ? 0 : 2, what);
    }
  });

  test(`${name}: a body that cannot be sent is none`, async () => {
    setLogger(() => undefined);
    const bad = [{ body: 5 }, { body: 'x', contentType: 'a\nb' }, { body: 'x', contentType: {} }, { body: 'x', contentType: '' }, { get body() { throw new Error('a getter'); } }];
    for (const own of bad) {
      const denied = await new Verifier({ ...LOUD, onDenied: () => own }).verify('x').catch((error) => error);
      assert.deepEqual([denied.code, await denied.toResponse().json()], ['token_malformed', { detail: 'The token is not a well-formed JWT.', code: 'token_malformed' }]);
    }
  });

  test(`${name}: a logger that fails is no reason to fail`, async () => {
    const { warn } = console;
    const said = [];
    console.warn = (text) => { said.push(text); };
    try {
      for (const [what, logger] of Object.entries(HOOKS)) {
        said.length = 0;
        setLogger(logger);
        await assert.rejects(new Verifier(LOUD).verify('x'), { code: 'token_malformed' }, what);
        await pause(1);
        assert.ok(what === 'a then that throws' || said.some((text) => text.startsWith('bearward: the logger failed: ')), what);
      }
    } finally {
      console.warn = warn;
    }
  });
}

/** Genuine cookies of Better Auth, in the compact form. */
function session() {
  const mac = (text, encoding) => createHmac('sha256', SECRET).update(text).digest(encoding);
  const [token, expiresAt] = ['7DwtX8iT0dxveuOmbwnXPBGTu38VUSJN', Date.now() + 60_000];
  const data = {
    session: { id: 's1', userId: 'u1', token, expiresAt: new Date(expiresAt + 1e6).toISOString() }, user: { id: 'u1' }, updatedAt: Date.now(), version: '1',
  };
  const signed = { session: data, expiresAt, signature: mac(JSON.stringify({ ...data, expiresAt }), 'base64url') };
  const cookie = encodeURIComponent(`${token}.${mac(token, 'base64')}`);
  return `better-auth.session_token=${cookie}; better-auth.session_data=${Buffer.from(JSON.stringify(signed)).toString('base64url')}`;
}
