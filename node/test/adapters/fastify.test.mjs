// bearward/fastify, in Fastify 5.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Denied, subjectOf } from 'bearward';
import { bearer, claims, denials, owner, scopes } from 'bearward/fastify';
import { TestIssuer } from 'bearward/testing';
import fastify from 'fastify';
import { asked } from '../support/http.mjs';
import { contract } from './contract.mjs';

contract('Fastify 5', async (verifier) => {
  const app = fastify({ forceCloseConnections: true });
  const subject = async (request, reply) => (request.method === 'OPTIONS' ? reply.code(204).send() : String(subjectOf(claims(request))));
  app.setErrorHandler(denials);
  app.get('/health', async () => 'ok');
  app.route({ method: ['GET', 'OPTIONS', 'POST'], url: '/api/:user_id/tasks', onRequest: [bearer(verifier), owner(verifier, 'user_id')], handler: subject });
  app.get('/me', { onRequest: bearer(verifier) }, subject);
  app.post('/write', { onRequest: scopes(verifier, 'tasks:write', 'admin') }, async () => 'ok');
  app.get('/record/:id', { onRequest: bearer(verifier) }, async () => { throw Denied.notFound(); });
  app.get('/broken', { onRequest: owner(verifier, 'user_id') }, subject);
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address();
  return { ask: (path, options) => asked(port, path, options), close: () => { void app.close(); } };
});

test('without `denials` a denial has its status and its fields all the same', async () => {
  const verifier = new TestIssuer().verifier({ onDenied: () => undefined });
  const app = fastify();
  app.get('/thrown', async () => { throw new Denied('keys_unavailable', { retryAfter: 7 }); });
  app.get('/decided', async () => verifier.verify('x'));
  const thrown = await app.inject('/thrown');
  assert.deepEqual([thrown.statusCode, thrown.headers['retry-after'], thrown.headers['0']], [503, '7', undefined]);
  const decided = await app.inject('/decided');
  assert.equal(decided.statusCode, 401);
  assert.match(decided.headers['www-authenticate'], /^Bearer error="invalid_token"/);
});
