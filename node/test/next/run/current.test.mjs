//! Pages: where somebody without a session is sent, and what a request is taken for that says no method.

import { asPage, redirectOf } from './page.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setLogger } from 'bearward';
import { currentClaims } from 'bearward/next';
import { TestIssuer } from 'bearward/testing';

const issuer = new TestIssuer();
const verifier = issuer.verifier({ cookie: 'token', allowedOrigins: ['https://app.example'] });
const cookie = `token=${issuer.mint({ sub: 'alice' })}`;
setLogger(() => undefined);

const to = (options) => redirectOf(asPage({}, () => currentClaims(verifier, options)));

test('nobody is signed in: to the sign-in page, with this page\'s path', async () => {
  assert.equal(await to(), '/sign-in');
  assert.equal(await to({ signIn: '/login', next: '/a?b=1&c=2#d' }), '/login?next=%2Fa%3Fb%3D1%26c%3D2%23d');
  for (const next of [undefined, null]) assert.equal(await to({ next }), '/sign-in');
  for (const next of ['//evil.example/x', '/\\evil.example/x']) assert.equal(await to({ next }), '/sign-in?next=%2Fevil.example%2Fx');
});

test('what is no path of this application is refused as this page\'s path, whoever asks', async () => {
  for (const next of ['https://evil.example', 'evil', '', ' /a', '/\t/evil.example', '/.//evil.example', 5, {}, ['/a']]) {
    for (const headers of [{}, { cookie }]) {
      await assert.rejects(asPage(headers, () => currentClaims(verifier, { next })), { name: 'ConfigError', message: /^next: .* is not a path of this application/ }, JSON.stringify(next));
    }
  }
});

test('options of a wrong name or kind are refused in words', async () => {
  for (const options of [null, 5, { sesion: {} }, { session: {} }, { signIn: '//evil.example' }]) {
    await assert.rejects(asPage({ cookie }, () => currentClaims(verifier, options)), { name: 'ConfigError' }, JSON.stringify(options));
  }
  await assert.rejects(asPage({ cookie }, () => currentClaims(undefined)), { name: 'ConfigError', message: /no verifier/ });
});

test('a request that may change something needs an Origin of this site, be it in a page, an action or a route handler', async () => {
  const status = (headers) => asPage({ cookie, ...headers }, () => currentClaims(verifier)).then((claims) => claims.sub, (error) => error.status ?? error);
  const own = { origin: 'https://app.example' };
  const evil = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
  assert.equal(await status({}), 'alice', 'a page load has no Origin');
  // Browsers send an Origin with every POST, also where neither the content nor Next.js says that it is one.
  for (const kind of [{}, { 'content-type': 'text/plain' }, { 'content-type': 'application/json' }, { 'content-length': '0' }]) {
    assert.equal(await status({ ...kind, ...evil }), 403, JSON.stringify(kind));
    assert.equal(await status({ ...kind, origin: 'null' }), 403, JSON.stringify(kind));
    assert.equal(await status({ ...kind, ...own }), 'alice', JSON.stringify(kind));
  }
  for (const kind of [{ 'next-action': 'x' }, { 'content-type': 'multipart/form-data; boundary=x' }, { 'content-type': 'application/x-www-form-urlencoded' }, { 'content-type': 'Multipart/Form-Data; boundary=x' }]) {
    assert.equal(await status(kind), 403, JSON.stringify(kind));
    assert.equal(await status({ ...kind, ...own }), 'alice', JSON.stringify(kind));
  }
});
