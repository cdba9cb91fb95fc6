// bearward/hono, in Hono 4 on @hono/node-server.

import { getRequestListener } from '@hono/node-server';
import { Denied, subjectOf } from 'bearward';
import { bearer, claims, owner, scopes } from 'bearward/hono';
import { Hono } from 'hono';
import { createServer } from 'node:http';
import { listening } from '../support/http.mjs';
import { contract } from './contract.mjs';

contract('Hono 4', (verifier) => {
  const app = new Hono();
  const subject = (context) => (context.req.method === 'OPTIONS' ? context.body(null, 204) : context.text(String(subjectOf(claims(context)))));
  app.get('/health', (context) => context.text('ok'));
  app.on(['GET', 'OPTIONS', 'POST'], '/api/:user_id/tasks', bearer(verifier), owner(verifier, 'user_id'), subject);
  app.get('/me', bearer(verifier), subject);
  app.post('/write', scopes(verifier, 'tasks:write', 'admin'), (context) => context.text('ok'));
  app.get('/record/:id', bearer(verifier), () => { throw Denied.notFound(); });
  app.get('/broken', owner(verifier, 'user_id'), subject);
  return listening(createServer(getRequestListener(app.fetch)));
});
