//! The rules once more where the client is made for: in a browser, with its own `fetch`, CORS and cookies.

import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { good, serve, sleep } from '../rules/lab.mjs';

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const PROGRAMS = [process.env.CHROMIUM, '/usr/bin/chromium'];
const client = readFileSync(fileURLToPath(import.meta.resolve('bearward/client')), 'utf8');

const ends = [];
const lab = { after: (end) => ends.push(end) };
const state = { minted: 0, tokens: [], calls: [], stolen: [] };
let browser;
let page;
let api;

before(async () => {
  const elsewhere = await serve(lab, async (request, response) => {
    state.stolen.push(request.headers.authorization ?? null);
    response.writeHead(200, { 'access-control-allow-origin': '*', 'access-control-allow-headers': '*' }).end('{}');
  });
  api = await serve(lab, (request, response) => answer(request, response, elsewhere));
  const home = await serve(lab, site);
  const executablePath = PROGRAMS.find((program) => program && existsSync(program));
  browser = await chromium.launch({ executablePath, args: ARGUMENTS });
  page = await (await browser.newContext()).newPage();
  await page.goto(home);
  await page.evaluate((baseUrl) => {
    globalThis.told = 0;
    globalThis.make = async () => {
      const { createApiClient } = await import('/client.js');
      return createApiClient({ baseUrl, onUnauthenticated: () => (globalThis.told += 1) });
    };
  }, `${api}/v1`);
});

after(async () => {
  await browser?.close();
  for (const end of ends) end();
});

test('Chromium: a call to another origin carries the token that the page got with its cookie', async () => {
  const got = await page.evaluate(async () => (await globalThis.make()).json('/tasks'));
  assert.equal(got.path, '/v1/tasks');
  assert.match(got.authorization, /^Bearer /);
  assert.match(state.tokens.at(-1), /session=1/);
});

test('Chromium: twenty calls at once make one token request', async () => {
  const before = state.tokens.length;
  await page.evaluate(async () => {
    const api = await globalThis.make();
    await Promise.all(Array.from({ length: 20 }, () => api.json('/tasks')));
  });
  assert.equal(state.tokens.length, before + 1);
});

test('Chromium: a 401 renews and retries once; the second one is told', async () => {
  const before = state.tokens.length;
  const [once, twice, told] = await page.evaluate(async () => {
    const api = await globalThis.make();
    const once = await api.json('/expired-once', { method: 'POST', body: 'x' });
    const twice = await api.fetch('/expired');
    return [once, twice.status, globalThis.told];
  });
  assert.equal(once.path, '/v1/expired-once');
  assert.deepEqual([twice, told], [401, 1]);
  assert.equal(state.tokens.length, before + 3);
});

test('Chromium: a stream is not sent twice, a 204 is undefined, a 404 is an ApiError', async () => {
  const got = await page.evaluate(async () => {
    const api = await globalThis.make();
    const nothing = await api.json('/nothing', { method: 'DELETE' });
    const error = await api.json('/missing').catch(({ name, status, code }) => ({ name, status, code }));
    return [nothing === undefined, error];
  });
  assert.deepEqual(got, [true, { name: 'ApiError', status: 404, code: 'not_found' }]);
});

test('Chromium: a 503 of another origin is tried again although its Retry-After is hidden', async () => {
  const got = await page.evaluate(async () => (await globalThis.make()).json('/busy-once'));
  assert.equal(got.path, '/v1/busy-once');
});

test('Chromium: a redirect to another origin does not take the token along', async () => {
  await page.evaluate(async () => (await globalThis.make()).fetch('/away'));
  assert.deepEqual(new Set(state.stolen), new Set([null]));
});

test('Chromium: an abort ends the call with the reason of the browser', async () => {
  const name = await page.evaluate(async () => {
    const signal = AbortSignal.timeout(50);
    return (await globalThis.make()).fetch('/slow', { signal }).catch((error) => error.name);
  });
  assert.equal(name, 'TimeoutError');
});

test('Chromium: nothing of the token is stored', async () => {
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  assert.equal(stored, '[{},{},""]');
});

async function site(request, response) {
  if (request.url === '/api/auth/token') {
    state.tokens.push(request.headers.cookie ?? '');
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(good(state).json));
  } else if (request.url === '/client.js') {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(client);
  } else {
    response.writeHead(200, { 'content-type': 'text/html', 'set-cookie': 'session=1; HttpOnly; SameSite=Lax; Path=/' });
    response.end('<!doctype html><title>lab</title>');
  }
}

async function answer(request, response, elsewhere) {
  const cors = { 'access-control-allow-origin': '*', 'access-control-allow-headers': 'authorization, content-type', 'access-control-allow-methods': '*' };
  if (request.method === 'OPTIONS') return void response.writeHead(204, cors).end();
  const seen = state.calls.filter((path) => path === request.url).length;
  state.calls.push(request.url);
  const say = (status, body, headers = {}) => response.writeHead(status, { ...cors, ...headers }).end(body && JSON.stringify(body));
  const echo = { path: request.url, authorization: request.headers.authorization };
  switch (request.url) {
    case '/v1/expired-once': return say(...(seen === 0 ? [401, { code: 'token_expired' }] : [200, echo]));
    case '/v1/expired': return say(401, { code: 'token_expired' });
    case '/v1/nothing': return say(204);
    case '/v1/missing': return say(404, { code: 'not_found', detail: 'No.' });
    case '/v1/busy-once': return say(...(seen === 0 ? [503, {}, { 'retry-after': '1' }] : [200, echo]));
    case '/v1/away': return say(307, undefined, { location: `${elsewhere}/steal` });
    case '/v1/slow': return void (await sleep(1000), say(200, echo));
    default: return say(200, echo);
  }
}
