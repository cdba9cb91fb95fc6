// Keys over HTTP in real time: one GET for all who wait, rotation, removal, caches.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import * as edge from 'bearward/edge';

import { AUDIENCE, codeOf, ISSUER, KeyServer, keyPair, mint, refusal, verifierOf } from './lab.mjs';

edge.setLogger(() => undefined);
const [ONE, TWO] = [keyPair('one'), keyPair('two')];
const open = [];

async function lab(options = {}, ...keys) {
  const site = await KeyServer.start(...(keys.length === 0 ? [ONE] : keys));
  open.push(site);
  return { site, ...verifierOf(edge, site, options) };
}

afterEach(async () => {
  for (const site of open.splice(0)) await site.stop();
});

test('two hundred who meet no keys share one GET', async () => {
  const { site, verifier } = await lab();
  const all = await Promise.all(Array.from({ length: 200 }, () => verifier.verify(mint(ONE))));
  assert.ok(all.every((claims) => claims.sub === 'alice'));
  assert.equal(site.requests.length, 1);
  assert.deepEqual(verifier.stats().fetches, { cold: 1, scheduled: 0, miss: 0, doubt: 0, operator: 0 });
});

test('the GET carries nothing but what it needs', async () => {
  const { site, verifier } = await lab({ fetchHeaders: { 'X-Api-Key': 'anon' } });
  await verifier.verify(mint(ONE));
  const { method, headers, url } = site.requests[0];
  assert.deepEqual([method, url], ['GET', '/jwks']);
  assert.equal(headers['x-api-key'], 'anon');
  assert.match(headers['user-agent'], /^bearward\/\d/);
  for (const name of ['authorization', 'cookie', 'referer', 'if-none-match']) assert.equal(headers[name], undefined, name);
});

test('every kind of key', async () => {
  const keys = ['ed25519', 'rsa', 'ec'].map((type) => keyPair(type, type));
  const { verifier } = await lab({}, ...keys);
  for (const key of keys) assert.equal((await verifier.verify(mint(key))).sub, 'alice', key.type);
});

test('a new key is found by the first token that names it, and fruitless misses cool down', async () => {
  const { site, verifier } = await lab();
  await verifier.verify(mint(ONE));
  site.keys = [ONE, TWO];
  assert.equal((await verifier.verify(mint(TWO))).sub, 'alice');
  assert.equal(site.requests.length, 2);
  const unknown = Array.from({ length: 500 }, (_, index) => codeOf(verifier.verify(mint({ ...ONE, kid: `no-${index}` }))));
  assert.deepEqual([...new Set(await Promise.all(unknown))], ['key_not_found']);
  assert.equal(site.requests.length, 3);
  assert.equal(await codeOf(verifier.verify(mint(ONE))), 'accept');
});

test('a key that is gone is refused after a refresh, remembered tokens too', async () => {
  const { site, verifier } = await lab({ tokenCache: { entries: 10, bytes: 1 << 16 } }, ONE, TWO);
  const token = mint(ONE);
  const claims = await verifier.verify(token);
  assert.equal(await verifier.verify(token), claims, 'the very same claims');
  site.keys = [TWO];
  await verifier.refresh();
  assert.equal(await codeOf(verifier.verify(token)), 'key_not_found');
});

test('a name that means another key now refuses what the old one signed', async () => {
  const { site, verifier } = await lab();
  await verifier.verify(mint(ONE));
  site.keys = [{ ...TWO, jwk: { ...TWO.jwk, kid: 'one' } }];
  await verifier.refresh();
  assert.equal(await codeOf(verifier.verify(mint(ONE))), 'signature_invalid');
  assert.equal(await codeOf(verifier.verify(mint({ ...TWO, kid: 'one' }))), 'accept');
});

test('a key that was revoked stays so', async () => {
  const { verifier } = await lab({ tokenCache: { entries: 10, bytes: 1 << 16 } });
  const token = mint(ONE);
  await verifier.verify(token);
  verifier.revokeKey('one');
  assert.equal(await codeOf(verifier.verify(token)), 'key_unusable');
  await verifier.refresh();
  assert.equal(await codeOf(verifier.verify(token)), 'key_unusable');
});

