//! What decides a request: below the API paths a bearer token whatever else is said, and nowhere the session of one that has a credential in a header.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setLogger } from 'bearward';
import { protect, withClaims } from 'bearward/next';
import { TestIssuer } from 'bearward/testing';
import { NextRequest } from 'next/server.js';

const issuer = new TestIssuer();
const verifier = issuer.verifier();
const bearer = { authorization: `Bearer ${issuer.mint({ sub: 'by token' })}` };
const claims = await verifier.verify(issuer.mint({ sub: 'by session' }));
const session = { decide: async () => ({ claims, cookie: 'decided=by-session' }) };
const page = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

const lines = [];
setLogger((line) => lines.push(line));

/** By whom a request was let through, or the status of its denial. */
async function decided(path, headers = {}, { method, by = verifier, ...options } = {}) {
  const request = new NextRequest(`http://app.example${path}`, { method, headers });
  const response = await protect(by, { session, ...options })(request);
  if (response.headers.get('x-middleware-next') !== '1') return response.status;
  return response.headers.get('x-middleware-request-cookie') === 'decided=by-session' ? 'session' : 'token';
}

/** What a page, a part of one and a server action say of themselves, and any caller can. */
const SAID = [page, { 'sec-fetch-mode': 'navigate' }, { 'sec-fetch-dest': 'document' }, { 'sec-fetch-dest': 'iframe' }, { rsc: '1' }, { 'x-nextjs-data': '1' },
  { 'next-action': 'abc' }, { 'next-router-prefetch': '1' }, { accept: 'text/html' }, {}];

test('below the API paths a session opens nothing, whatever the headers say', async () => {
  for (const headers of SAID) {
    for (const path of ['/api', '/api/x', '/api/', '/%61pi/x', '/x/..%2fapi/x', '/x/%2e%2e/api/x']) {
      for (const method of ['GET', 'HEAD', 'POST', 'PUT']) {
        assert.equal(await decided(path, headers, { method }), 401, `${method} ${path} ${JSON.stringify(headers)}`);
      }
    }
    assert.equal(await decided('/api/x', { ...headers, ...bearer }), 'token', JSON.stringify(headers));
    assert.equal(await decided('/api/x', headers, { apiSession: true }), 'session', JSON.stringify(headers));
    assert.equal(await decided('/v1/x', headers, { api: ['/v1'] }), 401, JSON.stringify(headers));
  }
});

test('a denial below the API paths is answered by status and body, also to a browser', async () => {
  const response = await protect(verifier, { session })(new NextRequest('http://app.example/api/x', { headers: page }));
  assert.equal(response.status, 401);
  assert.equal((await response.json()).code, 'token_missing');
});

test('a credential in a header decides, and never falls back to the session', async () => {
  for (const headers of SAID) {
    for (const authorization of ['Bearer bad', 'Bearer', 'Basic eDp5', 'bad', 'Bearer a, Bearer b']) {
      for (const path of ['/cart', '/api/x']) {
        for (const apiSession of [false, true]) {
          const status = await decided(path, { ...headers, authorization }, { apiSession });
          assert.ok([303, 307, 400, 401].includes(status), `${path} ${authorization} ${JSON.stringify(headers)}: ${status}`);
        }
      }
    }
    assert.equal(await decided('/cart', { ...headers, ...bearer }), 'token', JSON.stringify(headers));
    assert.equal(await decided('/cart', headers), 'session', JSON.stringify(headers));
  }
});

test('a header of its own that the verifier looks at is such a credential, a cookie is not', async () => {
  const by = issuer.verifier({ tokenHeader: 'x-access-token', cookie: 'token' });
  const token = issuer.mint({ sub: 'by token' });
  for (const options of [{ by }, { by, apiSession: true }]) {
    assert.equal(await decided('/cart', { ...page, 'x-access-token': 'bad' }, options), 307);
    assert.equal(await decided('/cart', { ...page, 'x-access-token': token }, options), 'token');
    assert.equal(await decided('/cart', { ...page, cookie: 'token=bad' }, options), 'session');
  }
  assert.equal(await decided('/api/x', { 'x-access-token': 'bad' }, { by, apiSession: true }), 401);
});

test('withClaims with a session: the credential decides there too, and the log knows the route', async () => {
  const route = withClaims(verifier, (_request, { sub }) => new Response(sub), { session });
  const answer = (headers) => route(new NextRequest('http://app.example/api/x', { headers }), { params: Promise.resolve({}) });
  assert.equal(await (await answer({})).text(), 'by session');
  assert.equal(await (await answer(bearer)).text(), 'by token');
  for (const authorization of ['Bearer bad', 'Basic eDp5', `Bearer ${issuer.expired({ sub: 'a' })}`]) {
    lines.length = 0;
    assert.equal((await answer({ authorization })).status, 401, authorization);
    assert.deepEqual(lines.map((line) => line.fields.route), ['GET /api/x'], authorization);
  }
});
