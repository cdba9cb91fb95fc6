// Keys over HTTP: fetched, rotated, refreshed, unavailable; and a fetcher of one's own.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setLogger, Verifier } from 'bearward';
import { TestIssuer } from 'bearward/testing';
import { codeOf, QUIET } from '../support/issuers.mjs';

setLogger(() => undefined);

test('one fetch serves everybody', async () => {
  const issuer = new TestIssuer();
  const verifier = issuer.verifier();
  const tokens = Array.from({ length: 50 }, (_, index) => issuer.mint({ sub: `user-${index}` }));
  const all = await Promise.all(tokens.map((token) => verifier.verify(token)));
  assert.deepEqual(all.map(({ sub }) => sub), tokens.map((_, index) => `user-${index}`));
  assert.equal(issuer.requests, 1);
  assert.deepEqual(verifier.stats().fetches, { ...verifier.stats().fetches, cold: 1 });
});

test('every algorithm', async () => {
  for (const algorithm of ['EdDSA', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512']) {
    const issuer = new TestIssuer({ algorithms: algorithm });
    assert.equal((await issuer.verifier().verify(issuer.mint({ sub: algorithm }))).sub, algorithm);
    const byPem = new Verifier({ issuer: issuer.issuer, audience: issuer.audience, pem: issuer.publicPem(), algorithms: algorithm });
    assert.equal(byPem.verifySync(issuer.mint({ sub: algorithm })).sub, algorithm);
  }
});

test('verifySync never fetches; warm does', async () => {
  const issuer = new TestIssuer();
  const verifier = issuer.verifier(QUIET);
  const token = issuer.mint({ sub: 'alice' });
  assert.equal(verifier.ready(), false);
  assert.throws(() => verifier.verifySync(token), (denied) => denied.code === 'keys_unavailable' && /warm\(\)/.test(denied.hint) && /warm\(\)/.test(denied.message) && !/warm/.test(denied.body) && denied.retryAfter >= 1);
  assert.equal(issuer.requests, 0);
  await verifier.warm();
  assert.equal(verifier.ready(), true);
  assert.equal(verifier.verifySync(token).sub, 'alice');
  assert.equal(issuer.requests, 1);
  await verifier.warm();
  assert.equal(issuer.requests, 1);
});

test('a token that is bad in itself is told so without any key', () => {
  const verifier = new TestIssuer().verifier(QUIET);
  for (const [token, code] of [['x', 'token_malformed'], ['eyJhbGciOiJub25lIn0.e30.AA', 'algorithm_not_allowed']]) {
    assert.throws(() => verifier.verifySync(token), { code });
  }
});

test('a rotated key is fetched, and a key that is gone is refused', async () => {
  const issuer = new TestIssuer();
  const verifier = issuer.verifier({ ...QUIET, tokenCache: { entries: 100, bytes: 1 << 20 } });
  const old = issuer.mint({ sub: 'alice' });
  await verifier.verify(old);
  issuer.rotate();
  const fresh = issuer.mint({ sub: 'bob' });
  assert.equal(await codeOf(() => verifier.verifySync(fresh)), 'keys_unavailable');
  assert.equal((await verifier.verify(fresh)).sub, 'bob');
  assert.equal(verifier.verifySync(old).sub, 'alice');
  issuer.removeOldKeys();
  await verifier.refresh();
  assert.equal(await codeOf(verifier.verify(old)), 'key_not_found');
  assert.equal(await codeOf(() => verifier.verifySync(old)), 'key_not_found');
  verifier.revokeKey(issuer.kid);
  assert.equal(await codeOf(verifier.verify(fresh)), 'key_unusable');
});

test('an outage is a 503, and known keys go on', async () => {
  const issuer = new TestIssuer();
  const verifier = issuer.verifier(QUIET);
  await verifier.warm();
  issuer.down();
  await assert.rejects(verifier.refresh(), { code: 'keys_unavailable', status: 503 });
  assert.equal((await verifier.verify(issuer.mint({ sub: 'alice' }))).sub, 'alice');
  assert.ok(verifier.stats().lastFetchError.length > 0);
  const cold = issuer.verifier(QUIET);
  await assert.rejects(cold.warm(), { code: 'keys_unavailable' });
  await assert.rejects(cold.verify(issuer.mint({ sub: 'alice' })), { code: 'keys_unavailable' });
  await cold.warm({ required: false });
  assert.equal(cold.ready(), false);
});

test('a fetcher of your own gets an address and an ETag, and may answer in three ways', async () => {
  const issuer = new TestIssuer();
  const asked = [];
  const answers = [
    () => new Response(issuer.jwks, { headers: { etag: '"1"', 'cache-control': 'max-age=60' } }),
    async () => new Response(null, { status: 304 }),
    async () => ({ status: 200, headers: { ETag: '"2"' }, body: issuer.jwks }),
    () => ({ status: 200, body: new TextEncoder().encode(issuer.jwks) }),
  ];
  const verifier = new Verifier({
    ...QUIET, issuer: issuer.issuer, audience: issuer.audience, jwksUrl: 'https://id.example.com/jwks', allowHttp: false,
    fetch: (url, init) => {
      asked.push([url, init]);
      return answers[(asked.length - 1) % answers.length]();
    },
  });
  for (let round = 0; round < 4; round += 1) {
    await (round === 0 ? verifier.warm() : verifier.refresh());
    assert.equal((await verifier.verify(issuer.mint({ sub: 'alice' }))).sub, 'alice');
    await new Promise((resolve) => { setTimeout(resolve, 1010); }); // refresh is held to once a second
  }
  assert.deepEqual(asked.map(([url]) => url), Array(4).fill('https://id.example.com/jwks'));
  assert.deepEqual(asked.map(([, init]) => init.headers), [{}, { 'If-None-Match': '"1"' }, { 'If-None-Match': '"1"' }, { 'If-None-Match': '"2"' }]);
  const [, init] = asked[0];
  assert.equal(init.method, 'GET');
  assert.equal(init.redirect, 'manual');
  assert.ok(init.signal instanceof AbortSignal);
  assert.equal(issuer.requests, 0);
});

test('a fetcher that fails is an outage, whatever it does', async () => {
  const issuer = new TestIssuer();
  const bad = [
    () => { throw new TypeError('fetch failed'); }, async () => { throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }); },
    () => undefined, () => null, () => 5, () => ({}), () => ({ status: '200', body: 5 }), async () => 'x', () => ({ status: 500, body: '' }), () => ({ status: 200, body: 'no keys' }),
    () => new Response('x', { status: 302, headers: { location: 'https://elsewhere.example' } }), () => ({ status: 200, body: 'x'.repeat(600_000) }),
    () => new Response(new ReadableStream({ start(controller) { controller.error(new Error('cut')); } })), () => ({ get status() { throw new Error('a getter'); } }), () => { throw null; },
    () => ({ status: 200, headers: { a: Symbol('b') }, body: '' }),
  ];
  for (const fetch of bad) {
    const verifier = new Verifier({ ...QUIET, issuer: issuer.issuer, audience: issuer.audience, jwksUrl: 'https://id.example.com/jwks', fetch });
    assert.equal(await codeOf(verifier.verify(issuer.mint({ sub: 'alice' }))), 'keys_unavailable', String(fetch));
  }
});

