// Denied, its hook and its log line.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ConfigError, Denied, requireOwner, requireRecordOwner, setLogger, Verifier } from 'bearward';
import { codeOf, OPEN, QUIET, SECRET, sign } from '../support/issuers.mjs';

const LOUD = { anyIssuer: true, anyAudience: true, secret: SECRET };

test('a denial has the fields of its answer', async () => {
  const verifier = new Verifier({ ...OPEN, realm: 'api', resourceMetadata: 'https://api.example.com/.well-known/oauth-protected-resource' });
  const denied = await refusal(verifier.verify(sign({ sub: 'a', exp: 5 })));
  assert.ok(denied instanceof Denied && denied instanceof Error);
  assert.equal(denied.name, 'Denied');
  assert.deepEqual([denied.code, denied.status, denied.oauthError, denied.claim, denied.retryAfter], ['token_expired', 401, 'invalid_token', 'exp', null]);
  assert.equal(denied.message, 'The token has expired. (exp)');
  assert.match(denied.expected, /exp/);
  const headers = new Headers(denied.headers);
  assert.equal(headers.get('cache-control'), 'no-store');
  assert.match(headers.get('www-authenticate'), /^Bearer realm="api", error="invalid_token".*resource_metadata="https:/);
  const response = denied.toResponse();
  assert.equal(response.status, 401);
  assert.deepEqual(await response.json(), { detail: 'The token has expired.', code: 'token_expired' });
  assert.equal(response.headers.get('www-authenticate'), headers.get('www-authenticate'));
});

test('problem details', async () => {
  const verifier = new Verifier({ ...OPEN, problemBodies: true });
  for (const denied of [await refusal(verifier.verify('x')), verifier.tokenMissing()]) {
    assert.equal(denied.contentType, 'application/problem+json');
    assert.equal(JSON.parse(denied.body).status, 401);
  }
});

test('a denial of your own', () => {
  assert.equal(new Denied('keys_unavailable', { retryAfter: 0.2 }).retryAfter, 1);
  assert.equal(new Denied('keys_unavailable', { retryAfter: 1e9 }).retryAfter, 300);
  assert.equal(new Denied('keys_unavailable', { retryAfter: NaN }).retryAfter, 1);
  assert.equal(Denied.notFound().status, 404);
  assert.throws(() => new Denied('nosuch'), TypeError);
  assert.throws(() => new Denied('toString'), TypeError);
});

test('the hook gets each denial once, with where it was', async () => {
  const heard = [];
  const verifier = new Verifier({ ...LOUD, onDenied: (denied, context) => { heard.push([denied.code, context]); } });
  await codeOf(verifier.verify('x'));
  await codeOf(() => verifier.verifySync('x'));
  await codeOf(verifier.decide({ method: 'POST', headers: [] }, { route: '/tasks' }));
  await codeOf(() => verifier.findToken('GET', [['authorization', 'Bearer a, Bearer b']]));
  const claims = await verifier.decide({ method: 'GET', headers: [['authorization', `Bearer ${sign({ sub: 'alice' })}`]] }, { route: '/tasks/:id' });
  await codeOf(() => requireOwner(claims, 'bob'));
  await codeOf(() => requireOwner(claims, 'bob', { route: '/elsewhere' }));
  verifier.tokenMissing();
  assert.deepEqual(heard, [
    ['token_malformed', {}], ['token_malformed', {}], ['token_missing', { method: 'POST', route: '/tasks' }], ['authorization_malformed', { method: 'GET' }],
    ['owner_mismatch', { method: 'GET', route: '/tasks/:id' }], ['owner_mismatch', { route: '/elsewhere' }],
  ]);
});

test('the hook may give another body, and nothing else', async () => {
  const verifier = new Verifier({ ...LOUD, onDenied: (denied) => ({ body: `<p>${denied.code}</p>`, contentType: 'text/html' }) });
  const denied = await refusal(verifier.verify('x'));
  assert.equal(denied.body, '<p>token_malformed</p>');
  const response = denied.toResponse();
  assert.equal(response.headers.get('content-type'), 'text/html');
  assert.equal(response.status, 401);
  assert.match(response.headers.get('www-authenticate'), /invalid_token/);
});

test('a hook that fails changes nothing', async () => {
  const lines = heard();
  for (const onDenied of [() => { throw new Error('hook'); }, () => 5, () => ({}), () => Promise.resolve({ body: 'x' }), () => null]) {
    const verifier = new Verifier({ ...LOUD, onDenied });
    assert.equal((await refusal(verifier.verify('x'))).body, '{"detail":"The token is not a well-formed JWT.","code":"token_malformed"}');
  }
  assert.equal(lines.filter(({ message }) => message === 'onDenied failed').length, 1);
});

test('without a hook each denial is one line, which the caller cannot break', async () => {
  const lines = heard();
  const verifier = new Verifier(LOUD);
  lines.length = 0;
  const token = sign({ sub: 'alice' });
  const claims = await verifier.decide({ method: 'GET', headers: [['authorization', `Bearer ${token}`]] }, { route: '/a\r\nforged\u202e' });
  await codeOf(() => requireOwner(claims, 'bob\r\nforged'));
  await codeOf(verifier.verify(`${token.slice(0, -2)}AA`));
  assert.deepEqual(lines.map(({ fields }) => fields.code), ['owner_mismatch', 'signature_invalid']);
  const text = JSON.stringify(lines.map(({ fields }) => Object.values(fields)));
  assert.doesNotMatch(lines.flatMap(({ fields }) => Object.values(fields)).join(''), /[\r\n\u202e]/);
  for (const secret of [token, token.split('.')[2], SECRET]) assert.ok(!text.includes(secret));
});

test('a logger that throws is no reason to fail', async () => {
  setLogger(() => { throw new Error('logger'); });
  const { warn } = console;
  console.warn = () => undefined;
  try {
    assert.equal(await codeOf(new Verifier(LOUD).verify('x')), 'token_malformed');
  } finally {
    console.warn = warn;
    setLogger(null);
  }
});

test('a wrong configuration says what to change, in the words of TypeScript', () => {
  const words = [[{ secret: 'short' }, /openssl rand -base64 32/], [{ jwksUrl: 'http://id.example.com/' }, /allowHttp: true/], [{ secret: SECRET, issuer: [] }, /anyIssuer/]];
  for (const [options, words_] of words) {
    const { anyIssuer, anyAudience } = { anyIssuer: options.issuer === undefined, anyAudience: true };
    assert.throws(() => new Verifier({ ...(anyIssuer ? { anyIssuer } : {}), anyAudience, ...options }), (error) => error instanceof ConfigError && error.name === 'ConfigError' && words_.test(error.message));
  }
});

function heard() {
  const lines = [];
  setLogger((line) => { lines.push(line); });
  return lines;
}

async function refusal(decision) {
  try {
    await decision;
  } catch (error) {
    return error;
  }
  throw new Error('it was accepted');
}

test('header fields are there by name, and in pairs', () => {
  const { headers } = new Denied('token_missing');
  assert.deepEqual({ ...headers }, { 'content-type': 'application/json', 'cache-control': 'no-store', 'www-authenticate': 'Bearer' });
  assert.deepEqual([...headers], Object.entries(headers));
  assert.deepEqual([...new Headers(headers)], Object.entries(headers).sort());
  assert.ok(Object.isFrozen(headers));
  assert.deepEqual([...new Denied('token_missing').withBody({ body: 'x', contentType: 'text/plain' }).headers].find(([name]) => name === 'content-type'), ['content-type', 'text/plain']);
});

test('JSON of a denial is what a client may see', async () => {
  const edge = await import('bearward/edge');
  for (const { Verifier: One } of [{ Verifier }, edge]) {
    const denied = await refusal(new One({ issuer: 'https://id.example.com', audience: 'api', secret: SECRET, ...QUIET }).verify(sign({ sub: 'a', aud: 'api', iss: 'https://elsewhere.example' })));
    assert.ok(denied.received.includes('elsewhere'));
    assert.equal(JSON.stringify({ error: denied }), `{"error":${denied.body}}`);
  }
});

test('a record that is not there is answered as one of somebody else, whatever the verifier\'s answers look like', async () => {
  const edge = await import('bearward/edge');
  for (const host of [{ Verifier, requireRecordOwner }, edge]) {
    for (const looks of [{ problemBodies: true }, { onDenied: () => ({ body: 'no', contentType: 'text/plain' }) }, {}]) {
      const claims = await new host.Verifier({ ...OPEN, ...looks }).verify(sign({ sub: 'alice' }));
      const [foreign, missing] = await Promise.all(['bob', null].map(async (owner) => refusal((async () => { host.requireRecordOwner(claims, owner); })())));
      assert.deepEqual([missing.status, missing.body, { ...missing.headers }], [foreign.status, foreign.body, { ...foreign.headers }]);
    }
  }
});
