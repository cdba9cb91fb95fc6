//! The issuer's own routes: let through only where they are routes of this application.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setLogger, Verifier } from 'bearward';
import { betterAuthSession, protect } from 'bearward/next';
import { NextRequest } from 'next/server.js';

const SECRET = 'auth-Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo';
const verifier = new Verifier({ anyIssuer: true, anyAudience: true, secret: SECRET, onDenied: () => undefined });
const page = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

let lines = [];
setLogger((line) => lines.push(`${line.message} ${JSON.stringify(line.fields)}`));

/** Whether a request without any credential goes through, where Better Auth is at `baseUrl`. */
async function passes(baseUrl, path, { headers = {}, nextConfig, origin = 'https://app.example.com', ...options } = {}) {
  const session = betterAuthSession({ secret: SECRET, baseUrl });
  const request = new NextRequest(`${origin}${path}`, { headers, nextConfig });
  return (await protect(verifier, { session, ...options })(request)).headers.get('x-middleware-next') === '1';
}

test('Better Auth on another host, at a path: the same path of this application stays locked', async () => {
  for (const [baseUrl, path] of [['https://auth.example.com/api', '/api/tasks'], ['https://auth.example.com/api/', '/api'], ['https://auth.example.com/admin', '/admin/users'],
    ['https://auth.example.com/api/v1', '/api/v1/tasks']]) {
    for (const headers of [{}, page, { host: 'app.example.com' }, { host: 'auth.example.com' }, { 'x-forwarded-host': 'auth.example.com' }]) {
      assert.ok(!(await passes(baseUrl, path, { headers })), `${baseUrl} ${path} ${JSON.stringify(headers)}`);
    }
  }
});

test('/api/auth is never locked out, whatever the host is called here', async () => {
  const usual = ['https://app.example.com', 'https://app.example.com/', 'https://app.example.com/api/auth', 'https://app.example.com:443/api/auth/', 'http://localhost:3000'];
  for (const baseUrl of usual) {
    for (const headers of [{}, { host: 'web-1:3000' }, { 'x-forwarded-host': 'app.example.com' }]) {
      assert.ok(await passes(baseUrl, '/api/auth/sign-in/email', { headers }), baseUrl);
      assert.ok(!(await passes(baseUrl, '/api/authx', { headers })));
      assert.ok(!(await passes(baseUrl, '/api/tasks', { headers })));
    }
  }
});

test('a base path: as the URL of the issuer has it or not', async () => {
  const nextConfig = { basePath: '/shop' };
  for (const baseUrl of ['https://app.example.com', 'https://app.example.com/shop/api/auth']) {
    assert.ok(await passes(baseUrl, '/shop/api/auth/get-session', { nextConfig }), baseUrl);
    assert.ok(!(await passes(baseUrl, '/shop/api/tasks', { nextConfig })), baseUrl);
  }
  assert.ok(!(await passes('https://app.example.com/shop', '/shop/api/tasks', { nextConfig })));
});

test('authPath counts always, and false means that there are none', async () => {
  assert.ok(await passes('https://auth.example.com/api', '/auth/callback', { authPath: '/auth' }));
  assert.ok(await passes('https://app.example.com/auth', '/auth/callback', { authPath: '/auth' }));
  assert.ok(await passes('https://auth.example.com', '/api/auth/callback', { authPath: '/api/auth' }));
  assert.ok(!(await passes('https://app.example.com', '/api/auth/callback', { authPath: '/auth' })));
  assert.ok(!(await passes('https://app.example.com', '/api/auth/callback', { authPath: false })));
  const own = { authPath: '/login/oauth', decide: () => assert.fail('nobody asks') };
  assert.ok(await passes('https://app.example.com', '/login/oauth/callback', { session: own }));
});

test('the log says once why the routes of an issuer are locked, and what to write', async () => {
  const said = async (baseUrl, path, more) => {
    lines = [];
    for (let times = 0; times < 2; times += 1) await passes(baseUrl, path, more);
    return lines.filter((line) => line.startsWith("the issuer's routes"));
  };
  const locked = await said('https://app.example.com/auth', '/auth/sign-in/email');
  assert.equal(locked.length, 1, String(locked));
  assert.match(locked[0], /the issuer's routes at https:\/\/app\.example\.com\/auth are locked.*authPath: "\/auth".*authPath: false/);
  assert.match((await said('https://app.example.com/identity', '/identity/sign-in')).join(), /authPath: "\/identity"/);
  assert.deepEqual(await said('https://third.example.com/api', '/api/tasks'), [], 'no word about what is nobody else\'s');
  assert.deepEqual(await said('https://fourth.example.com', '/api/auth/x', { authPath: false }), []);
});
