// bearward/testing: an issuer whose tokens have the fault that was asked for, and no other.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setLogger, Verifier } from 'bearward';
import { TestIssuer } from 'bearward/testing';
import { codeOf, QUIET } from '../support/issuers.mjs';

setLogger(() => undefined);

test('each fault has its code', async () => {
  const issuer = new TestIssuer();
  const verifier = issuer.verifier(QUIET);
  const faults = {
    expired: 'token_expired', notYetValid: 'token_not_yet_valid', wrongKey: 'signature_invalid', wrongAudience: 'audience_mismatch',
    wrongIssuer: 'issuer_mismatch', unknownKid: 'key_not_found', algNone: 'token_malformed', hs256WithPublicKey: 'algorithm_not_allowed',
  };
  for (const [fault, code] of Object.entries(faults)) assert.equal(await codeOf(verifier.verify(issuer[fault]({ sub: 'alice' }))), code, fault);
  assert.equal(await codeOf(verifier.verify(issuer.tampered(issuer.mint({ sub: 'alice' })))), 'signature_invalid');
  assert.equal(await codeOf(verifier.verify(issuer.mint({ sub: 'alice' }, { unsigned: true }))), 'token_malformed');
  assert.equal(await codeOf(verifier.verify(issuer.mint({ sub: 'alice', exp: null }))), 'claim_missing');
});

test('claims and headers of your own', async () => {
  const issuer = new TestIssuer({ issuer: 'https://id.example', audience: 'api', lifetime: 60, algorithms: ['ES256', 'RS256'] });
  const verifier = issuer.verifier(QUIET);
  const claims = await verifier.verify(issuer.mint({ sub: 'alice', big: 9007199254740993n, iss: 'https://id.example' }));
  assert.deepEqual([claims.iss, claims.aud, claims.big, claims.exp - claims.iat], ['https://id.example', 'api', 9007199254740993n, 60]);
  assert.equal(issuer.kids.length, 2);
  assert.equal(await codeOf(verifier.verify(issuer.mint({ sub: 'a' }, { header: { typ: 'secevent+jwt' } }))), 'token_type_mismatch');
  assert.equal((await verifier.verify(issuer.mint({}, { rawPayload: `{"sub":"raw","iss":"https://id.example","aud":"api","exp":4102444800}` }))).sub, 'raw');
  assert.equal(await codeOf(verifier.verify(issuer.mint({}, { rawPayload: '{"sub":"a","sub":"b"}' }))), 'token_malformed');
  for (const kid of issuer.kids) assert.equal((await verifier.verify(issuer.mint({ sub: kid }, { kid }))).sub, kid);
});

test('a shared secret', () => {
  const issuer = new TestIssuer({ secret: 'test-only-secret-0123456789abcdef' });
  assert.equal(issuer.verifier().verifySync(issuer.mint({ sub: 'alice' })).sub, 'alice');
  assert.equal(Buffer.from(issuer.sharedSecret()).toString(), 'test-only-secret-0123456789abcdef');
});

test('the endpoint, as it is told', async () => {
  const issuer = new TestIssuer({ path: '/keys', etag: true, headers: { 'cache-control': 'max-age=120' } });
  assert.ok(issuer.jwksUrl.endsWith('/keys'));
  const response = await fetch(issuer.jwksUrl);
  assert.deepEqual(await response.json(), JSON.parse(issuer.jwks));
  assert.equal(response.headers.get('cache-control'), 'max-age=120');
  assert.equal((await fetch(issuer.jwksUrl, { headers: { 'if-none-match': response.headers.get('etag') } })).status, 304);
  issuer.answerWith(418, { headers: { 'x-a': 'b' }, body: 'teapot' });
  const odd = await fetch(issuer.jwksUrl);
  assert.deepEqual([odd.status, odd.headers.get('x-a'), await odd.text()], [418, 'b', 'teapot']);
  issuer.answerNormally();
  issuer.down();
  await assert.rejects(fetch(issuer.jwksUrl));
  issuer.up();
  assert.equal((await fetch(issuer.jwksUrl)).status, 200);
  assert.ok(issuer.requests >= 4 && issuer.connections >= 1);
});

test('the moment of the tokens', () => {
  const issuer = new TestIssuer({ now: 1_800_000_000, algorithms: 'EdDSA' });
  const verifier = new Verifier({ ...QUIET, issuer: issuer.issuer, audience: issuer.audience, jwks: issuer.jwks });
  const { iat } = JSON.parse(Buffer.from(issuer.mint({ sub: 'a' }).split('.')[1], 'base64url'));
  assert.equal(iat, 1_800_000_000);
  issuer.setNow(Math.floor(Date.now() / 1000));
  assert.equal(verifier.verifySync(issuer.mint({ sub: 'a' })).sub, 'a');
});

test('words that an issuer does not know', () => {
  assert.throws(() => new TestIssuer({ algorithms: 'none' }));
  const issuer = new TestIssuer();
  assert.throws(() => issuer.mint({ sub: 'a' }, { algorithm: 'nosuch' }));
  assert.throws(() => issuer.slow(-1));
  assert.throws(() => issuer.verifier({ nosuch: 1 }), TypeError);
});

test('misuse is an error with a sentence, and the process lives', () => {
  const issuer = new TestIssuer();
  const ofSecret = new TestIssuer({ secret: 'test-only-secret-0123456789abcdef' });
  const date = new Date(0);
  const types = [
    () => issuer.mint('x'), () => issuer.mint(5), () => issuer.mint([]), () => issuer.mint(date), () => issuer.mint(null), () => issuer.mint({ toJSON: () => 'x' }), () => issuer.mint({}, 5),
    () => issuer.mint({}, { header: 'x' }), () => issuer.mint({}, { header: [] }), () => issuer.mint({}, { rawPayload: {} }), () => issuer.mint({}, { unsignd: true }), () => issuer.tampered(5),
    () => issuer.expired('x'), () => issuer.expired([]), () => issuer.wrongAudience(5), () => issuer.unknownKid(date), () => issuer.publicPem(5), () => issuer.tampered('\ud800'),
    () => new TestIssuer({ algoritms: 'EdDSA' }), () => new TestIssuer(5), () => new TestIssuer(null),
  ];
  for (const misuse of types) assert.throws(misuse, (error) => error instanceof TypeError && /: (give|a string with half) |has no option/.test(error.message), String(misuse));
  const sentences = [
    [() => issuer.mint({}, { kid: 'nope' }), /never had a key with the kid "nope"/], [() => issuer.mint({}, { kid: '' }), /never had a key/],
    [() => issuer.mint({}, { algorithm: 'HS256' }), /no key of this issuer signs with HS256/], [() => issuer.publicPem('no'), /never had a key/],
    [() => issuer.tampered('x'), /three parts/], [() => issuer.tampered(''), /three parts/], [() => issuer.tampered('a.b.c'), /base64url/], [() => issuer.tampered('é.é.é'), /base64url/],
    [() => issuer.sharedSecret(), /no key of this issuer is a secret/], [() => ofSecret.publicPem(), /shared secret, which has no public key/], [() => ofSecret.hs256WithPublicKey(), /no public key/],
  ];
  for (const [misuse, words] of sentences) assert.throws(misuse, (error) => error instanceof Error && words.test(error.message), String(misuse));
  assert.equal(issuer.verifier({ jwksSnapshot: issuer.jwks }).verifySync(issuer.mint({ sub: 'alice' })).sub, 'alice');
});
