// bearward/web: plain Request and Response, behind the URL patterns of a router of ten lines.

import { getRequestListener } from '@hono/node-server';
import { createServer } from 'node:http';
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Denied, requireScope, subjectOf, Verifier } from 'bearward';
import { withClaims, withOwner } from 'bearward/web';
import { listening } from '../support/http.mjs';
import { OPEN, sign } from '../support/issuers.mjs';
import { contract } from './contract.mjs';

const segment = (request, pattern) => {
  const found = pattern.exec(new URL(request.url).pathname);
  return found === null ? null : decodeURIComponent(found[1]);
};

contract('web', (verifier) => {
  const subject = (_request, claims) => new Response(String(subjectOf(claims)));
  const handlers = [
    [/^\/health$/, () => new Response('ok')],
    [/^\/api\/([^/]+)\/tasks$/, withOwner(verifier, (request) => segment(request, /^\/api\/([^/]+)\/tasks$/), subject)],
    [/^\/me$/, withClaims(verifier, subject)],
    [/^\/write$/, withClaims(verifier, (_request, claims) => { requireScope(claims, 'tasks:write'); return new Response('ok'); })],
    [/^\/record\//, withClaims(verifier, () => { throw Denied.notFound(); })],
    [/^\/broken$/, withOwner(verifier, () => { throw new Error('this route has no owner'); }, subject)],
  ];
  const serve = async (request) => {
    const { pathname } = new URL(request.url);
    const [, handler] = handlers.find(([pattern]) => pattern.test(pathname)) ?? [null, () => new Response(null, { status: 404 })];
    const preflight = request.method === 'OPTIONS' && request.headers.has('access-control-request-method');
    return preflight ? new Response(null, { status: 204 }) : handler(request);
  };
  const answer = (request) => serve(request).catch(() => new Response(null, { status: 500 }));
  return listening(createServer(getRequestListener(answer)));
});

test('web: an owner that is not there is nobody', async () => {
  const handler = withOwner(new Verifier(OPEN), () => null, () => new Response('in'));
  const request = new Request('https://api.example.com/x', { headers: { authorization: `Bearer ${sign({ sub: 'alice' })}` } });
  assert.equal((await handler(request)).status, 404);
});

test('web: other errors go on, and what else the handler is called with comes along', async () => {
  const verifier = new Verifier(OPEN);
  const request = () => new Request('https://api.example.com/x', { headers: { authorization: `Bearer ${sign({ sub: 'alice' })}` } });
  await assert.rejects(withClaims(verifier, () => { throw new RangeError('mine'); })(request()), RangeError);
  const handler = withClaims(verifier, (_request, claims, one, two) => new Response(`${claims.sub} ${one} ${two}`));
  assert.equal(await (await handler(request(), 1, 'x')).text(), 'alice 1 x');
});
