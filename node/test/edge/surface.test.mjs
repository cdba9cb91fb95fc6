// The surface that both entries have, on this one: claims, hooks, bad input, and what is not here.

import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';

import {
  ConfigError, Denied, requireAnyScope, requireOwner, requirePathOwner, requireRecordOwner, requireScope, scopesOf, SessionCookies, setLogger, subjectOf, Verifier,
} from 'bearward/edge';

import { OPEN, SECRET, sign } from '../support/issuers.mjs';

const LOUD = { anyIssuer: true, anyAudience: true, secret: SECRET };
const never = () => { throw new RangeError('a trap'); };
const throwing = new Proxy({}, { get: never, has: never, ownKeys: never });
const verifier = new Verifier(OPEN);
const claimsOf = (claims, options = {}) => new Verifier({ ...OPEN, ...options }).verify(sign(claims));

afterEach(() => setLogger(null));

test('claims are plain, frozen at every level, and exact', async () => {
  const claims = await claimsOf('{"sub":"a","exp":4102444800,"__proto__":{"admin":true},"constructor":{"prototype":1},"n":[{"d":1}],"big":9007199254740993,"neg":-9007199254740993,"f":1e20}');
  assert.equal(Object.getPrototypeOf(claims), Object.prototype);
  assert.equal(claims.admin, undefined);
  assert.equal({}.admin, undefined);
  assert.ok(Object.hasOwn(claims, '__proto__') && Object.isFrozen(claims['__proto__']) && Object.isFrozen(claims.n[0]));
  assert.deepEqual([claims.big, claims.neg, claims.f], [9007199254740993n, -9007199254740993n, 1e20]);
  assert.throws(() => { claims.sub = 'bob'; }, TypeError);
  assert.equal((await claimsOf({ sub: 'a', id: '110169484474386276334' })).id, '110169484474386276334');
});

test('the owner is compared by type and value', async () => {
  const text = await claimsOf({ sub: '42' });
  requireOwner(text, '42');
  requirePathOwner(text, '42');
  requireRecordOwner(text, '42');
  for (const other of ['', '042', '42 ', 42, 42n, '42\0', '42\ud800', '４２']) assert.throws(() => requireOwner(text, other), { code: 'owner_mismatch', status: 403 });
  for (const other of ['41', null, undefined, 42]) assert.throws(() => requireRecordOwner(text, other), { code: 'not_found', status: 404 });
  const number = await claimsOf({ user_id: 42 }, { subjectInt: 'user_id' });
  for (const own of [42, 42n]) requireOwner(number, own);
  for (const other of ['42', 43, 42.5, -42, NaN, Infinity, 2n ** 64n + 42n, -42n]) assert.throws(() => requireOwner(number, other), { code: 'owner_mismatch' });
  requirePathOwner(number, '42');
  for (const other of ['042', '+42', '42.0', '4.2e1']) assert.throws(() => requirePathOwner(number, other), { code: 'owner_mismatch' });
  for (const wrong of [{}, [], true, null, undefined, Symbol('42')]) assert.throws(() => requireOwner(text, wrong), TypeError);
  for (const wrong of [42, null, {}]) assert.throws(() => requirePathOwner(text, wrong), TypeError);
});

test('scopes', async () => {
  const claims = await claimsOf({ sub: 'a', scope: 'tasks:read  tasks:write' });
  assert.deepEqual(scopesOf(claims), ['tasks:read', 'tasks:write']);
  requireScope(claims, 'tasks:read');
  requireAnyScope(claims, ['admin', 'tasks:write']);
  assert.throws(() => requireScope(claims, 'admin'), (denied) => denied.headers['www-authenticate'].includes('scope="admin"'));
  assert.throws(() => requireScope(claims, 'a"b'), (denied) => !denied.headers['www-authenticate'].includes('scope="'));
  assert.throws(() => requireAnyScope(claims, []), { code: 'scope_insufficient' });
  const wrong = await claimsOf({ sub: 'a', scope: [1] });
  assert.throws(() => scopesOf(wrong), { code: 'claim_invalid', claim: 'scope' });
  assert.deepEqual(scopesOf(await claimsOf({ sub: 'a', realm: { 'a/b': [['x', 'y']] } }, { scopesFrom: '/realm/a~1b/0' })), ['x', 'y']);
});