test('a key that was revoked is refused under its other names, and so is what names it', async () => {
  const twin = { ...ONE, kid: 'second', jwk: { ...ONE.jwk, kid: 'second' } };
  const { verifier } = await lab({}, ONE, twin, TWO);
  verifier.revokeKey('one');
  for (const [key, expected] of [[ONE, 'key_unusable'], [twin, 'key_unusable'], [TWO, 'accept']]) {
    assert.equal(await codeOf(verifier.verify(mint(key))), expected, key.kid);
  }
  const { kid: _, ...nameless } = ONE.jwk;
  const keys = { issuer: ISSUER, audience: AUDIENCE, tokenCache: { entries: 10, bytes: 1 << 16 }, onDenied: () => undefined };
  const fixed = new edge.Verifier({ ...keys, jwk: nameless });
  const token = mint(ONE);
  assert.equal(await codeOf(fixed.verify(token)), 'accept');
  fixed.revokeKey('one');
  assert.equal(await codeOf(fixed.verify(token)), 'key_unusable');
});

test('each of several issuers keeps its own limit of length', async () => {
  const keys = { audience: AUDIENCE, onDenied: () => undefined };
  const strict = new edge.Verifier({ ...keys, issuer: ISSUER, jwk: ONE.jwk, maxTokenBytes: 600 });
  const other = 'https://other.example.com';
  const verifier = edge.Verifier.many([strict, new edge.Verifier({ ...keys, issuer: other, jwk: TWO.jwk })]);
  const x = 'y'.repeat(4000);
  assert.equal(await codeOf(verifier.verify(mint(ONE))), 'accept');
  assert.equal(await codeOf(verifier.verify(mint(ONE, { x }))), 'token_too_large');
  assert.equal(await codeOf(verifier.verify(mint(TWO, { x, iss: other }))), 'accept');
});

test('a set that did not change is asked for by its ETag', async () => {
  const { site, verifier } = await lab();
  site.headers = { etag: '"v1"' };
  await verifier.verify(mint(ONE));
  site.answer = (request, response) => {
    response.writeHead(request.headers['if-none-match'] === '"v1"' ? 304 : 500);
    response.end();
  };
  await verifier.refresh();
  assert.equal(await codeOf(verifier.verify(mint(ONE))), 'accept');
  assert.equal(verifier.stats().fetchFailures, 0);
});

test('the old keys go on when the endpoint is gone', async () => {
  const { site, verifier } = await lab();
  await verifier.verify(mint(ONE));
  await site.stop();
  open.length = 0;
  const failed = await refusal(verifier.refresh());
  assert.deepEqual([failed.code, failed.status], ['keys_unavailable', 503]);
  assert.match(failed.received, /refused|closed/);
  assert.equal(await codeOf(verifier.verify(mint(ONE))), 'accept');
  assert.equal(await codeOf(verifier.verify(mint(TWO))), 'keys_unavailable');
});

test('warm, ready, refresh and stats', async () => {
  const { site, verifier, told } = await lab();
  assert.equal(verifier.ready(), false);
  await verifier.warm();
  await verifier.warm();
  assert.deepEqual([verifier.ready(), site.requests.length], [true, 1]);
  await verifier.refresh();
  assert.equal(site.requests.length, 2);
  const begin = performance.now();
  await verifier.refresh();
  assert.equal(site.requests.length, 3, 'who asks twice wants what is served now');
  assert.ok(performance.now() - begin > 900, 'once a second');
  await verifier.verify(mint(ONE));
  await codeOf(verifier.verify('x'));
  const { accepted, denied, keyHits, fetches, lastFetchError, keyAge } = verifier.stats();
  assert.deepEqual({ accepted, denied, keyHits, lastFetchError }, { accepted: 1, denied: { token_malformed: 1 }, keyHits: 2, lastFetchError: null });
  assert.deepEqual([fetches.cold, fetches.operator], [1, 2]);
  assert.ok(keyAge >= 0 && keyAge < 5);
  assert.equal(told.length, 1);
});

