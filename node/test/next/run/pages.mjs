//! Page loads: decided by the session, in the proxy and again in the page.

import assert from 'node:assert/strict';
import { ask, DOCUMENT, PREFETCH, RSC, SEGMENT } from './http.mjs';

/** Declares the tests; `at` gives the running site and the issuer. */
export function pages(test, at) {
  const load = (path, headers = {}, more = {}) => ask(at.site.origin, path, { headers: { ...DOCUMENT, ...headers }, ...more });
  const isSentToSignIn = (answer, next) => {
    assert.equal(answer.status, 307, answer.text);
    assert.equal(answer.to.origin, at.site.origin);
    assert.equal(answer.to.pathname, '/sign-in');
    assert.equal(answer.to.searchParams.get('next'), next);
  };

  test('public pages and files need nobody', async () => {
    const home = await load('/');
    assert.equal(home.status, 200);
    assert.equal((await load('/sign-in')).status, 200);
    const script = /\/_next\/static\/[^"]+\.js/.exec(home.text)[0];
    assert.equal((await ask(at.site.origin, script)).status, 200);
    assert.notEqual((await ask(at.site.origin, '/_next/image?url=%2Fx.png&w=64&q=75')).status, 307);
  });

  for (const page of ['/dashboard', '/about', '/people/somebody', '/nowhere']) {
    test(`nobody is signed in: ${page} redirects to the sign-in page`, async () => {
      isSentToSignIn(await load(page), page);
      isSentToSignIn(await load(page, {}, { method: 'HEAD' }), page);
      isSentToSignIn(await ask(at.site.origin, `${page}?_rsc=abc`, { headers: RSC }), page);
      isSentToSignIn(await ask(at.site.origin, page, { headers: PREFETCH }), page);
      isSentToSignIn(await ask(at.site.origin, page, { headers: SEGMENT }), page);
      isSentToSignIn(await ask(at.site.origin, page, { headers: { accept: '*/*' } }), page);
    });
  }

  test('the query comes back after signing in', async () => {
    const { to } = await load('/dashboard?a=1&b=//x&c=%2F%2Fy%26');
    const next = new URL(to.searchParams.get('next'), at.site.origin);
    assert.equal(next.pathname, '/dashboard');
    // Next.js spells a query its own way before the proxy sees it.
    assert.deepEqual([...next.searchParams], [['a', '1'], ['b', '//x'], ['c', '//y&']]);
  });

  test('no redirect leaves the origin', async () => {
    for (const path of ['//evil.example/x', '/\\evil.example', '///evil.example', '/%5Cevil.example', '/%2F%2Fevil.example', '/@evil.example', '/.//evil.example']) {
      const answer = await load(path);
      for (let hops = 0, now = answer; now.to && hops < 3; hops += 1) {
        assert.equal(now.to.origin, at.site.origin, path);
        const next = now.to.searchParams.get('next') ?? '/';
        assert.equal(new URL(next, at.site.origin).origin, at.site.origin, `${path} -> ${next}`);
        now = await load(now.to.pathname + now.to.search);
      }
      assert.doesNotMatch(answer.headers.location ?? '', /^(https?:)?\/\/evil/);
    }
    for (const next of ['//evil.example', 'https://evil.example', '/\\evil.example', '/%09/evil.example', 'javascript:alert(1)']) {
      const page = await load(`/sign-in?next=${encodeURIComponent(decodeURIComponent(next))}`);
      assert.match(page.text, /then (<!-- -->)?\/dashboard/, next);
    }
    assert.match((await load('/sign-in?next=%2Fpeople%2Fme%3Fa%3D1')).text, /then (<!-- -->)?\/people\/me\?a=1/);
  });

  test('a session opens pages, in every form of request', async () => {
    const alice = await at.alice();
    const { cookie } = alice;
    const page = await load('/dashboard', { cookie });
    assert.equal(page.status, 200);
    assert.match(page.text, new RegExp(`dashboard of (<!-- -->)?${alice.id}`));
    const data = await ask(at.site.origin, '/dashboard', { headers: { ...RSC, cookie } });
    assert.ok(data.text.includes(alice.id) || data.status === 307, `${data.status}`);
    assert.match((await load('/about', { cookie })).text, /about us/);
    assert.equal((await load('/nowhere', { cookie })).status, 404);
  });

  test('a locked page is kept by no shared cache, static or not; a public one may be', async () => {
    const { cookie } = await at.alice();
    for (const page of ['/about', '/dashboard']) assert.match((await load(page, { cookie })).headers['cache-control'], /no-store/, page);
    assert.match((await load('/about')).headers['cache-control'], /no-store/);
    assert.doesNotMatch((await load('/about', { cookie })).headers['cache-control'], /s-maxage|public/);
  });

  test('a cookie is no session: forged, cut, of another name, data without its token', async () => {
    const alice = await at.alice();
    const forged = alice.cookie.replace(/session_token=./, 'session_token=_');
    const eve = await at.bob();
    for (const cookie of [forged, 'better-auth.session_token=x', 'better-auth.session_token=x.y', alice.dataOnly, 'session=1', `${eve.stale}; ${alice.dataOnly}`]) {
      isSentToSignIn(await load('/about', { cookie }), '/about');
      isSentToSignIn(await load('/dashboard', { cookie }), '/dashboard');
      const inside = await load('/open/inside', { cookie });
      assert.notEqual(inside.status, 200, cookie);
    }
  });

  test('the proxy bypassed: the page decides again', async () => {
    const alice = await at.alice();
    isSentToSignIn(await load('/open/inside'), '/open/inside');
    assert.doesNotMatch((await ask(at.site.origin, '/open/inside', { headers: RSC })).text, /inside: /);
    assert.match((await load('/open/inside', { cookie: alice.cookie })).text, new RegExp(`inside: (<!-- -->)?${alice.id}`));
  });

  test('a page of somebody: the parameter is decoded exactly once', async () => {
    const alice = await at.alice();
    const bob = await at.bob();
    const { cookie } = alice;
    const once = [...alice.id].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
    assert.match((await load(`/people/${alice.id}`, { cookie })).text, new RegExp(`page of (<!-- -->)?${alice.id}`));
    assert.match((await load(`/people/${once}`, { cookie })).text, new RegExp(`page of (<!-- -->)?${alice.id}`));
    for (const path of [bob.id, once.replaceAll('%', '%25'), `${alice.id}%00`, `${alice.id}%2F`, '%FF', `${bob.id}?nxtPuser_id=${alice.id}`, `${bob.id}?user_id=${alice.id}`]) {
      const page = await load(`/people/${path}`, { cookie });
      assert.doesNotMatch(page.text, /page of/, path);
      assert.ok(page.status >= 400, `${path}: ${page.status}`);
    }
  });
}