test('only what a verifier gave are claims; nobody is no subject', async () => {
  const claims = await claimsOf({ sub: 'alice' });
  for (const copy of [{ ...claims }, structuredClone(claims), Object.create(claims), null, 'alice']) assert.throws(() => requireOwner(copy, 'alice'), TypeError);
  const nobody = await claimsOf({}, { optionalSubject: true });
  assert.throws(() => subjectOf(nobody), TypeError);
  assert.throws(() => requireOwner(nobody, ''), { code: 'owner_mismatch' });
});

test('bad input is a typed error', async () => {
  const values = [undefined, null, 0, {}, [], () => 'a.b.c', Symbol('a'), 5n, new String('a.b.c'), throwing, '\ud800', 'é.é.é', '', '.'.repeat(1000), `${sign({ sub: 'a' })}\udfff`];
  for (const value of values) await assert.rejects(verifier.verify(value), { code: 'token_malformed' });
  for (const value of ['x'.repeat(1 << 20), '\u{1f600}'.repeat(1 << 19)]) await assert.rejects(verifier.verify(value), { code: 'token_too_large' });
  for (const headers of [null, undefined, 5, {}, [null], [5], throwing]) {
    await assert.rejects(verifier.decide({ method: 'GET', headers }), (error) => error instanceof Error && !(error instanceof Denied));
  }
  for (const options of [undefined, null, 5, 'x', { ...OPEN, nosuch: 1 }, { ...OPEN, leeway: '5' }, { ...OPEN, typ: Symbol('x') }]) assert.throws(() => new Verifier(options), TypeError);
  assert.throws(() => new Verifier(throwing), RangeError);
});

test('the hook gets each denial once, with where it was', async () => {
  const heard = [];
  const loud = new Verifier({ ...LOUD, onDenied: (denied, context) => { heard.push([denied.code, context]); } });
  await assert.rejects(loud.verify('x'));
  await assert.rejects(loud.decide({ method: 'POST', headers: [] }, { route: '/tasks' }));
  assert.throws(() => loud.findToken('GET', [['authorization', 'Bearer a, Bearer b']]));
  const claims = await loud.decide({ method: 'GET', headers: new Headers({ authorization: `Bearer ${sign({ sub: 'alice' })}` }) }, { route: '/tasks/:id' });
  assert.throws(() => requireOwner(claims, 'bob'));
  assert.throws(() => requireOwner(claims, 'bob', { route: '/elsewhere' }));
  loud.tokenMissing();
  assert.deepEqual(heard, [
    ['token_malformed', {}], ['token_missing', { method: 'POST', route: '/tasks' }], ['authorization_malformed', { method: 'GET' }],
    ['owner_mismatch', { method: 'GET', route: '/tasks/:id' }], ['owner_mismatch', { route: '/elsewhere' }],
  ]);
  const own = new Verifier({ ...LOUD, onDenied: () => ({ body: '<p>', contentType: 'text/html' }) });
  const denied = await own.verify('x').catch((error) => error);
  assert.deepEqual([denied.body, denied.toResponse().headers.get('content-type'), denied.status], ['<p>', 'text/html', 401]);
});

test('without a hook each denial is one line, without secrets', async () => {
  const lines = [];
  setLogger((line) => { lines.push(line); });
  const loud = new Verifier(LOUD);
  const token = sign({ sub: 'alice' });
  lines.length = 0;
  await assert.rejects(loud.verify(`${token.slice(0, -2)}AA`));
  await assert.rejects(loud.decide({ method: 'GET', headers: [] }, { route: '/a\r\nforged' }));
  assert.deepEqual(lines.map(({ fields }) => fields.code), ['signature_invalid', 'token_missing']);
  const text = lines.flatMap(({ fields }) => Object.values(fields)).join('');
  assert.doesNotMatch(text, /[\r\n]/);
  for (const secret of [token.split('.')[2], SECRET]) assert.ok(!text.includes(secret));
});

test('revokedIf is asked every time and fails closed', async () => {
  let asked = 0;
  let answer = false;
  const asking = new Verifier({ ...OPEN, tokenCache: { entries: 10, bytes: 1 << 16 }, revokedIf: (claims) => { asked += 1; requireOwner(claims, 'a'); return answer; } });
  const token = sign({ sub: 'a' });
  assert.equal(await asking.verify(token), await asking.verify(token));
  assert.equal(asked, 2);
  answer = true;
  await assert.rejects(asking.verify(token), { code: 'token_revoked' });
  for (const revokedIf of [() => { throw new Error('no'); }, () => undefined, () => 0, () => Promise.resolve(false), () => null, () => { throw undefined; }]) {
    await assert.rejects(new Verifier({ ...OPEN, revokedIf }).verify(token), { code: 'keys_unavailable', status: 503 });
  }
});

