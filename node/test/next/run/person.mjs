//! Somebody who is signed in with the application's own Better Auth: real cookies, a real token.

import assert from 'node:assert/strict';
import { ask } from './http.mjs';

let people = 0;

export async function signUp(issuer) {
  const body = JSON.stringify({ email: `person${++people}-${Date.now()}@example.com`, password: 'correct horse battery', name: 'Somebody' });
  const headers = { 'content-type': 'application/json', origin: issuer.origin };
  const answer = await ask(issuer.origin, '/api/auth/sign-up/email', { method: 'POST', headers, body });
  assert.equal(answer.status, 200, answer.text);
  const jar = new Map(answer.setCookies.map((field) => field.split(';')[0]).map((pair) => [pair.slice(0, pair.indexOf('=')), pair]));
  const cookie = [...jar.values()].join('; ');
  const token = await ask(issuer.origin, '/api/auth/token', { headers: { cookie } });
  assert.equal(token.status, 200, token.text);
  return {
    id: JSON.parse(answer.text).user.id,
    cookie,
    /** Genuine, but its cookie cache is over. */
    stale: jar.get('better-auth.session_token'),
    dataOnly: jar.get('better-auth.session_data'),
    bearer: { authorization: `Bearer ${JSON.parse(token.text).token}` },
  };
}