test('a snapshot decides before any fetch', async () => {
  const issuer = new TestIssuer();
  const verifier = issuer.verifier({ jwksSnapshot: JSON.parse(issuer.jwks) });
  assert.equal(verifier.verifySync(issuer.mint({ sub: 'alice' })).sub, 'alice');
  assert.equal(issuer.requests, 0);
});

test('a decision without keys is one miss, however it was asked for', async () => {
  const issuer = new TestIssuer();
  const verifier = issuer.verifier(QUIET);
  const token = issuer.mint({ sub: 'alice' });
  const counted = () => { const { keyHits, keyMisses } = verifier.stats(); return [keyHits, keyMisses]; };
  assert.equal(await codeOf(() => verifier.verifySync(token)), 'keys_unavailable');
  assert.deepEqual(counted(), [0, 1]);
  issuer.slow(0.3); // all ask before the keys are there
  const authorization = ['authorization', `Bearer ${token}`];
  const asks = [() => verifier.verify(token), () => verifier.decide({ method: 'GET', headers: [authorization] }), () => verifier.decide({ method: 'GET', headers: new Headers([authorization]) })];
  const all = await Promise.all([...asks, ...asks].map((ask) => ask()));
  assert.deepEqual(all.map(({ sub }) => sub), Array(6).fill('alice'));
  assert.deepEqual(counted(), [0, 7]);
  verifier.verifySync(token);
  assert.equal(await codeOf(() => verifier.verifySync('x')), 'token_malformed');
  assert.deepEqual(counted(), [2, 7]);
});
