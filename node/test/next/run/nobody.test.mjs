//! Only claims that a verifier gave let anything through: whatever else a `decide` of an application's own answers is a 500.

import { asPage } from './page.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Denied, setLogger } from 'bearward';
import { Verifier as EdgeVerifier } from 'bearward/edge';
import { currentClaims, currentOwner, protect, withClaims, withOwner } from 'bearward/next';
import { TestIssuer } from 'bearward/testing';
import * as web from 'bearward/web';
import { NextRequest } from 'next/server.js';

const issuer = new TestIssuer();
const verifier = issuer.verifier();
const alice = issuer.mint({ sub: 'alice' });
const document = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };
const context = { params: Promise.resolve({ user_id: 'alice' }) };

const lines = [];
setLogger((line) => lines.push(line));

/** None of them is a denial, and in none of them a verifier has accepted anybody. */
const claims = await verifier.verify(alice);
const SESSIONS = {
  'nothing': undefined,
  'null': null,
  'false': false,
  'a text': 'alice',
  'an empty object': {},
  'claims that are null, which is a session to be renewed': { claims: null },
  'claims that are undefined': { claims: undefined },
  'a denial that is null': { denied: null },
  'a denial that is undefined': { denied: undefined },
  'a denial that is false': { denied: false },
  'both null': { denied: null, claims: null },
  'claims of nobody': { claims: { sub: 'alice' } },
  'a copy of claims': { claims: { ...claims } },
  'what inherits from claims': { claims: Object.create(claims) },
  'the claims alone': claims,
  'a denial that is no Denied': { denied: 'no', claims },
};
const DECIDERS = {
  'undefined': undefined, 'null': null, 'false': false, 'true': true, 'a text': alice, 'an empty object': {}, 'claims of nobody': { sub: 'alice', exp: 2e9 },
  'a copy of claims': { ...claims }, 'a Denied that is given and not thrown': new Denied('token_missing'),
};

const never = () => assert.fail('it ran');
const decider = (answer) => ({ decide: answer, findToken: () => null, verify: answer });
/** Both ways to answer: at once and later. */
const both = (answer) => [async () => answer, () => answer];

function isFault(response, name) {
  assert.equal(response.status, 500, name);
  assert.equal(response.headers.get('x-middleware-next'), null, name);
}

for (const [name, answer] of Object.entries(SESSIONS)) {
  test(`a session that answers with ${name} lets nobody in`, async () => {
    for (const decide of both(answer)) {
      const session = { decide };
      const request = () => new NextRequest('http://app.example/cart', { headers: document });
      isFault(await withClaims(verifier, never, { session })(request(), context), 'withClaims');
      isFault(await withOwner(verifier, 'user_id', never, { session })(request(), context), 'withOwner');
      isFault(await protect(verifier, { session })(request()), 'protect');
      isFault(await protect(verifier, { session, apiSession: true })(new NextRequest('http://app.example/api/x')), 'protect, API');
      for (const page of [() => currentClaims(verifier, { session }), () => currentOwner(verifier, 'user_id', context.params, { session })]) {
        await assert.rejects(asPage({}, page), { name: 'TypeError', message: /session.*gave/ });
      }
    }
  });
}

for (const [name, answer] of Object.entries(DECIDERS)) {
  test(`a decide that gives ${name} lets nobody in`, async () => {
    for (const decide of both(answer)) {
      const own = decider(decide);
      const request = () => new NextRequest('http://app.example/api/x', { headers: { authorization: `Bearer ${alice}` } });
      isFault(await withClaims(own, never)(request(), context), 'withClaims');
      isFault(await withOwner(own, 'user_id', never)(request(), context), 'withOwner');
      isFault(await protect(own)(request()), 'protect');
      const session = { decide: never };
      isFault(await withClaims({ ...own, findToken: () => alice }, never, { session })(request(), context), 'withClaims with a session');
      await assert.rejects(asPage({}, () => currentClaims(own)), { name: 'TypeError', message: /decide gave/ });
    }
    const own = decider(async () => answer);
    const plain = () => new Request('http://app.example/x', { headers: { authorization: `Bearer ${alice}` } });
    await assert.rejects(web.withClaims(own, never)(plain()), { name: 'TypeError', message: /decide gave/ });
    await assert.rejects(web.withOwner(own, () => 'alice', never)(plain()), { name: 'TypeError', message: /decide gave/ });
    await assert.rejects(web.claimsOf(own, plain()), { name: 'TypeError', message: /decide gave/ });
  });
}

test('the log says what to change', () => {
  const said = lines.map((line) => line.message).join('\n');
  assert.match(said, /the session's decide gave nothing: give \{ claims \} .* or \{ denied: new Denied\('token_missing'\) \}/);
  assert.match(said, /decide gave no claims of a verifier: throw Denied, or give what verify\(\) gave, not a copy/);
  assert.match(said, /null .* to be renewed/);
});

test('claims that a verifier of either entry gave are let in, and a Denied is answered', async () => {
  const edge = new EdgeVerifier({ anyIssuer: true, anyAudience: true, jwks: issuer.jwks });
  const request = (headers) => new NextRequest('http://app.example/cart', { headers });
  for (const own of [verifier, edge]) {
    const accepted = await own.verify(alice);
    for (const verdict of [{ claims: accepted }, { claims: accepted, denied: null }, { claims: accepted, denied: undefined }]) {
      const session = { decide: async () => verdict };
      assert.equal((await withClaims(own, () => new Response('in'), { session })(request(), context)).status, 200);
      assert.equal((await withOwner(own, 'user_id', () => new Response('in'), { session })(request(), context)).status, 200);
      assert.equal((await protect(own, { session })(request(document))).headers.get('x-middleware-next'), '1');
      assert.equal((await asPage({}, () => currentClaims(own, { session }))).sub, 'alice');
    }
  }
  const both = { claims, denied: new Denied('token_revoked') };
  assert.equal((await withClaims(verifier, never, { session: { decide: async () => both } })(request(), context)).status, 401, 'a denial counts');
});
