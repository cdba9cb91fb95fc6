//! What a real application would need a build for each time: base path, locales, trailing slash, options.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { test } from 'node:test';
import { setLogger, Verifier } from 'bearward';
import { betterAuthSession, nextPath, protect, withClaims, withOwner } from 'bearward/next';
import { NextRequest } from 'next/server.js';

const SECRET = 'pr0xy-Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo';
const verifier = new Verifier({ anyIssuer: true, anyAudience: true, secret: SECRET, onDenied: () => undefined });
const page = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'document' };

const lines = [];
setLogger((line) => lines.push(line));

const hmac = (text, encoding) => createHmac('sha256', SECRET).update(text).digest(encoding);

/** The cookies of a session as Better Auth sets them, its cache over in so many seconds. */
function cookies(seconds = 300) {
  const now = Date.now();
  const token = 'a-session-token';
  const session = { id: 's1', userId: 'u1', token, expiresAt: new Date(now + 1e8).toISOString() };
  const data = { session, user: { id: 'u1', name: 'Alice' }, updatedAt: now, version: '1' };
  const expiresAt = now + seconds * 1000;
  const sealed = { session: data, expiresAt, signature: hmac(JSON.stringify({ ...data, expiresAt }), 'base64url') };
  const text = Buffer.from(JSON.stringify(sealed)).toString('base64url');
  return `better-auth.session_token=${encodeURIComponent(`${token}.${hmac(token, 'base64')}`)}; better-auth.session_data=${text}`;
}

async function decide(path, { options, nextConfig, headers = page, method } = {}) {
  const request = new NextRequest(`http://app.example${path}`, { headers, nextConfig, method });
  const response = await protect(verifier, options)(request);
  const location = response.headers.get('location');
  const to = location === null ? undefined : new URL(location);
  return { status: response.status, passes: response.headers.get('x-middleware-next') === '1', to, response };
}

test('base path: in the redirect, not in next, to which Next.js adds it again, and not in what is compared', async () => {
  const nextConfig = { basePath: '/shop' };
  const options = { public: ['/', '/docs/*'] };
  const denied = await decide('/shop/cart?a=1', { nextConfig, options });
  assert.equal(denied.to.pathname, '/shop/sign-in');
  assert.equal(denied.to.searchParams.get('next'), '/cart?a=1');
  for (const [path, next] of [['/shop', '/'], ['/shop?a=1', '/?a=1'], ['/shop/shop', '/shop'], ['/shop//evil.example', '/evil.example']]) {
    assert.equal((await decide(path, { nextConfig })).to.searchParams.get('next'), next, path);
  }
  for (const path of ['/shop', '/shop/docs/a', '/shop/sign-in', '/shop/api/auth/sign-in/email', '/shop/_next/static/x.js', '/shop/_next/image?url=x']) {
    assert.ok((await decide(path, { nextConfig, options })).passes, path);
  }
  assert.ok((await decide('/shop/api/auth/x', { nextConfig, options: { authPath: '/shop/api/auth' } })).passes, 'as the URL of the issuer has it');
  for (const path of ['/shop/docsx', '/shop/shop/docs', '/shop/api/authx', '/shop/_next/data/x/cart.json', '/shop/_next/staticx']) {
    assert.ok(!(await decide(path, { nextConfig, options })).passes, path);
  }
});

test('locales: kept in the redirect, and no part of what is compared', async () => {
  const nextConfig = { i18n: { locales: ['en', 'de'], defaultLocale: 'en' } };
  const options = { public: ['/about'] };
  const denied = await decide('/de/cart', { nextConfig, options });
  assert.equal(denied.to.pathname, '/de/sign-in');
  assert.equal(denied.to.searchParams.get('next'), '/de/cart');
  for (const path of ['/de/about', '/about', '/de/sign-in', '/api/auth/session']) assert.ok((await decide(path, { nextConfig, options })).passes, path);
  for (const path of ['/de', '/', '/de/aboutx', '/de/_next/static/x.js', '/fr/about']) assert.ok(!(await decide(path, { nextConfig, options })).passes, path);
});

test('trailing slash: both spellings are one path, and the redirect has the one that Next.js wants', async () => {
  const nextConfig = { trailingSlash: true };
  const options = { public: ['/about', '/docs/*'] };
  const denied = await decide('/cart/', { nextConfig, options });
  assert.equal(denied.to.pathname, '/sign-in/');
  assert.equal(denied.to.searchParams.get('next'), '/cart/');
  for (const path of ['/about/', '/about', '/docs/', '/sign-in/', '/api/auth/']) assert.ok((await decide(path, { nextConfig, options })).passes, path);
});

