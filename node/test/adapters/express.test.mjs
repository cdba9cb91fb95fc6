// bearward/express, in Express 5 and 4.

import { createServer } from 'node:http';

import { Denied, subjectOf } from 'bearward';
import { bearer, claims, denials, owner, scopes } from 'bearward/express';
import express5 from 'express';
import express4 from 'express4';
import { listening } from '../support/http.mjs';
import { contract } from './contract.mjs';

for (const [name, express] of [['Express 5', express5], ['Express 4', express4]]) {
  contract(name, (verifier) => {
    const app = express().set('env', 'test');
    const subject = (request, response) => { response.send(String(subjectOf(claims(request)))); };
    app.get('/health', (_request, response) => { response.send('ok'); });
    app.all('/api/:user_id/tasks', bearer(verifier), owner(verifier, 'user_id'), (request, response) => {
      if (request.method === 'OPTIONS') response.status(204).end();
      else subject(request, response);
    });
    app.get('/me', bearer(verifier), subject);
    app.post('/write', scopes(verifier, 'tasks:write', 'admin'), (_request, response) => { response.send('ok'); });
    app.get('/record/:id', bearer(verifier), () => { throw Denied.notFound(); });
    app.get('/broken', owner(verifier, 'user_id'), subject);
    app.use(denials);
    return listening(createServer(app));
  });
}
