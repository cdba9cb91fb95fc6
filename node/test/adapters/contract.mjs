// What every adapter keeps. A host serves, over a real socket:
//   GET  /health                 open
//   *    /api/:user_id/tasks     owner(user_id), answers the subject
//   GET  /me                     bearer, answers the subject
//   POST /write                  scopes(tasks:write), answers ok
//   GET  /record/:id             bearer, and throws Denied.notFound() in the handler
//   GET  /broken                 owner of a parameter that the route does not have

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { setLogger } from 'bearward';
import { TestIssuer } from 'bearward/testing';

/** `serve(verifier)` gives `{ ask, close }`. */
export function contract(name, serve) {
  const issuer = new TestIssuer();
  const heard = [];
  const verifier = issuer.verifier({ onDenied: (denied, context) => { heard.push([denied.code, context]); } });
  setLogger(() => undefined);
  const alice = () => issuer.mint({ sub: 'alice', scope: 'tasks:read' });

  async function asking(path, options) {
    const { ask, close } = await serve(verifier);
    try {
      return await ask(path, options);
    } finally {
      close();
    }
  }

  test(`${name}: a good token is let in, and the handler has its claims`, async () => {
    assert.deepEqual((await asking('/health')).status, 200);
    for (const path of ['/me', '/api/alice/tasks']) {
      const { status, text } = await asking(path, { token: alice() });
      assert.deepEqual([status, text], [200, 'alice'], path);
    }
  });

  test(`${name}: no token, a bad one, two of them`, async () => {
    const none = await asking('/me');
    assert.deepEqual([none.status, JSON.parse(none.text).code, none.headers['www-authenticate'], none.headers['cache-control']], [401, 'token_missing', 'Bearer', 'no-store']);
    assert.match(none.headers['content-type'], /^application\/json/);
    const bad = await asking('/api/alice/tasks', { token: issuer.expired({ sub: 'alice' }) });
    assert.deepEqual([bad.status, JSON.parse(bad.text).code], [401, 'token_expired']);
    assert.match(bad.headers['www-authenticate'], /^Bearer error="invalid_token"/);
    const fields = [['Authorization', `Bearer ${alice()}`], ['authorization', `Bearer ${alice()}`]];
    assert.deepEqual([(await asking('/me', { headers: fields })).status], [400]);
  });

  test(`${name}: the path's owner, decoded once`, async () => {
    const token = issuer.mint({ sub: 'a b%c' });
    assert.equal((await asking('/api/a%20b%25c/tasks', { token })).status, 200);
    for (const other of ['bob', 'alicE', 'a%20b%2525c', 'alice%00', 'alice%2Fx']) {
      const { status, text } = await asking(`/api/${other}/tasks`, { token });
      assert.ok(status === 403 || status === 404, `${other}: ${status}`);
      if (status === 403) assert.equal(JSON.parse(text).code, 'owner_mismatch');
    }
  });

  test(`${name}: scopes`, async () => {
    const { status, headers } = await asking('/write', { method: 'POST', token: alice() });
    assert.equal(status, 403);
    assert.match(headers['www-authenticate'], /error="insufficient_scope".*scope="tasks:write/);
    assert.equal((await asking('/write', { method: 'POST', token: issuer.mint({ sub: 'a', scope: 'tasks:write' }) })).status, 200);
  });

  test(`${name}: a denial in a handler is answered`, async () => {
    const { status, text } = await asking('/record/7', { token: alice() });
    assert.deepEqual([status, JSON.parse(text)], [404, { detail: 'Not found.', code: 'not_found' }]);
  });

  test(`${name}: an outage is a 503 that says when to try again`, async () => {
    const dark = new TestIssuer();
    const token = dark.mint({ sub: 'alice' });
    const cold = dark.verifier({ onDenied: () => undefined });
    dark.down();
    const { ask, close } = await serve(cold);
    const { status, headers } = await ask('/me', { token });
    close();
    assert.equal(status, 503);
    assert.ok(Number(headers['retry-after']) >= 1);
  });

  test(`${name}: a route without the parameter never lets anybody in`, async () => {
    assert.equal((await asking('/broken', { token: alice() })).status, 500);
  });

  test(`${name}: a decide of the application's own that gave no claims lets nobody in`, async () => {
    for (const gave of [undefined, null, false, {}, { sub: 'alice' }, { ...verifier.verifySync(alice()) }]) {
      for (const decide of [() => gave, async () => gave]) {
        const { ask, close } = await serve({ decide });
        const { status, text } = await ask('/me', { token: alice() });
        close();
        assert.deepEqual([status, text.includes('alice')], [500, false], String(gave));
      }
    }
  });

  test(`${name}: a browser's preflight carries no token`, async () => {
    const headers = [['Origin', 'https://app.example'], ['Access-Control-Request-Method', 'GET']];
    const { status } = await asking('/api/alice/tasks', { method: 'OPTIONS', headers });
    assert.notEqual(status, 401);
    assert.equal((await asking('/api/alice/tasks', { method: 'OPTIONS' })).status, 401);
  });

  test(`${name}: every denial is told once, with its route`, async () => {
    heard.length = 0;
    await asking('/api/bob/tasks?token=secret', { token: alice() });
    assert.equal(heard.length, 1);
    const [[code, { method, route }]] = heard;
    assert.deepEqual([code, method], ['owner_mismatch', 'GET']);
    assert.match(route, /^\/api\/[^?]*\/tasks$/);
  });
}
