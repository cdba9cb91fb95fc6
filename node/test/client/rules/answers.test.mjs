import assert from 'node:assert/strict';
import { test } from 'node:test';
import { good, lab, sleep } from './lab.mjs';

const refused = { status: 401, json: { detail: 'The token has expired.', code: 'token_expired' } };

test('a 401 drops the token, renews it once and tries once more', async (t) => {
  const at = await lab(t);
  at.onCall = (call, n) => (n === 1 ? refused : { json: call.body });
  assert.equal(await at.api.json('/tasks', { method: 'PUT', body: 'again' }), 'again');
  assert.equal(at.tokens.length, 2);
  assert.notEqual(at.calls[0].token, at.calls[1].token);
  assert.equal(at.told, 0);
});

test('twenty 401s at once make one renewal', async (t) => {
  const at = await lab(t);
  await at.api.fetch('/warm');
  const old = at.calls[0].token;
  at.onCall = async (call) => (await sleep(20), call.token === old ? refused : { json: 1 });
  const answers = await Promise.all(Array.from({ length: 20 }, () => at.api.json('/tasks')));
  assert.deepEqual(new Set(answers), new Set([1]));
  assert.equal(at.tokens.length, 2);
});

test('a second 401 is the answer, and the page is told once', async (t) => {
  const at = await lab(t);
  at.onCall = () => refused;
  const answers = await Promise.all(Array.from({ length: 5 }, () => at.api.fetch('/tasks')));
  assert.deepEqual(new Set(answers.map((answer) => answer.status)), new Set([401]));
  assert.equal(at.calls.length, 10);
  assert.equal(at.told, 1);
  await assert.rejects(at.api.json('/tasks'), { status: 401, code: 'token_expired' });
  assert.equal(at.told, 1);
});

test('a 401 while the token endpoint is down is an outage, not a sign-out', async (t) => {
  const at = await lab(t);
  at.onToken = (n) => (n === 1 ? good(at) : { status: 500 });
  at.onCall = () => refused;
  await assert.rejects(at.api.fetch('/tasks'), { status: 503, code: 'token_unavailable' });
  assert.equal(at.told, 0);
});

for (const [name, body] of Object.entries({
  text: 'abc', 'a blob': new Blob(['abc']), 'octets': new TextEncoder().encode('abc'), 'a form': new URLSearchParams({ a: 'bc' }),
})) {
  test(`${name} is sent again after a 401`, async (t) => {
    const at = await lab(t);
    at.onCall = (_call, n) => (n === 1 ? refused : { json: 1 });
    await at.api.json('/tasks', { method: 'POST', body });
    assert.equal(at.calls.length, 2);
    assert.equal(at.calls[1].body, at.calls[0].body);
  });
}

test('a stream cannot be sent again: the 401 is the answer', async (t) => {
  const at = await lab(t);
  at.onCall = () => refused;
  const answer = await at.api.fetch('/tasks', { method: 'POST', body: new Blob(['abc']).stream(), duplex: 'half' });
  assert.equal(answer.status, 401);
  assert.equal(at.calls.length, 1);
  assert.equal(at.told, 0);
});

for (const status of [403, 404, 409, 422, 500]) {
  test(`a ${status} is the answer: no renewal, no second try`, async (t) => {
    const at = await lab(t);
    at.onCall = () => ({ status, json: { detail: 'No.', code: 'owner_mismatch' } });
    const error = await at.api.json('/tasks').then(assert.fail, (error) => error);
    assert.equal(error.status, status);
    assert.equal(error.code, 'owner_mismatch');
    assert.equal(error.detail, 'No.');
    assert.equal(error.message, 'No.');
    assert.deepEqual(await error.response.json(), { detail: 'No.', code: 'owner_mismatch' }, 'its body is unread');
    assert.equal(at.tokens.length, 1);
    assert.equal(at.calls.length, 1);
    assert.equal(at.told, 0);
  });
}

