// Requests and cookies of a wrong kind: both say the same, and neither lets anything in.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { SECRET, sign } from '../../support/issuers.mjs';
import { edge, native } from './pairs.mjs';

const options = { anyIssuer: true, anyAudience: true, secret: SECRET, onDenied: () => undefined };
const good = [['authorization', `Bearer ${sign({ sub: 'alice' })}`]];

/** How it ends: who was let in, or the error's name, code and sentence. */
async function end(work) {
  try {
    const { sub } = (await work()) ?? {};
    return { sub };
  } catch (error) {
    return { name: error.name, code: error.code, message: error.message };
  }
}

async function alike(work, what) {
  const [one, other] = [await end(() => work(native)), await end(() => work(edge))];
  assert.deepEqual(other, one, what);
  return one;
}

test('a request that is none is a TypeError that says what to give', async () => {
  const wrong = [
    undefined, null, 5, 'x', {}, { headers: good }, { method: undefined, headers: good }, { method: 5, headers: good }, { method: null, headers: [] }, { method: 'GET' }, { method: 'GET', headers: null },
    { method: 'GET', headers: 5 }, { method: 'GET', headers: 'a: b' }, { method: 'GET', headers: { authorization: good[0][1] } },
    { method: 'GET', headers: [null] }, { method: 'GET', headers: [5] }, { method: 'GET', headers: ['a: b'] }, { method: 'GET', headers: [undefined, ...good] },
  ];
  for (const [index, request] of wrong.entries()) {
    for (const ask of [
      ({ Verifier }) => new Verifier(options).decide(request), ({ SessionCookies }) => new SessionCookies({ secret: SECRET }).decideRequest(request),
      ...(typeof request === 'object' && request !== null ? [({ Verifier }) => new Verifier(options).findToken(request.method, request.headers)] : []),
    ]) {
      const { name, message } = await alike(ask, `request ${index}`);
      assert.equal(name, 'TypeError');
      assert.match(message, /^(request|method|headers): give /, `request ${index}`);
    }
  }
  assert.deepEqual(await alike(({ Verifier }) => new Verifier(options).decide({ method: 'GET', headers: good })), { sub: 'alice' });
});

test('a Cookie field that is none is a TypeError, and none at all is token_missing', async () => {
  const sessions = ({ SessionCookies }) => new SessionCookies({ secret: SECRET, onDenied: () => undefined });
  for (const wrong of [5, {}, [], true, 5n, Symbol('x'), () => '', Buffer.from('a=b'), new String('a=b'), ['a=b']]) {
    const { name, message } = await alike((host) => sessions(host).decide(wrong), typeof wrong);
    assert.equal(name, 'TypeError');
    assert.match(message, /^cookieHeader: give a string, or null where there is none, not /);
    for (const words of [[wrong, 'null'], ['a=b', wrong]]) {
      assert.equal((await alike((host) => sessions(host).decideAnswer(...words), typeof wrong)).name, 'TypeError');
    }
  }
  for (const none of [undefined, null, '', 'a=b']) assert.equal((await alike((host) => sessions(host).decide(none))).code, 'token_missing');
});

test('what was granted is a frozen list', async () => {
  for (const { Verifier, scopesOf } of [native, edge]) {
    const scopes = scopesOf(await new Verifier(options).verify(sign({ sub: 'alice', scope: 'a b' })));
    assert.ok(Object.isFrozen(scopes));
    assert.deepEqual(scopes, ['a', 'b']);
  }
});

test('session cookies tell whom their verifier tells', async () => {
  for (const { Verifier, SessionCookies } of [native, edge]) {
    const heard = [];
    const verifier = new Verifier({ anyIssuer: true, anyAudience: true, jwksUrl: 'https://id.example.com/jwks', onDenied: ({ code }) => { heard.push(code); } });
    await end(() => new SessionCookies({ secret: SECRET, verifier }).decide(null));
    await end(() => new SessionCookies({ secret: SECRET, verifier, onDenied: () => { heard.push('own'); } }).decide(null));
    assert.deepEqual(heard, ['token_missing', 'own']);
  }
});
