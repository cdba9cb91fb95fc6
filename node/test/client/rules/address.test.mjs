import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createApiClient } from 'bearward/client';
import { lab, serve } from './lab.mjs';

test('paths join by concatenation', async (t) => {
  const at = await lab(t);
  const paths = ['/tasks', 'tasks', '', '?a=1', '/a/../tasks', '/tasks?next=https://elsewhere.example/', '/a%2Fb', 'a:b'];
  for (const path of paths) await at.api.fetch(path);
  assert.deepEqual(at.calls.map((call) => call.path), [
    '/v1/tasks', '/v1/tasks', '/v1', '/v1?a=1', '/v1/tasks', '/v1/tasks?next=https://elsewhere.example/', '/v1/a%2Fb', '/v1/a:b',
  ]);
});

for (const path of [
  '/..', '..', '/../admin', '/a/../../admin', '/%2e%2e/admin', '/.%2E/admin', '/..%2fadmin', '/..%5cadmin', '/..\\admin', '\\..\\..\\admin',
  '/\t../admin', 'https://elsewhere.example/', 'HTTPS://elsewhere.example/', '/../v1evil',
]) {
  test(`a path may not leave baseUrl: ${JSON.stringify(path)}`, async (t) => {
    const at = await lab(t);
    await assert.rejects(at.api.fetch(path), { name: 'TypeError', message: /leaves baseUrl/ });
    assert.equal(at.tokens.length + at.calls.length, 0);
  });
}

for (const path of ['//elsewhere.example/x', '/\\elsewhere.example/x', '@elsewhere.example/', '.elsewhere.example', ':80@elsewhere.example/']) {
  test(`an API at the root of its origin keeps its token there: ${JSON.stringify(path)}`, async (t) => {
    const at = await lab(t);
    const hosts = [];
    const seen = (url, init) => (hosts.push(new URL(url).host), fetch(url, init));
    const api = createApiClient({ baseUrl: at.origin, tokenUrl: `${at.origin}/api/auth/token`, fetch: seen });
    await api.fetch(path);
    assert.deepEqual(new Set(hosts), new Set([new URL(at.origin).host]));
  });
}

test('a redirect to another origin does not take the token along', async (t) => {
  const got = [];
  const elsewhere = await serve(t, async (request, response) => {
    got.push(request.headers.authorization);
    response.end('{}');
  });
  const at = await lab(t);
  at.onCall = () => ({ status: 307, headers: { location: `${elsewhere}/steal` } });
  await at.api.fetch('/tasks');
  assert.deepEqual(got, [undefined]);
  assert.ok(at.calls[0].token);
});

test('a redirect within the API keeps it', async (t) => {
  const at = await lab(t);
  at.onCall = (call) => (call.path === '/v1/tasks' ? { status: 307, headers: { location: '/v1/tasks/' } } : { json: call.path });
  assert.equal(await at.api.json('/tasks'), '/v1/tasks/');
  assert.equal(at.calls[0].token, at.calls[1].token);
});

for (const baseUrl of ['', '/relative', 'ftp://a.example', 'javascript:alert(1)', 'https://user:pw@a.example', 'https://a.example/?k=1', 'https://a.example/#k']) {
  test(`baseUrl is refused where there is no page to read it from: ${JSON.stringify(baseUrl)}`, () => {
    assert.throws(() => createApiClient({ baseUrl, tokenUrl: 'https://a.example/token' }), TypeError);
  });
}

test('a path that is no string is refused', async (t) => {
  const at = await lab(t);
  await assert.rejects(at.api.fetch(new URL('https://elsewhere.example')), TypeError);
});
