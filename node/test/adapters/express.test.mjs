// bearward/express, in Express 5 and 4.

import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';

import { Denied, subjectOf } from 'bearward';
import { bearer, claims, denials, owner, scopes } from 'bearward/express';
import { TestIssuer } from 'bearward/testing';
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

for (const [name, express] of [['Express 5', express5], ['Express 4', express4]]) {
  test(`${name}: without \`denials\` a denial has its status and its fields all the same`, async () => {
    const verifier = new TestIssuer().verifier({ onDenied: () => undefined });
    const app = express().set('env', 'test');
    app.get('/thrown', () => { throw new Denied('token_expired'); });
    app.get('/decided', (_request, _response, next) => { verifier.verify('x').catch(next); });
    app.get('/json', (_request, response) => { verifier.verify('x').catch((error) => { response.status(error.status).json(error); }); });
    const { ask, close } = await listening(createServer(app));
    try {
      for (const path of ['/thrown', '/decided']) {
        const { status, headers } = await ask(path);
        assert.equal(status, 401);
        assert.match(headers['www-authenticate'], /^Bearer error="invalid_token"/);
        assert.equal(headers['cache-control'], 'no-store');
        assert.ok(!('0' in headers), path);
      }
      assert.deepEqual(JSON.parse((await ask('/json')).text), { detail: 'The token is not a well-formed JWT.', code: 'token_malformed' });
    } finally {
      close();
    }
  });
}

test('Express 5: a wildcard is no owner', async () => {
  const issuer = new TestIssuer();
  const faults = [];
  const app = express5().set('env', 'test');
  app.get('/star/*id', owner(issuer.verifier(), 'id'), (_request, response) => { response.send('in'); });
  app.use((error, _request, response, _next) => { faults.push(error.message); response.status(500).end(); });
  const { ask, close } = await listening(createServer(app));
  assert.equal((await ask('/star/alice', { token: issuer.mint({ sub: 'alice' }) })).status, 500);
  close();
  assert.match(faults[0], /the parameter id of the route \/star\/\*id is a list of segments/);
});
