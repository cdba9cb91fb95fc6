// Whatever is handed in: a typed error, and the process goes on.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ConfigError, Denied, SessionCookies, Verifier } from 'bearward';
import { codeOf, OPEN, SECRET, sign } from '../support/issuers.mjs';

const never = () => { throw new RangeError('a trap'); };
const throwing = new Proxy({}, { get: never, has: never, ownKeys: never });
const NO_TOKENS = [undefined, null, 0, NaN, true, {}, [], () => 'a.b.c', Symbol('a.b.c'), 5n, new String('a.b.c'), Buffer.from('a.b.c'), new Date(), throwing, new (class { toString() { throw new Error('no'); } })()];
const good = sign({ sub: 'alice' });
const verifier = new Verifier(OPEN);

test('what is no string is no token', async () => {
  for (const value of NO_TOKENS) {
    assert.equal(await codeOf(() => verifier.verifySync(value)), 'token_malformed');
    assert.equal(await codeOf(verifier.verify(value)), 'token_malformed');
  }
});

test('strings that are no tokens', async () => {
  const strings = ['', ' ', '.', '..', '...', 'a.b.c', `${good} `, ` ${good}`, `${good}\n`, `${good}\0`, `${good}.x`, '\ud800', `${good}\udfff`, good.replace('.', '\ud800.'), `\ufeff${good}`, '\u{1f600}'.repeat(100), 'é.é.é'];
  for (const value of strings) assert.equal(await codeOf(() => verifier.verifySync(value)), 'token_malformed', JSON.stringify(value));
  const cut = good.slice(0, -1);
  for (const end of ['\u0141', '\u0241', String.fromCharCode(good.charCodeAt(good.length - 1) + 256)]) {
    // The low octet of these units is that of a character of the token: they must not be cut down to it.
    assert.equal(await codeOf(() => verifier.verifySync(cut + end)), 'token_malformed');
  }
});

test('a token is the same whatever form the string has', () => {
  const half = good.length >> 1;
  const rope = [good.slice(0, half), good.slice(half)].join('');
  const wide = `\u{1f600}${good}`.slice(2);
  for (const text of [good, rope, wide, Buffer.from(good).toString('latin1'), Buffer.from(good, 'utf8').toString('utf16le').slice(0, 0) + good]) {
    assert.equal(verifier.verifySync(text).sub, 'alice');
  }
});

test('long tokens of every length around the buffer', () => {
  const wide = new Verifier({ ...OPEN, maxTokenBytes: 1 << 20 });
  for (let length = 2950; length < 3100; length += 1) {
    assert.equal(wide.verifySync(sign({ sub: 'a', pad: 'x'.repeat(length) })).pad.length, length);
  }
  assert.equal(wide.verifySync(sign({ sub: 'é', pad: '\u{1f600}'.repeat(50_000) })).pad.length, 100_000);
});

test('a megabyte is too large, and soon told', async () => {
  const large = ['x'.repeat(1 << 20), '.'.repeat(1 << 20), `${good}${'A'.repeat(1 << 20)}`, '\u{1f600}'.repeat(1 << 19), `\ud800${'x'.repeat(1 << 20)}`];
  const since = performance.now();
  for (const value of large) assert.equal(await codeOf(() => verifier.verifySync(value)), 'token_too_large');
  assert.ok(performance.now() - since < 1000);
});

test('header fields', async () => {
  const decide = (headers) => codeOf(verifier.decide({ method: 'GET', headers }));
  assert.equal(await decide([['Authorization', `Bearer ${good}`]]), 'accept');
  assert.equal(await decide(new Map([['authorization', `Bearer ${good}`]])), 'accept');
  assert.equal(await decide(new Headers({ authorization: `Bearer ${good}` })), 'accept');
  assert.equal(await decide([]), 'token_missing');
  assert.equal(await decide([['authorization', `Bearer ${good}`], ['Authorization', `Bearer ${good}`]]), 'authorization_malformed');
  assert.equal(await decide([['authorization', `Bearer ${good}\u0141`]]), 'token_malformed');
  assert.equal(await decide([['authorization', `Bearer ${good}\ud800`]]), 'token_malformed');
  assert.equal(await decide([['authorization', `Bearer ${good}\u00ff`]]), 'token_malformed');
  assert.equal(await decide([['authorization', '']]), 'token_missing');
  assert.equal(await decide([['authorization', `Bearer ${good}${' '.repeat(5000)}`]]), 'accept', 'white space around a field is no part of it');
  assert.equal(await decide([['\ud800', '\ud800'], ['x', undefined], ['authorization', null]]), 'token_missing');
  for (const wrong of [null, undefined, 5, {}, [null], [5], throwing]) {
    await assert.rejects(verifier.decide({ method: wrong, headers: [['authorization', `Bearer ${good}`]] }), (error) => !(error instanceof Denied) && error instanceof Error);
    await assert.rejects(verifier.decide({ method: 'GET', headers: wrong }), (error) => !(error instanceof Denied) && error instanceof Error);
  }
});

