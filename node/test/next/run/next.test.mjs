//! A real application in every way that people run it. NEXT_APP: its folder, installed from packed tarballs.

import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { actions } from './actions.mjs';
import { api } from './api.mjs';
import { ask, DOCUMENT } from './http.mjs';
import { startIssuer } from './issuer.mjs';
import { pages } from './pages.mjs';
import { signUp } from './person.mjs';
import { renewal } from './renewal.mjs';
import { build, standalone, start } from './site.mjs';

const app = process.env.NEXT_APP;
const people = new Map();
/** Somebody of this name, signed up with the site that runs. */
const person = (name) => people.get(name) ?? people.set(name, signUp(at.issuer)).get(name);
const at = { issuer: await startIssuer(), site: undefined, alice: () => person('alice'), bob: () => person('bob') };
const env = { BETTER_AUTH_URL: at.issuer.origin, BETTER_AUTH_SECRET: 'n3xt-Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo' };
const image = await mkdtemp(path.join(os.tmpdir(), 'bearward-next-'));

after(async () => {
  at.issuer.stop();
  await rm(image, { recursive: true, force: true });
});

describe('next dev', { concurrency: false }, () => {
  running(() => start(app, 'dev', env));
  pages(test, at);
  api(test, at);
});

describe('next build && next start', { concurrency: false }, () => {
  running(() => {
    rmSync(path.join(app, '.next'), { recursive: true, force: true });
    build(app, env);
    return start(app, 'start', env);
  });
  everything();
});

describe('output standalone', { concurrency: false }, () => {
  running(() => start(standalone(app, path.join(image, 'whole')), 'standalone', env));
  everything();
});

describe('the addon is missing', { concurrency: false }, () => {
  running(() => {
    const folder = standalone(app, path.join(image, 'without'));
    rmSync(path.join(folder, 'node_modules', '@bearward'), { recursive: true });
    return start(folder, 'standalone', env);
  });

  test('500 and a clear line in the log, never an empty 200', async () => {
    for (const [page, headers] of [['/', DOCUMENT], ['/about', DOCUMENT], ['/dashboard', DOCUMENT], ['/api/me', {}], ['/api/seen', {}], ['/open/x/tasks', {}]]) {
      const answer = await ask(at.site.origin, page, { headers });
      assert.equal(answer.status, 500, page);
      assert.doesNotMatch(answer.text, /about us/);
    }
    await new Promise((resolve) => setTimeout(resolve, 200));
    assert.match(at.site.log, /bearward's addon @bearward\/[\w-]+ is not installed: install again/);
  });
});

function everything() {
  pages(test, at);
  renewal(test, at);
  api(test, at);
  actions(test, at);
}

function running(begin) {
  before(async () => {
    at.site = await begin();
    at.issuer.target = at.site.origin;
    people.clear();
  });
  after(async () => {
    await at.site?.stop();
    at.site = undefined;
  });
}
