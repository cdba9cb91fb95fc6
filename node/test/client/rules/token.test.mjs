import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiError } from 'bearward/client';
import { good, jwt, lab, sleep } from './lab.mjs';

test('a call carries the token as a bearer token, and asks for it once', async (t) => {
  const at = await lab(t);
  assert.deepEqual(await at.api.json('/tasks'), { path: '/v1/tasks' });
  await at.api.fetch('/tasks', { headers: { 'x-own': '1' } });
  assert.equal(at.tokens.length, 1);
  assert.match(at.calls[0].headers.authorization, /^Bearer [\w-]+\.[\w-]+\.[\w-]+$/);
  assert.equal(at.calls[1].headers['x-own'], '1');
});

test('an authorization header of the caller is replaced', async (t) => {
  const at = await lab(t);
  await at.api.fetch('/tasks', { headers: { Authorization: 'Bearer stale' } });
  assert.notEqual(at.calls[0].token, 'stale');
});

test('the token is in memory only: a second client asks for its own', async (t) => {
  const at = await lab(t);
  await at.api.fetch('/tasks');
  const names = Object.values(at.api).map((value) => typeof value);
  assert.deepEqual(names, ['function', 'function', 'function']);
  for (const store of ['localStorage', 'sessionStorage', 'document']) assert.equal(globalThis[store], undefined);
});

test('fifty calls at once make one token request', async (t) => {
  const at = await lab(t);
  at.onToken = async () => (await sleep(50), good(at));
  await Promise.all(Array.from({ length: 50 }, (_, n) => at.api.json(`/tasks/${n}`)));
  assert.equal(at.tokens.length, 1);
  assert.equal(new Set(at.calls.map((call) => call.token)).size, 1);
});

test('a token is renewed 30 seconds before it ends, and not earlier', async (t) => {
  const at = await lab(t);
  at.onToken = () => good(at, at.minted === 0 ? 32.5 : 900);
  await at.api.fetch('/one');
  await at.api.fetch('/two');
  assert.equal(at.tokens.length, 1, 'more than 30 s are left');
  await sleep(2600);
  await at.api.fetch('/three');
  assert.equal(at.tokens.length, 2, 'less than 30 s are left');
});

test('a token that lives less than 30 seconds is used, and renewed for each call', async (t) => {
  const at = await lab(t);
  at.onToken = () => good(at, 5);
  await at.api.fetch('/one');
  await at.api.fetch('/two');
  assert.equal(at.tokens.length, 2);
  assert.equal(at.calls.length, 2);
});

test('a clock that is hours ahead does not make every call ask for a token', async (t) => {
  const at = await lab(t);
  const now = Date.now() / 1000 - 7200;
  at.onToken = () => ({ json: { token: jwt({ iat: now, exp: now + 900 }) } });
  await at.api.fetch('/one');
  await at.api.fetch('/two');
  assert.equal(at.tokens.length, 1);
});

test('a token that is no JWT is used until the API refuses it', async (t) => {
  const at = await lab(t);
  at.onToken = () => ({ json: { token: 'opaque' } });
  await at.api.fetch('/one');
  await at.api.fetch('/two');
  assert.equal(at.tokens.length, 1);
  assert.equal(at.calls[1].token, 'opaque');
});

test('signed out: the API is not asked, and the page is told once', async (t) => {
  const at = await lab(t);
  at.onToken = () => ({ status: 401, json: { message: 'Unauthorized', code: 'UNAUTHORIZED' } });
  const answers = await Promise.all([at.api.fetch('/one'), at.api.fetch('/two')]);
  assert.deepEqual(answers.map((answer) => answer.status), [401, 401]);
  await assert.rejects(at.api.json('/three'), { name: 'ApiError', status: 401, code: 'token_missing' });
  assert.equal(at.calls.length, 0);
  assert.equal(at.told, 1);
});

test('after the user has signed in again, a later sign-out is told again', async (t) => {
  const at = await lab(t);
  at.onToken = (n) => (n === 2 ? good(at) : { status: 401, json: {} });
  await at.api.fetch('/out');
  await at.api.fetch('/in');
  at.onCall = () => ({ status: 401, json: {} });
  await at.api.fetch('/out');
  assert.equal(at.told, 2);
});

for (const [name, answer] of Object.entries({
  'a 500': { status: 500, body: 'no' },
  'a 503': { status: 503, headers: { 'retry-after': '1' } },
  'a 429': { status: 429 },
  'a 403 of something in between': { status: 403, body: 'blocked' },
  'HTML': { headers: { 'content-type': 'text/html' }, body: '<p>sign in</p>' },
  'JSON without a token': { json: {} },
  'a redirect': { status: 302, headers: { location: '/sign-in' } },
  'a reset connection': { reset: true },
})) {
  test(`the token endpoint answers with ${name}: an outage, not a sign-out`, async (t) => {
    const at = await lab(t);
    at.onToken = () => answer;
    const error = await at.api.fetch('/tasks').then(assert.fail, (error) => error);
    assert.ok(error instanceof ApiError);
    assert.equal(error.code, 'token_unavailable');
    assert.equal(error.status, 503);
    assert.equal(at.told, 0);
    assert.equal(at.calls.length, 0);
    at.onToken = undefined;
    assert.equal((await at.api.fetch('/tasks')).status, 200, 'the next call asks again');
  });
}

test('the token endpoint is down at renewal: what is left of the old token is used', async (t) => {
  const at = await lab(t);
  at.onToken = (n) => (n === 1 ? good(at, 20) : { status: 500 });
  await at.api.fetch('/one');
  assert.equal((await at.api.fetch('/two')).status, 200);
  assert.equal(at.calls[0].token, at.calls[1].token);
  assert.equal(at.told, 0);
});

test('forget: the next call asks for a new token', async (t) => {
  const at = await lab(t);
  await at.api.fetch('/one');
  at.api.forget();
  await at.api.fetch('/two');
  assert.equal(at.tokens.length, 2);
  assert.notEqual(at.calls[0].token, at.calls[1].token);
});

test('forget while a token is on its way: it is not kept, and what waited for it is not sent', async (t) => {
  const at = await lab(t);
  at.onToken = async () => (await sleep(100), good(at));
  const waiting = at.api.fetch('/of-the-first-user', { method: 'POST' });
  await sleep(30);
  at.api.forget();
  assert.equal((await waiting).status, 401);
  await at.api.fetch('/of-the-second-user');
  assert.deepEqual(at.calls.map((call) => call.path), ['/v1/of-the-second-user']);
  assert.equal(at.tokens.length, 2);
  assert.equal(at.told, 0);
});

test('forget while the API thinks: its 401 is not tried again in the name of the next user', async (t) => {
  const at = await lab(t);
  at.onCall = async () => (await sleep(100), { status: 401, json: {} });
  const first = at.api.fetch('/pay', { method: 'POST', body: 'x' });
  await sleep(50);
  at.api.forget();
  assert.equal((await first).status, 401);
  assert.equal(at.calls.length, 1);
  assert.equal(at.told, 0);
});