test('what is public: exact paths and whole segments', async () => {
  const options = { public: ['/', '/docs/*', '/blog/:path*', '/fee', '/caf\u00e9'] };
  for (const path of ['/', '/docs', '/docs/', '/docs/a/b', '/blog', '/blog/x', '/fee', '/caf\u00e9', '/caf%C3%A9', '/sign-in']) {
    assert.ok((await decide(path, { options })).passes, path);
  }
  for (const path of ['/docsx', '/doc', '/fee/x', '/feed', '/Docs/a', '/sign-in/x', '/sign-inx', '/x/docs/a', '//docs/a', '/docs%2Fa']) {
    assert.ok(!(await decide(path, { options })).passes, path);
  }
});

test('what is below a public path, or the issuer\'s, stays there when it is decoded', async () => {
  const options = { public: ['/docs/*', '/caf\u00e9/*', '/a%2fb/*'] };
  for (const path of ['/docs/a%2fb', '/docs/a%20b', '/docs/100%25', '/docs/..a', '/docs/%2e%2e%2fdocs/a', '/caf\u00e9/a%2fb', '/caf%C3%A9/x', '/a%2fb/c%20d', '/api/auth/callback%2Fx']) {
    assert.ok((await decide(path, { options })).passes, path);
  }
  for (const out of ['..%2fadmin', '..%5cadmin', '%2e%2e%2fadmin', '%2e%2e%5Cadmin', '.%2e%2Fadmin', 'x/..%2f..%2fadmin', '/..%2fadmin', 'x//..%2f..%2fadmin', '%2f..%2f..%2fadmin', '.%2f..%2fadmin', '%ff/x', '..%2fdocsx']) {
    for (const base of ['/docs', '/caf\u00e9', '/api/auth', '/_next/static']) {
      assert.ok(!(await decide(`${base}/${out}`, { options })).passes, `${base}/${out}`);
    }
  }
  assert.ok((await decide('/a/..%2f..%2fadmin', { options: { public: ['/*'] } })).passes, 'nothing is outside of everything');
});

test('options of another place: sign-in page, issuer, API', async () => {
  const options = { signIn: '/login', authPath: '/auth', api: ['/v1'] };
  assert.equal((await decide('/cart', { options })).to.pathname, '/login');
  assert.ok((await decide('/auth/callback', { options })).passes);
  assert.ok(!(await decide('/api/auth/callback', { options })).passes);
  assert.equal((await decide('/v1/tasks', { options, headers: {} })).status, 401);
  assert.equal((await decide('/api/tasks', { options, headers: {} })).status, 307);
});

test('options that cannot be meant are refused at start', () => {
  for (const options of [{ signIn: 'sign-in' }, { signIn: '//evil.example' }, { signIn: 'https://evil.example' }, { signIn: '/\\evil' }, { signIn: '/a?b=1' },
    { public: ['docs'] }, { public: ['/docs\n'] }, { public: [''] }, { authPath: 'api/auth' }, { api: [/x/] }]) {
    assert.throws(() => protect(verifier, options), { name: 'ConfigError' }, JSON.stringify(options));
  }
});

test('options of a wrong name or kind are refused at start, and the error says what to write', () => {
  const wrong = [
    [{ pubic: ['/'] }, /no option "pubic": it has signIn, session, public/], [{ constructor: 1 }, /no option "constructor"/],
    [{ stripHeaders: 'x-user' }, /stripHeaders: give a list, such as \["x-user-\*"\], not "x-user"/], [{ stripHeaders: ['*'] }, /"\*" is not the name of a header/],
    [{ stripHeaders: ['x-*-id'] }, /not the name/], [{ stripHeaders: [5] }, /number is not the name/], [{ public: '/docs' }, /public: give a list/], [{ api: '/api' }, /api: give a list/],
    [{ session: {} }, /session: give what betterAuthSession/], [{ session: 5 }, /session: .*not number/], [{ session: () => ({}) }, /session: /],
    [{ apiSession: 'false' }, /apiSession: give true or false, not "false"/], [{ forwardHeaders: 1 }, /forwardHeaders: give true or false/],
    [{ api: ['/'] }, /api: "\/" is every path .*such as "\/api"/], [{ api: ['/v1/*'] }, /write "\/api", without a \*/], [{ authPath: '/' }, /authPath: "\/" is every path/],
    [{ authPath: true }, /authPath: true is not a path/], [{ session: { decide() {}, authPath: '/' } }, /authPath: "\/" is every path/], [{ public: ['/docs*'] }, /write "\/docs\/\*"/],
    [{ public: ['/*/docs'] }, /a \* stands for all below/], [null, /the options are null/], ['x', /the options are string/],
  ];
  for (const [options, message] of wrong) {
    assert.throws(() => protect(verifier, options), (error) => error.name === 'ConfigError' && message.test(error.message), JSON.stringify(options));
  }
  for (const none of [undefined, null, {}, 'x', { verify() {} }]) assert.throws(() => protect(none), { name: 'ConfigError', message: /no verifier/ });
  assert.throws(() => withClaims(verifier, () => new Response(), { sesion: {} }), { name: 'ConfigError', message: /withClaims has no option "sesion"/ });
  assert.throws(() => withOwner(verifier, 'id', () => new Response(), { conceal: 'yes' }), { name: 'ConfigError', message: /withOwner, conceal/ });
  protect(verifier, { session: undefined, public: undefined, stripHeaders: null });
});

