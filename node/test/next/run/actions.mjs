//! Server actions: by the session, with an Origin of this site, refused in the way that Next.js follows.

import assert from 'node:assert/strict';
import { ask, DOCUMENT } from './http.mjs';

export function actions(test, at) {
  const BOUNDARY = 'xxBOUNDARYxx';

  /** The form as a browser without JavaScript posts it. */
  const post = async (person, headers, path = '/dashboard') => {
    const page = await ask(at.site.origin, path, { headers: { ...DOCUMENT, cookie: person.cookie } });
    const name = /name="(\$ACTION_ID_[0-9a-f]+)"/.exec(page.text)?.[1];
    assert.ok(name, page.text);
    const body = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n\r\n--${BOUNDARY}--\r\n`;
    const own = { 'content-type': `multipart/form-data; boundary=${BOUNDARY}`, 'content-length': String(body.length) };
    return ask(at.site.origin, path, { method: 'POST', headers: { ...DOCUMENT, ...own, ...headers }, body });
  };
  const ran = (person) => at.site.log.includes(`action of ${person.id}`);
  const changed = (person) => at.site.log.includes(`change of ${person.id}`);
  const settled = () => new Promise((resolve) => setTimeout(resolve, 150));

  test('a server action runs for whoever is signed in', async () => {
    const alice = await at.alice();
    const answer = await post(alice, { cookie: alice.cookie, origin: at.site.origin, 'sec-fetch-site': 'same-origin' });
    assert.equal(answer.status, 200, answer.text);
    await settled();
    assert.ok(ran(alice), at.site.log);
  });

  test('not signed in: a form is sent to the sign-in page by GET, an action by what its client follows', async () => {
    const bob = await at.bob();
    const form = await post(bob, { origin: at.site.origin, 'sec-fetch-site': 'same-origin' });
    assert.equal(form.status, 303);
    assert.equal(form.to.pathname, '/sign-in');
    const headers = { 'next-action': 'abc', accept: 'text/x-component', 'content-type': 'text/plain;charset=UTF-8', origin: at.site.origin };
    const action = await ask(at.site.origin, '/dashboard?a=1', { method: 'POST', headers, body: '[]' });
    assert.equal(action.status, 303);
    assert.equal(action.headers['x-action-redirect'], `/sign-in?next=${encodeURIComponent('/dashboard?a=1')};push`);
    await settled();
    assert.ok(!ran(bob));
  });

  test('the proxy bypassed: the action decides again, and redirects', async () => {
    const alice = await at.alice();
    const bob = await at.bob();
    const own = { origin: at.site.origin, 'sec-fetch-site': 'same-origin' };
    assert.equal((await post(alice, { ...own, cookie: alice.cookie }, '/open/inside')).status, 200);
    for (const cookie of ['better-auth.session_token=x', bob.cookie.replace('session_token=', 'session_token=_'), undefined]) {
      const answer = await post(bob, cookie ? { ...own, cookie } : own, '/open/inside');
      assert.equal(answer.to?.pathname, '/sign-in', `${answer.status} ${answer.text}`);
      assert.equal(answer.to.searchParams.get('next'), '/open/inside');
    }
    await settled();
    assert.ok(changed(alice) && !changed(bob));
  });

  test('another site cannot make a browser run one', async () => {
    const bob = await at.bob();
    for (const headers of [{ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, { origin: 'https://evil.example', 'sec-fetch-site': undefined }]) {
      const kept = Object.fromEntries(Object.entries({ 'sec-fetch-site': 'cross-site', ...headers }).filter(([, value]) => value !== undefined));
      const answer = await post(bob, { ...kept, cookie: bob.cookie });
      assert.equal(answer.status, 403, answer.text);
    }
    await settled();
    assert.ok(!ran(bob));
  });
}
