//! Somebody at a browser: the redirects are those that Next.js's own client follows, and the API client works from its bundle.

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { startIssuer } from '../run/issuer.mjs';
import { build, start } from '../run/site.mjs';

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const app = process.env.NEXT_APP;

let issuer;
let site;
let browser;
let context;
let page;

before(async () => {
  const env = { BETTER_AUTH_SECRET: 'n3xt-Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo' };
  issuer = await startIssuer();
  env.BETTER_AUTH_URL = issuer.origin;
  if (!existsSync(path.join(app, '.next', 'BUILD_ID'))) build(app, env);
  site = await start(app, 'start', env);
  issuer.target = site.origin;
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ARGUMENTS });
  context = await browser.newContext();
  page = await context.newPage();
});

after(async () => {
  await browser?.close();
  await site?.stop();
  issuer?.stop();
});

test('a link to a locked page leads to the sign-in page, and back', async () => {
  await page.goto(site.origin);
  await page.click('text=dashboard');
  await page.waitForURL('**/sign-in?next=%2Fdashboard');
  assert.match(await page.innerText('body'), /sign in, then \/dashboard/);
});

test('signed in: the page, and its server action', async () => {
  await signUp();
  await page.goto(`${site.origin}/dashboard`);
  const [, id] = /dashboard of (\w+?)who$/.exec((await page.innerText('form')).replace(/\s+/g, ' ').replace(' who', 'who'));
  await page.click('form button');
  for (let tries = 0; !site.log.includes(`action of ${id}`); tries += 1) {
    assert.ok(tries < 50, site.log);
    await page.waitForTimeout(100);
  }
  assert.equal(new URL(page.url()).pathname, '/dashboard');
});

test('the API client works from the bundle of the application', async () => {
  await page.goto(site.origin);
  await page.click('text=call');
  await page.waitForFunction(() => /call\w{10}/.test(document.body.innerText));
});

test('signed out meanwhile: the server action leads to the sign-in page', async () => {
  await page.goto(`${site.origin}/dashboard`);
  await context.clearCookies();
  await page.click('form button');
  await page.waitForURL('**/sign-in?next=%2Fdashboard');
});

/** By the browser's own fetch, so that the cookies are its own. Better Auth wants the origin that it knows. */
async function signUp() {
  const body = JSON.stringify({ email: `browser-${Date.now()}@example.com`, password: 'correct horse battery', name: 'Somebody' });
  const answer = await fetch(`${issuer.origin}/api/auth/sign-up/email`, { method: 'POST', headers: { 'content-type': 'application/json', origin: issuer.origin }, body });
  assert.equal(answer.status, 200);
  await context.addCookies(answer.headers.getSetCookie().map((field) => {
    const [pair] = field.split(';');
    const at = pair.indexOf('=');
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url: site.origin, httpOnly: true, sameSite: 'Lax' };
  }));
}