test('who asks: documents and page data are redirected, everything else is answered', async () => {
  const redirected = [[page], [{ accept: 'text/html' }], [{ accept: '*/*' }], [{ 'x-nextjs-data': '1' }], [{ 'sec-fetch-dest': 'iframe' }], [{ authorization: 'Basic eDp5', ...page }]];
  for (const [headers] of redirected) assert.equal((await decide('/cart', { headers })).status, 307, JSON.stringify(headers));
  const answered = [['GET', { authorization: 'Bearer x' }], ['POST', {}], ['PUT', { accept: 'application/json' }], ['DELETE', {}], ['OPTIONS', {}], ['GET', { authorization: 'Basic eDp5' }]];
  for (const [method, headers] of answered) assert.equal((await decide('/cart', { method, headers })).status, 401, method);
  assert.equal((await decide('/cart', { method: 'POST', headers: page })).status, 303, 'a form');
  assert.equal((await decide('/api/cart', { headers: { accept: '*/*' } })).status, 401);
  assert.equal((await decide('/apix/cart', { headers: { accept: '*/*' } })).status, 307);
});

test('a session opens pages; an API request by session only where that was chosen', async () => {
  const session = betterAuthSession({ secret: SECRET });
  const cookie = cookies();
  assert.ok((await decide('/cart', { options: { session }, headers: { ...page, cookie } })).passes);
  assert.equal((await decide('/api/cart', { options: { session }, headers: { cookie } })).status, 401);
  const options = { session, apiSession: true };
  assert.ok((await decide('/api/cart', { options, headers: { cookie } })).passes);
  assert.equal((await decide('/api/cart', { options, headers: {} })).status, 401);
  assert.equal((await decide('/api/cart', { options, headers: { cookie, authorization: 'Bearer x' } })).status, 401, 'a bad token never falls back');
  assert.equal((await decide('/api/cart', { options, method: 'POST', headers: { cookie } })).status, 403);
  assert.equal((await decide('/api/cart', { options, method: 'POST', headers: { cookie, origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' } })).status, 403);
  assert.ok((await decide('/api/cart', { options, method: 'POST', headers: { cookie, 'sec-fetch-site': 'same-origin' } })).passes);
});

test('a session to renew, and no issuer known: nobody is signed in, and the log says why', async () => {
  const session = betterAuthSession({ secret: SECRET });
  const before = lines.length;
  assert.equal((await decide('/cart', { options: { session }, headers: { ...page, cookie: cookies(-60) } })).status, 307);
  const answer = await withClaims(verifier, () => new Response('in'), { session })(new NextRequest('http://app.example/api/x', { headers: { cookie: cookies(-60) } }), { params: Promise.resolve({}) });
  assert.equal(answer.status, 401);
  assert.match(lines.slice(before).map((line) => line.message).join('\n'), /betterAuthSession has no baseUrl/);
});

test('without a session, pages are decided by what the verifier looks for', async () => {
  const cookieVerifier = new Verifier({ anyIssuer: true, anyAudience: true, secret: SECRET, cookie: 'token' });
  const head = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from(`{"sub":"u1","exp":${Math.floor(Date.now() / 1000) + 60}}`).toString('base64url')}`;
  const proxy = protect(cookieVerifier);
  const load = async (headers) => proxy(new NextRequest('http://app.example/cart', { headers: { ...page, ...headers } }));
  assert.equal((await load({ cookie: `token=${head}.${hmac(head, 'base64url')}` })).headers.get('x-middleware-next'), '1');
  assert.equal((await load({ cookie: `token=${head}.${hmac(`${head}x`, 'base64url')}` })).status, 307);
  assert.equal((await load({})).status, 307);
});

test('an outage is a 503 for whoever asks: a page of its own for people, never the sign-in page', async () => {
  const { Denied } = await import('bearward');
  const session = { decide: async () => ({ denied: new Denied('keys_unavailable') }) };
  const people = await decide('/cart', { options: { session } });
  assert.equal(people.status, 503);
  assert.match(people.response.headers.get('content-type'), /text\/html/);
  assert.ok(people.response.headers.get('retry-after'));
  const data = await decide('/cart', { options: { session }, headers: { accept: '*/*' } });
  assert.equal(data.status, 503);
  assert.equal((await data.response.json()).code, 'keys_unavailable');
});

test('stripped headers: the default list, an own one, and none other', async () => {
  const headers = { 'x-user-id': '1', 'X-JWT-Anything': '1', 'x-own-identity': '1', 'x-request-id': '1' };
  const left = async (options) => {
    const { response } = await decide('/', { options: { public: ['/'], ...options }, headers });
    return response.headers.get('x-middleware-override-headers')?.split(',').sort();
  };
  assert.deepEqual(await left({}), ['x-own-identity', 'x-request-id']);
  assert.deepEqual(await left({ stripHeaders: ['X-Own-*'] }), ['x-jwt-anything', 'x-request-id', 'x-user-id']);
  assert.equal(await left({ stripHeaders: [] }), undefined, 'untouched');
});

test('a proxy around this one: its own request headers go on where that was chosen', async () => {
  const around = async (options) => {
    const request = new NextRequest('http://app.example/', { headers: page });
    const headers = new Headers(request.headers);
    headers.set('content-security-policy', "script-src 'nonce-x'");
    const response = await protect(verifier, { public: ['/'], ...options })(new NextRequest(request, { headers }));
    return response.headers.get('x-middleware-request-content-security-policy');
  };
  assert.equal(await around({ forwardHeaders: true }), "script-src 'nonce-x'");
  assert.equal(await around({}), null);
});

test('what is no decision is a 500, and never thrown: Next.js may swallow it', async () => {
  const broken = { decide: () => Promise.reject(Object.assign(new Error('gone'), { code: 'MODULE_NOT_FOUND' })) };
  const response = await protect(broken)(new NextRequest('http://app.example/api/x'));
  assert.equal(response.status, 500);
});

test('a decide of your own is what is asked, in the proxy and in the route', async () => {
  const { Denied } = await import('bearward');
  const head = `${Buffer.from('{"alg":"HS256"}').toString('base64url')}.${Buffer.from(`{"sub":"u1","exp":${Math.floor(Date.now() / 1000) + 60}}`).toString('base64url')}`;
  const headers = { authorization: `Bearer ${head}.${hmac(head, 'base64url')}` };
  let mayCome = true;
  class Counted extends Verifier {
    async decide(...asked) {
      if (!mayCome) throw new Denied('token_revoked');
      return super.decide(...asked);
    }
  }
  const counted = new Counted({ anyIssuer: true, anyAudience: true, secret: SECRET });
  const request = () => new NextRequest('http://app.example/api/x', { headers });
  const route = withClaims(counted, (_request, claims) => Response.json(claims.sub));
  const statuses = async () => [(await protect(counted)(request())).status, (await route(request(), { params: Promise.resolve({}) })).status];
  assert.deepEqual(await statuses(), [200, 200]);
  mayCome = false;
  assert.deepEqual(await statuses(), [401, 401]);
});

test('a promise of another realm, or of a library, is waited for like any other', async () => {
  const { Denied } = await import('bearward');
  const { runInNewContext } = await import('node:vm');
  const refusal = new Denied('token_revoked');
  const reject = runInNewContext('(error) => Promise.reject(error)');
  assert.ok(!(reject(refusal).catch(() => undefined) instanceof Promise), 'not one of ours');
  const thenable = { then: (_resolve, refuse) => refuse(refusal) };
  for (const decide of [async () => reject(refusal), () => reject(refusal), () => thenable]) {
    const request = () => new NextRequest('http://app.example/api/x', { headers: { authorization: 'Bearer x' } });
    const route = withClaims({ decide }, () => new Response('in'));
    assert.equal((await route(request(), { params: Promise.resolve({}) })).status, 401);
    assert.equal((await protect({ decide })(request())).status, 401);
  }
});

test('nextPath: a path of this origin or the fallback', () => {
  for (const path of ['/', '/a', '/a/b?c=//d#e', '/%2F%2Fevil.example', '/a/../b']) assert.equal(nextPath(path), path.replace('/a/../b', '/b'));
  for (const path of ['//evil.example', '/\\evil.example', '\\/evil.example', 'https://evil.example', 'evil.example', '', ' /a', '/\t/evil.example', '/\n/evil.example', '/.//evil.example',
    'javascript:alert(1)', undefined, null, ['/a', '/b'], 7]) {
    assert.equal(nextPath(path, '/home'), '/home', JSON.stringify(path));
  }
});
