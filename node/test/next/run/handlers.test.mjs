//! Route handlers: concealed records, cookies of a renewed session, and the plain requests of an application's own tests.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Denied, requireRecordOwner, setLogger } from 'bearward';
import { requireRecordOwner as requireRecordOwnerOfEdge, Verifier as EdgeVerifier } from 'bearward/edge';
import { protect, withClaims, withOwner } from 'bearward/next';
import { TestIssuer } from 'bearward/testing';
import { NextRequest } from 'next/server.js';

const issuer = new TestIssuer();
const verifier = issuer.verifier();
const token = issuer.mint({ sub: 'alice' });
const bearer = { authorization: `Bearer ${token}` };
const of = (user_id) => ({ params: Promise.resolve({ user_id }) });
const request = (headers = bearer) => new NextRequest('http://app.example/api/bob', { headers });

const lines = [];
setLogger((line) => lines.push(line));

const whole = async (response) => ({ status: response.status, headers: [...response.headers], body: await response.text() });

test('concealed, somebody else\'s record is answered as one that does not exist, in the looks of the verifier', async () => {
  const looks = { 'as they are': {}, 'problem bodies': { problemBodies: true }, 'a body of its own': { onDenied: ({ code }) => ({ body: `<p>${code}</p>`, contentType: 'text/html' }) } };
  for (const [name, look] of Object.entries(looks)) {
    const options = { anyIssuer: true, anyAudience: true, jwks: issuer.jwks, ...look };
    for (const [own, missing] of [[issuer.verifier(look), requireRecordOwner], [new EdgeVerifier(options), requireRecordOwnerOfEdge]]) {
      const foreign = await withOwner(own, 'user_id', () => assert.fail('it ran'), { conceal: true })(request(), of('bob'));
      const absent = await withOwner(own, 'user_id', (_request, claims) => missing(claims, null), { conceal: true })(request(), of('alice'));
      assert.equal(foreign.status, 404, name);
      assert.deepEqual(await whole(foreign), await whole(absent), name);
    }
  }
});

test('concealed, the log has the reason and what was answered', async () => {
  lines.length = 0;
  await withOwner(verifier, 'user_id', () => assert.fail('it ran'), { conceal: true })(request(), of('bob'));
  assert.deepEqual(lines.map(({ fields }) => [fields.code, fields.route]), [['owner_mismatch', 'GET /api/bob'], ['not_found', 'GET /api/bob']]);
});

test('the cookies of a renewed session arrive, whatever the owner check says', async () => {
  const claims = await verifier.verify(token);
  const session = { decide: async () => ({ claims, setCookies: ['session_data=new; Path=/', 'session_token=new; Path=/'] }) };
  for (const [options, id, status] of [[{}, 'alice', 200], [{}, 'bob', 403], [{ conceal: true }, 'bob', 404]]) {
    const answer = await withOwner(verifier, 'user_id', () => new Response('in'), { session, ...options })(request({}), of(id));
    assert.equal(answer.status, status);
    assert.equal(answer.headers.getSetCookie().length, 2, `${status}`);
    assert.equal(answer.headers.get('cache-control'), 'private, no-store');
  }
  const route = withClaims(verifier, () => { throw new Denied('not_found'); }, { session });
  assert.equal((await route(request({}), of('x'))).headers.getSetCookie().length, 2);
});

test('a plain Request, as tests of a route make it, is taken for what it says', async () => {
  const plain = (headers, more) => new Request('http://app.example/api/alice?a=1', { headers, ...more });
  const seen = async (asked, claims) => Response.json([claims.sub, asked.nextUrl.pathname, asked.nextUrl.searchParams.get('a'), await asked.text()]);
  const post = { method: 'POST', body: 'a body' };
  assert.deepEqual(await (await withClaims(verifier, seen)(plain(bearer, post), of('x'))).json(), ['alice', '/api/alice', '1', 'a body']);
  assert.equal((await withOwner(verifier, 'user_id', seen)(plain(bearer), of('alice'))).status, 200);
  assert.equal((await withOwner(verifier, 'user_id', seen)(plain(bearer), of('bob'))).status, 403);
  assert.equal((await withClaims(verifier, seen)(plain({}), of('x'))).status, 401);
  assert.equal((await protect(verifier)(plain(bearer))).headers.get('x-middleware-next'), '1');
  assert.equal((await protect(verifier)(plain({}))).status, 401);
  const page = await protect(verifier)(new Request('http://app.example/cart', { headers: { accept: 'text/html' } }));
  assert.equal(page.headers.get('location'), 'http://app.example/sign-in?next=%2Fcart');
  const broken = { decide: () => { throw new Error('gone'); } };
  assert.equal((await protect(broken)(plain({}))).status, 500);
  assert.equal((await withClaims(broken, seen)(plain({}), of('x'))).status, 500);
});

test('withOwner called without a context says which parameter is missing', async () => {
  lines.length = 0;
  assert.equal((await withOwner(verifier, 'account_id', () => assert.fail('it ran'))(request())).status, 500);
  assert.match(lines[0].message, /no path parameter "account_id"/);
});
