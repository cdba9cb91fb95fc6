//! Sessions whose cookie cache is over: the issuer is asked, once, and its cookies go to the browser and on with the request.

import assert from 'node:assert/strict';
import { ask, DOCUMENT } from './http.mjs';
import { signUp } from './person.mjs';

export function renewal(test, at) {
  const load = (path, cookie, headers = DOCUMENT) => ask(at.site.origin, path, { headers: { ...headers, cookie } });
  const asked = () => at.issuer.asked.filter((url) => url.startsWith('/api/auth/get-session')).length;

  test('a genuine session is renewed by one question, which the page behind the proxy sees', async () => {
    const alice = await at.alice();
    const before = asked();
    const page = await load('/dashboard', alice.stale);
    assert.equal(page.status, 200);
    assert.match(page.text, new RegExp(`dashboard of (<!-- -->)?${alice.id}`));
    const data = page.setCookies.find((field) => field.startsWith('better-auth.session_data='));
    assert.ok(data, 'the browser gets the new cookie');
    assert.equal(asked() - before, 1, 'proxy and page asked once between them');
    await load('/dashboard', `${alice.stale}; ${data.split(';')[0]}`);
    assert.equal(asked() - before, 1, 'and not again with it');
  });

  test('the same cookies at once are asked for once', async () => {
    const alice = await at.alice();
    const before = asked();
    const pages = await Promise.all(Array.from({ length: 10 }, () => load('/about', alice.stale)));
    assert.deepEqual(new Set(pages.map((page) => page.status)), new Set([200]));
    assert.ok(asked() - before < 10, `${asked() - before} questions`);
  });

  test('signed out at the issuer: to the sign-in page, and its cookies are taken away', async () => {
    const alice = await signUp(at.issuer);
    const headers = { cookie: alice.cookie, origin: at.issuer.origin, 'content-type': 'application/json' };
    const out = await ask(at.issuer.origin, '/api/auth/sign-out', { method: 'POST', headers, body: '{}' });
    assert.equal(out.status, 200, out.text);
    const page = await load('/dashboard', alice.stale);
    assert.equal(page.status, 307);
    assert.equal(page.to.pathname, '/sign-in');
    assert.ok(page.setCookies.some((field) => /^better-auth\.session_token=;.*Max-Age=0/i.test(field)), String(page.setCookies));
  });

  test('an issuer that sets no session data is taken at its word', async () => {
    const alice = await at.alice();
    const known = await ask(at.issuer.origin, '/api/auth/get-session', { headers: { cookie: alice.stale } });
    const body = JSON.parse(known.text);
    const answers = [[body, 200], [{ ...body, session: { ...body.session, token: 'another' } }, 307]];
    for (const [answer, status] of answers) {
      at.issuer.answer = (_request, response) => response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
      try {
        assert.equal((await load('/dashboard', alice.stale)).status, status);
      } finally {
        at.issuer.answer = undefined;
      }
    }
  });

  const faults = {
    'a 500': (_request, response) => response.writeHead(500).end('no'),
    'a 404': (_request, response) => response.writeHead(404).end('no'),
    'HTML': (_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<p>hello</p>'),
    'a redirect': (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/steal' }).end(),
    'a reset': (request) => void request.socket.destroy(),
    'nothing at all': () => undefined,
  };
  for (const [name, answer] of Object.entries(faults)) {
    test(`the issuer answers with ${name}: 503 for a genuine session, never the sign-in page`, async () => {
      const alice = await at.alice();
      at.issuer.answer = answer;
      try {
        const since = Date.now();
        const page = await load('/dashboard', alice.stale);
        assert.equal(page.status, 503, page.text);
        assert.ok(Date.now() - since < 6000);
        assert.ok(Number(page.headers['retry-after']) >= 1);
        assert.equal(page.to, undefined);
        assert.match(page.headers['content-type'], /text\/html/);
        assert.equal((await load('/dashboard', alice.cookie)).status, 200, 'a fresh session asks nobody');
        assert.equal((await load('/dashboard', 'better-auth.session_token=forged.mac')).status, 307, 'a forged one neither');
      } finally {
        at.issuer.answer = undefined;
      }
    });
  }
}