test('options', () => {
  const wrong = [
    [undefined, TypeError], [null, TypeError], [5, TypeError], ['x', TypeError], [{}, ConfigError], [throwing, RangeError],
    [{ ...OPEN, nosuch: 1 }, TypeError], [{ ...OPEN, leeway: '5' }, TypeError], [{ ...OPEN, leeway: NaN }, ConfigError], [{ ...OPEN, leeway: -1 }, ConfigError],
    [{ ...OPEN, leeway: Infinity }, ConfigError], [{ ...OPEN, algorithms: [5] }, TypeError], [{ ...OPEN, algorithms: 'none' }, ConfigError], [{ ...OPEN, algorithms: [] }, ConfigError],
    [{ ...OPEN, secret: 5 }, TypeError], [{ ...OPEN, secret: `${SECRET}\ud800` }, TypeError], [{ ...OPEN, secret: [] }, ConfigError], [{ ...OPEN, secret: { toString: () => SECRET } }, TypeError],
    [{ ...OPEN, issuer: 'x' }, ConfigError], [{ ...OPEN, anyIssuer: 'yes' }, TypeError], [{ ...OPEN, anyIssuer: false }, ConfigError], [{ ...OPEN, jwks: {} }, ConfigError],
    [{ ...OPEN, require: { azp: [{}] } }, TypeError], [{ ...OPEN, require: { azp: [1.5] } }, TypeError], [{ ...OPEN, require: { n: [2 ** 53] } }, TypeError], [{ ...OPEN, require: 5 }, TypeError],
    [{ ...OPEN, tokenCache: true }, TypeError], [{ ...OPEN, tokenCache: { entries: 0, bytes: 5 } }, ConfigError], [{ ...OPEN, tokenCache: { entries: 1.5, bytes: 5 } }, TypeError],
    [{ ...OPEN, maxTokenBytes: 1 }, ConfigError], [{ ...OPEN, revokedIf: 5 }, TypeError], [{ ...OPEN, revokedIf: async () => false }, ConfigError], [{ ...OPEN, onDenied: 'x' }, TypeError],
    [{ ...OPEN, get leeway() { throw new RangeError('a getter'); } }, RangeError], [{ ...OPEN, typ: Symbol('x') }, TypeError], [{ ...OPEN, cookie: 'a b' }, ConfigError],
    [{ anyIssuer: true, anyAudience: true, jwks: new Map() }, ConfigError], [{ anyIssuer: true, anyAudience: true, jwksUrl: 'http://id.example.com/jwks' }, ConfigError],
    [{ anyIssuer: true, anyAudience: true, jwksFile: '/nowhere/at/all' }, ConfigError], [{ anyIssuer: true, anyAudience: true, secretEnv: 'BEARWARD_NO_SUCH_VARIABLE' }, ConfigError],
  ];
  for (const [options, kind] of wrong) assert.throws(() => new Verifier(options), (error) => error instanceof kind && !error.message.includes('\n'), String(kind.name));
});

test('presets, kids and cookies', () => {
  for (const wrong of [undefined, null, 5, {}, Symbol('x')]) assert.throws(() => Verifier.betterAuth(wrong), TypeError);
  assert.throws(() => Verifier.betterAuth('no url'), ConfigError);
  assert.throws(() => Verifier.auth0('x.auth0.com', undefined), TypeError);
  assert.throws(() => Verifier.many([]), ConfigError);
  for (const wrong of [undefined, null, 5, '\ud800']) assert.throws(() => verifier.revokeKey(wrong), TypeError);
  for (const wrong of [{}, { secret: SECRET, secretEnv: 'X' }, { secret: 'short' }, { secret: SECRET, strategy: 'x' }]) assert.throws(() => new SessionCookies(wrong), ConfigError);
  for (const wrong of [{ secret: 5 }, { secret: SECRET, nosuch: 1 }, { secret: SECRET, leeway: '5' }, throwing]) assert.throws(() => new SessionCookies(wrong), (error) => error instanceof Error);
});

test('the options are not kept: changing them later changes nothing', () => {
  const options = { ...OPEN, algorithms: ['HS256'], required: ['sub'] };
  const kept = new Verifier(options);
  options.algorithms.push('HS512');
  options.required.push('nosuch');
  assert.equal(kept.verifySync(good).sub, 'alice');
});