test('a 503 is tried again after Retry-After', async (t) => {
  const at = await lab(t);
  at.onCall = (_call, n) => (n === 1 ? { status: 503, headers: { 'retry-after': '1' } } : { json: 'up' });
  assert.equal(await at.api.json('/tasks', { method: 'POST', body: 'x' }), 'up');
  assert.ok(at.calls[1].at - at.calls[0].at >= 950, 'a second was asked for');
  assert.equal(at.tokens.length, 1);
});

test('Retry-After may be a date', async (t) => {
  const at = await lab(t);
  const date = new Date(Date.now() + 2000).toUTCString();
  at.onCall = (_call, n) => (n === 1 ? { status: 503, headers: { 'retry-after': date } } : { json: 'up' });
  assert.equal(await at.api.json('/tasks'), 'up');
  assert.ok(at.calls[1].at >= Date.parse(date) - 50);
});

test('a 503 that stays is the answer, and never a sign-out', async (t) => {
  const at = await lab(t);
  at.onCall = () => ({ status: 503, headers: { 'retry-after': '0' }, json: { code: 'keys_unavailable', detail: 'Later.' } });
  await assert.rejects(at.api.json('/tasks'), { status: 503, code: 'keys_unavailable' });
  assert.equal(at.calls.length, 3);
  assert.equal(at.told, 0);
  assert.equal(at.tokens.length, 1, 'the token is kept');
});

test('a 503 that asks for five minutes is the answer at once', async (t) => {
  const at = await lab(t);
  at.onCall = () => ({ status: 503, headers: { 'retry-after': '300' } });
  assert.equal((await at.api.fetch('/tasks')).status, 503);
  assert.equal(at.calls.length, 1);
});

test('204 is undefined, and so is an empty 200', async (t) => {
  const at = await lab(t);
  at.onCall = (call) => ({ status: call.method === 'DELETE' ? 204 : 200 });
  assert.equal(await at.api.json('/tasks/1', { method: 'DELETE' }), undefined);
  assert.equal(await at.api.json('/tasks/1'), undefined);
});

test('an answer without code and detail still is an ApiError', async (t) => {
  const at = await lab(t);
  at.onCall = () => ({ status: 502, body: '<h1>Bad Gateway</h1>' });
  await assert.rejects(at.api.json('/tasks'), { name: 'ApiError', status: 502, code: undefined, detail: '502 Bad Gateway' });
  at.onCall = () => ({ status: 422, json: { detail: [{ loc: ['body'] }] } });
  await assert.rejects(at.api.json('/tasks'), { status: 422, detail: '422 Unprocessable Entity' });
  at.onCall = () => ({ body: 'fine' });
  await assert.rejects(at.api.json('/tasks'), { status: 200, code: 'json_invalid' });
});

test('json: a value is sent as JSON, by POST unless another method is named', async (t) => {
  const at = await lab(t);
  await at.api.json('/tasks', { json: { title: 'a' } });
  await at.api.json('/tasks/1', { method: 'PATCH', json: null });
  assert.deepEqual(at.calls.map((call) => [call.method, call.headers['content-type'], call.body]), [
    ['POST', 'application/json', '{"title":"a"}'],
    ['PATCH', 'application/json', 'null'],
  ]);
});

test('an abort ends the call while the token is awaited, while the API thinks and while a 503 is waited out', async (t) => {
  const at = await lab(t);
  const reason = new Error('enough');
  at.onToken = async () => (await sleep(150), good(at));
  await assert.rejects(aborted((signal) => at.api.fetch('/one', { signal })), reason);
  assert.equal((await at.api.fetch('/one')).status, 200, 'the token request of the first went on');
  assert.equal(at.tokens.length, 1);
  at.onCall = () => ({ hang: true });
  await assert.rejects(aborted((signal) => at.api.fetch('/two', { signal })), reason);
  at.onCall = () => ({ status: 503, headers: { 'retry-after': '20' } });
  await assert.rejects(aborted((signal) => at.api.fetch('/three', { signal })), reason);
  const calls = at.calls.length;
  await assert.rejects(at.api.fetch('/four', { signal: AbortSignal.abort(reason) }), reason);
  assert.equal(at.calls.length, calls);

  async function aborted(call) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(reason), 60);
    return await call(controller.signal);
  }
});