test('more tokens than are remembered', async () => {
  for (const entries of [1, 2, 7]) {
    const remembering = new Verifier({ ...OPEN, tokenCache: { entries, bytes: 4000 } });
    const tokens = Array.from({ length: 20 }, (_, index) => sign({ sub: `user-${index}` }));
    for (let round = 0; round < 3; round += 1) {
      for (const [index, token] of tokens.entries()) assert.equal((await remembering.verify(token)).sub, `user-${index}`);
    }
  }
});

test('what is not here says what to do instead', () => {
  assert.throws(() => verifier.verifySync('x'), (error) => error instanceof ConfigError && /await verifier\.verify/.test(error.message));
  const cookies = new SessionCookies({ secret: SECRET, onDenied: () => undefined });
  assert.throws(() => cookies.decideSync(''), (error) => error instanceof ConfigError && /await sessions\.decide/.test(error.message));
  const keys = { anyIssuer: true, anyAudience: true };
  assert.throws(() => new Verifier({ ...keys, jwksFile: '/etc/jwks.json' }), (error) => error instanceof ConfigError && /jwks: /.test(error.message));
  const url = 'https://id.example.com/jwks';
  assert.throws(() => new Verifier({ ...keys, jwksUrl: url, caPem: 'x' }), (error) => error instanceof ConfigError && /fetch: /.test(error.message));
});

test('a secret of the environment', async () => {
  const keys = { anyIssuer: true, anyAudience: true, onDenied: () => undefined, secretEnv: 'BEARWARD_TEST_SECRET' };
  for (const [value, words] of [[undefined, /not set/], ['', /empty/], [` ${SECRET}`, /white space/]]) {
    if (value === undefined) delete process.env.BEARWARD_TEST_SECRET;
    else process.env.BEARWARD_TEST_SECRET = value;
    assert.throws(() => new Verifier(keys), (error) => error instanceof ConfigError && words.test(error.message));
  }
  // The secret itself in place of its name is not repeated.
  for (const secretEnv of [SECRET, 'Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0', 'f786850e387550fdab836ed7e6dc8810', 'a b']) {
    const isSaid = ({ message }) => message.includes('no name of a variable') && !message.includes(secretEnv);
    assert.throws(() => new Verifier({ ...keys, secretEnv }), (error) => error instanceof ConfigError && isSaid(error));
  }
  process.env.BEARWARD_TEST_SECRET = SECRET;
  assert.equal((await new Verifier(keys).verify(sign({ sub: 'a' }))).sub, 'a');
});

test('the Origin rule for cookies', async () => {
  const guarded = new Verifier({ ...OPEN, cookie: 'token', allowedOrigins: 'https://app.example.com' });
  const cookie = ['cookie', `token=${sign({ sub: 'a' })}`];
  const decide = (method, ...fields) => guarded.decide({ method, headers: [cookie, ...fields] }).then(({ sub }) => sub, ({ code }) => code);
  assert.equal(await decide('GET'), 'a');
  assert.equal(await decide('POST'), 'origin_not_allowed');
  assert.equal(await decide('POST', ['Origin', 'https://app.example.com']), 'a');
  assert.equal(await decide('POST', ['origin', 'https://evil.example']), 'origin_not_allowed');
  for (const upgrade of ['websocket', 'websocket, x', 'h2c,\tWebSocket', 'websocket/13']) {
    assert.equal(await decide('GET', ['upgrade', upgrade]), 'origin_not_allowed', upgrade);
    assert.equal(await decide('GET', ['upgrade', upgrade], ['origin', 'https://app.example.com']), 'a', upgrade);
  }
  assert.equal(await decide('GET', ['upgrade', 'h2c'], ['Upgrade', 'websocket']), 'origin_not_allowed');
  assert.equal(await decide('GET', ['upgrade', 'h2c, websockets, x/websocket']), 'a');
  assert.equal(await decide('DELETE', ['sec-fetch-site', 'same-origin']), 'a');
});
