// The adapters serve a verifier of this entry too, whatever entry their process would choose.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { requireOwner, Verifier } from 'bearward/edge';
import * as bearwardHono from 'bearward/hono';
import { withClaims, withOwner } from 'bearward/web';
import { Hono } from 'hono';

import { OPEN, sign } from '../support/issuers.mjs';

const verifier = new Verifier(OPEN);
const alice = { headers: { authorization: `Bearer ${sign({ sub: 'alice', scope: 'read' })}` } };

test('Hono', async () => {
  const app = new Hono();
  app.get('/me', bearwardHono.bearer(verifier), (context) => context.text(bearwardHono.claims(context).sub));
  app.get('/of/:user_id', bearwardHono.owner(verifier, 'user_id'), (context) => context.text('owner'));
  app.get('/write', bearwardHono.scopes(verifier, 'write'), (context) => context.text('written'));
  const answer = async (path, init) => {
    const response = await app.request(path, init);
    return [response.status, await response.text()];
  };
  assert.deepEqual(await answer('/me', alice), [200, 'alice']);
  assert.deepEqual(await answer('/of/alice', alice), [200, 'owner']);
  assert.equal((await answer('/me'))[0], 401);
  assert.equal((await answer('/of/bob', alice))[0], 403);
  assert.equal((await answer('/write', alice))[0], 403);
});

test('plain requests', async () => {
  const ownerOf = (request) => decodeURIComponent(new URL(request.url).pathname.slice(1));
  const handler = withOwner(verifier, ownerOf, (_request, claims) => {
    requireOwner(claims, 'alice');
    return new Response(claims.sub);
  });
  assert.equal(await (await handler(new Request('https://a.example/alice', alice))).text(), 'alice');
  assert.equal((await handler(new Request('https://a.example/bob', alice))).status, 403);
  assert.equal((await withClaims(verifier, () => new Response('x'))(new Request('https://a.example/'))).status, 401);
});