test('warm says what the endpoint did; it need not be required', async () => {
  const { site, verifier, told } = await lab();
  site.serve(404, { 'content-type': 'text/html' }, '<html>');
  const failed = await refusal(verifier.warm());
  assert.deepEqual([failed.code, failed.retryAfter >= 1], ['keys_unavailable', true]);
  assert.match(failed.received, /answered 404/);
  assert.match(failed.hint, /address of the key set/);
  await verifier.warm({ required: false });
  assert.equal(told.length, 2);
});

test('keys to start with decide until the first fetch has landed', async () => {
  const { site, verifier } = await lab({ jwksSnapshot: { keys: [ONE.jwk] } });
  assert.equal(verifier.ready(), true);
  assert.equal(await codeOf(verifier.verify(mint(ONE))), 'accept');
  assert.equal(site.requests.length, 0);
  site.keys = [TWO];
  assert.equal(await codeOf(verifier.verify(mint(TWO))), 'accept');
  assert.equal(await codeOf(verifier.verify(mint(ONE))), 'key_not_found');
});

test('discovery: the document of this issuer names the keys', async () => {
  const site = await KeyServer.start(ONE);
  open.push(site);
  let issuer = site.origin;
  let target = site.url;
  site.answer = (request, response) => {
    if (request.url !== '/.well-known/openid-configuration') return site.serveKeys(request, response);
    response.end(JSON.stringify({ issuer, jwks_uri: target }));
  };
  const make = () => new edge.Verifier({ issuer: site.origin, audience: AUDIENCE, discovery: true, onDenied: () => undefined });
  const token = mint(ONE, { iss: site.origin });
  assert.equal(await codeOf(make().verify(token)), 'accept');
  assert.deepEqual(site.requests.map(({ url }) => url), ['/.well-known/openid-configuration', '/jwks']);
  issuer = ISSUER;
  assert.match((await refusal(make().verify(token))).received, /equal to the letter/);
  issuer = site.origin;
  target = 'file:///etc/jwks.json';
  assert.match((await refusal(make().verify(token))).received, /jwks_uri is refused/);
});

test('a fetcher of your own', async () => {
  const asked = [];
  const fetch = async (url, init) => {
    asked.push([url, init.method, init.redirect, init.signal instanceof AbortSignal]);
    return Response.json({ keys: [ONE.jwk] }, { headers: { etag: '"a"' } });
  };
  const { verifier } = await lab({ fetch, jwksUrl: 'https://keys.example.com/jwks?tenant=secret' });
  await verifier.verify(mint(ONE));
  assert.deepEqual(asked, [['https://keys.example.com/jwks?tenant=secret', 'GET', 'manual', true]]);
  const broken = await lab({ fetch: () => ({ status: 503, headers: { 'Retry-After': '120' } }), jwksUrl: 'https://keys.example.com/jwks?tenant=secret' });
  const failed = await refusal(broken.verifier.verify(mint(ONE)));
  assert.equal(failed.retryAfter, 120);
  assert.doesNotMatch(`${failed.expected}${failed.received}`, /secret/);
});

test('several issuers: each has its own keys, and one outage is not the other’s', async () => {
  const [good, bad] = [await lab(), await lab({ issuer: 'https://other.example.com' })];
  bad.site.serve(500);
  const verifier = edge.Verifier.many([good.verifier, bad.verifier]);
  assert.equal(await codeOf(verifier.verify(mint(ONE))), 'accept');
  assert.equal(await codeOf(verifier.verify(mint(ONE, { iss: 'https://other.example.com' }))), 'keys_unavailable');
  assert.equal(await codeOf(verifier.verify(mint(ONE, { iss: 'https://third.example.com' }))), 'issuer_mismatch');
  assert.equal(await codeOf(verifier.verify(mint(ONE))), 'accept');
});
