//! Calls of the API: decided by the bearer token, in the proxy and again in the handler.

import assert from 'node:assert/strict';
import { ask, DOCUMENT, RSC } from './http.mjs';

export function api(test, at) {
  const call = (path, headers = {}, more = {}) => ask(at.site.origin, path, { headers, ...more });
  const isDenied = (answer, status, code) => {
    assert.equal(answer.status, status, answer.text);
    assert.equal(JSON.parse(answer.text).code, code);
    assert.equal(answer.headers['cache-control'], 'no-store');
    assert.match(answer.headers['content-type'], /^application\/json/);
    if (status === 401) assert.match(answer.headers['www-authenticate'], /^Bearer/);
  };

  test('the issuer is never locked out, and nothing that only looks like it', async () => {
    const answer = await call('/api/auth/get-session');
    assert.equal(answer.status, 200);
    assert.equal(answer.text, 'null');
    assert.equal((await call('/api/auth/jwks')).status, 200);
    for (const path of ['/api/authx', '/api/auth.x', '/api/auth%2Fx', '/api', '/API/AUTH/get-session/']) {
      const answer = await call(path);
      assert.ok([401, 307, 308].includes(answer.status), `${path}: ${answer.status}`);
    }
  });

  test('a good token is let in, by the proxy and by the handler', async () => {
    const alice = await at.alice();
    for (const path of ['/api/me', `/api/${alice.id}/tasks`, `/open/${alice.id}/tasks`]) {
      const answer = await call(path, alice.bearer);
      assert.equal(answer.status, 200, answer.text);
      assert.equal(JSON.parse(answer.text).sub, alice.id);
    }
  });

  test('no token, a bad one, one that was changed: the denial, with its headers', async () => {
    const alice = await at.alice();
    const [scheme, token] = alice.bearer.authorization.split(' ');
    const cut = token.lastIndexOf('.') + 1;
    const changed = `${scheme} ${token.slice(0, cut)}${token[cut] === 'A' ? 'B' : 'A'}${token.slice(cut + 1)}`;
    for (const path of ['/api/me', '/api/seen', `/open/${alice.id}/tasks`]) {
      isDenied(await call(path), 401, 'token_missing');
      isDenied(await call(path, { authorization: 'Bearer abc' }), 401, 'token_malformed');
      isDenied(await call(path, { authorization: changed }), 401, 'signature_invalid');
      isDenied(await call(path, { authorization: `${scheme} ${token}, ${scheme} ${token}` }), 400, 'authorization_malformed');
      isDenied(await call(`${path}?access_token=${token}`), 401, 'token_missing');
    }
    isDenied(await call('/api/me', {}, { method: 'POST' }), 401, 'token_missing');
    isDenied(await call('/dashboard', {}, { method: 'POST', body: 'x' }), 401, 'token_missing');
  });

  test('the session is no bearer token', async () => {
    const alice = await at.alice();
    isDenied(await call('/api/me', { cookie: alice.cookie }), 401, 'token_missing');
    // `/api/seen` is locked by the proxy alone.
    for (const said of [DOCUMENT, RSC, { 'sec-fetch-dest': 'iframe' }, { 'x-nextjs-data': '1' }, { 'next-action': 'abc' }, { accept: 'text/html' }]) {
      for (const path of ['/api/me', '/api/seen']) isDenied(await call(path, { ...said, cookie: alice.cookie }), 401, 'token_missing');
      for (const path of ['/%61pi/seen', '//api/seen', '/x/..%2fapi/seen']) assert.doesNotMatch((await call(path, { ...said, cookie: alice.cookie })).text, /"host":/, path);
      const bad = await call('/about', { ...said, cookie: alice.cookie, authorization: 'Bearer bad' });
      assert.ok([303, 307, 401].includes(bad.status), `a bad token does not fall back: ${bad.status}`);
    }
  });

  test('somebody else is turned away, in every spelling of the path', async () => {
    const alice = await at.alice();
    const bob = await at.bob();
    const once = [...alice.id].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
    assert.equal((await call(`/api/${once}/tasks`, alice.bearer)).status, 200, 'decoded once, it is the same');
    for (const base of ['/api', '/open']) {
      for (const id of [bob.id, once.replaceAll('%', '%25'), `${alice.id}%00`, `${alice.id}%2F`, `${alice.id}%20`, alice.id.toUpperCase()]) {
        const answer = await call(`${base}/${id}/tasks`, alice.bearer);
        assert.ok([400, 403, 404].includes(answer.status), `${id}: ${answer.status}`);
        assert.ok(!answer.text.includes(alice.id), id);
      }
      for (const query of [`nxtPuser_id=${alice.id}`, `user_id=${alice.id}`, `nxtIuser_id=${alice.id}`]) {
        isDenied(await call(`${base}/${bob.id}/tasks?${query}`, alice.bearer), 403, 'owner_mismatch');
      }
    }
    isDenied(await call(`/api/${bob.id}/tasks`, alice.bearer, { method: 'POST', body: '{}' }), 404, 'not_found');
    const made = await call(`/api/${alice.id}/tasks`, { ...alice.bearer, 'content-type': 'application/json' }, { method: 'POST', body: '{"a":1}' });
    assert.equal(made.status, 201);
    assert.equal(made.text, '{"a":1}');
  });

  test('forged x-middleware-subrequest, .rsc and _next/data paths show nothing', async () => {
    const names = ['middleware', 'src/middleware', 'proxy', 'src/proxy', 'pages/_middleware', '/middleware', '/proxy'];
    const forged = names.flatMap((name) => [name, Array(5).fill(name).join(':'), Array(16).fill(name).join(':')]);
    for (const value of forged) {
      isDenied(await call('/api/seen', { 'x-middleware-subrequest': value }), 401, 'token_missing');
      assert.equal((await call('/about', { 'x-middleware-subrequest': value })).status, 307);
      isDenied(await call('/open/somebody/tasks', { 'x-middleware-subrequest': value }), 401, 'token_missing');
    }
    const steering = { 'x-middleware-next': '1', 'x-middleware-rewrite': '/about', 'x-invoke-path': '/about', 'x-matched-path': '/about', 'x-nextjs-data': '1', 'x-now-route-matches': '1=x' };
    for (const headers of [{}, { rsc: '1' }, steering]) {
      for (const path of ['/about', '/about.rsc', '/about.segments/_tree.segment.rsc', '/about.segments/_full.segment.rsc', '/about.segments/about/__PAGE__.segment.rsc',
        '/_next/data/x/about.json', '/dashboard.rsc', '/api/seen.rsc', '/about/', '//about', '/./about', '/%61bout', '/about%2f', '/_next/../about', '/_next/static/../../about',
        '/_next/static/..%2f..%2fabout', '/_next/static/%2e%2e/%2e%2e/about', '/api/auth/../seen', '/api/auth/..%2fseen', '/api/auth/%2e%2e/seen', '/api/auth\\..\\seen', '/sign-in/../about']) {
        let answer = await call(path, headers);
        for (let hops = 0; answer.to && answer.to.pathname !== '/sign-in' && hops < 3; hops += 1) answer = await call(answer.to.pathname, headers);
        assert.doesNotMatch(answer.text, /about us|dashboard of|"host":/, path);
      }
    }
  });

  test('a preflight passes, any other OPTIONS does not', async () => {
    const preflight = { origin: 'https://app.example', 'access-control-request-method': 'GET' };
    const answer = await call('/api/seen', preflight, { method: 'OPTIONS' });
    assert.equal(answer.status, 204);
    assert.equal(answer.headers['access-control-allow-origin'], '*');
    isDenied(await call('/api/seen', {}, { method: 'OPTIONS' }), 401, 'token_missing');
  });

  test('identity headers of the caller never arrive, others do', async () => {
    const alice = await at.alice();
    const spoofed = ['x-user-id', 'x-user', 'x-user-email', 'x-user-role', 'x-jwt-sub', 'x-jwt-payload', 'x-forwarded-user', 'x-forwarded-authorization',
      'x-auth-request-user', 'remote-user', 'x-authenticated-userid', 'x-middleware-subrequest', 'x-tenant-id'];
    const headers = { ...alice.bearer, 'x-own': 'kept', ...Object.fromEntries(spoofed.map((name) => [name, 'admin'])) };
    const answer = await call('/api/seen', headers);
    assert.equal(answer.status, 200, answer.text);
    const seen = JSON.parse(answer.text);
    for (const name of spoofed) assert.equal(seen[name], undefined, name);
    assert.equal(seen['x-own'], 'kept');
    assert.equal(seen.authorization, alice.bearer.authorization);
    assert.ok(!answer.text.includes('admin'));
    const plain = JSON.parse((await call('/api/seen', alice.bearer)).text);
    assert.deepEqual(Object.keys(plain).filter((name) => /user|sub|claim|jwt|bearward/.test(name) && name !== 'user-agent'), [], 'none is added');
    isDenied(await call('/api/me', { 'x-user-id': alice.id, 'x-forwarded-authorization': alice.bearer.authorization }), 401, 'token_missing');
  });

  test('the body of a request arrives whole', async () => {
    const alice = await at.alice();
    const body = 'x'.repeat(300_000);
    const answer = await call('/api/seen', { ...alice.bearer, 'x-user-id': 'admin' }, { method: 'POST', body });
    assert.equal(answer.text.length, body.length);
  });

  test('a handler that takes sessions too: bearer first, and no unsafe method from another site', async () => {
    const alice = await at.alice();
    const session = '/open/session';
    assert.equal((await call(session, alice.bearer)).status, 200);
    const read = await call(session, { cookie: alice.cookie });
    assert.equal(JSON.parse(read.text).sub, alice.id);
    isDenied(await call(session, { cookie: alice.cookie, authorization: 'Bearer abc' }), 401, 'token_malformed');
    isDenied(await call(session), 401, 'token_missing');
    const post = (headers) => call(session, { cookie: alice.cookie, ...headers }, { method: 'POST' });
    isDenied(await post({}), 403, 'origin_not_allowed');
    isDenied(await post({ origin: 'https://evil.example' }), 403, 'origin_not_allowed');
    isDenied(await post({ origin: 'null', 'sec-fetch-site': 'cross-site' }), 403, 'origin_not_allowed');
    assert.equal((await post({ origin: at.issuer.origin })).status, 200);
    assert.equal((await post({ 'sec-fetch-site': 'same-origin' })).status, 200);
    const renewed = await call(session, { cookie: alice.stale });
    assert.equal(renewed.status, 200);
    assert.ok(renewed.setCookies.some((field) => field.startsWith('better-auth.session_data=')));
    assert.equal(renewed.headers['cache-control'], 'private, no-store', 'cookies are for one browser');
  });
}
