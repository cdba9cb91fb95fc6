// What a key endpoint can do to its clients (ATTACKS.md F1 to F19), over real sockets.

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import * as edge from 'bearward/edge';

import { codeOf, KeyServer, keyPair, mint, refusal, verifierOf } from './lab.mjs';

edge.setLogger(() => undefined);
const KEY = keyPair('one');
const open = [];

async function lab(options = {}) {
  const site = await KeyServer.start(KEY);
  open.push(site);
  return { site, ...verifierOf(edge, site, options) };
}

afterEach(async () => {
  for (const site of open.splice(0)) await site.stop();
});

/** What a first token is told by an endpoint that answers so. */
async function first(answer, options) {
  const { site, verifier } = await lab(options);
  site.answer = answer;
  const denied = await refusal(verifier.verify(mint(KEY)));
  assert.deepEqual([denied.code, denied.status], ['keys_unavailable', 503]);
  assert.ok(denied.received.length < 520 && !/[\r\n]/.test(denied.received), denied.received);
  return { denied, site, verifier };
}

const json = { 'content-type': 'application/json' };
const keys = JSON.stringify({ keys: [KEY.jwk] });

test('nobody listens: an outage, never the fault of the token', async () => {
  const { site, verifier } = await lab();
  const { url } = site;
  await site.stop();
  open.length = 0;
  const denied = await refusal(verifier.verify(mint(KEY)));
  assert.deepEqual([denied.status, denied.retryAfter >= 1], [503, true]);
  assert.match(denied.received, /the connection was refused/);
  assert.ok(denied.expected.includes(url));
});

test('redirects are not followed, and the target is named without its secrets', async () => {
  const elsewhere = await KeyServer.start(KEY);
  open.push(elsewhere);
  for (const status of [301, 302, 303, 307, 308]) {
    const location = `${elsewhere.origin.replace('//', '//user:pw@')}/jwks?key=hunter2#f`;
    const { denied } = await first((_, response) => response.writeHead(status, { location }).end());
    assert.match(denied.received, new RegExp(`answers ${status}, a redirect to "${elsewhere.url}"`));
    assert.match(denied.hint, /not followed/);
  }
  assert.equal(elsewhere.connections, 0);
});

test('answers that hold no keys', async () => {
  const bodies = ['', '{}', '[]', 'null', '{"keys":[]}', '{"keys":{}}', '{"keys":[null,1,"x"]}', keys.slice(0, -3), `${keys}x`, `\ufeff${keys}`, '{"keys":[],"keys":[]}'];
  for (const body of bodies) {
    const { denied } = await first((_, response) => response.writeHead(200, json).end(body));
    assert.match(denied.received, /the answer cannot be used/, body);
  }
  const { denied } = await first((_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html>'));
  assert.match(denied.hint, /HTML/);
});

test('a hundred keys are read, one more is refused whole', async () => {
  const many = (count) => JSON.stringify({ keys: Array.from({ length: count }, () => KEY.jwk) });
  await first((_, response) => response.writeHead(200, json).end(many(101)));
  const { site, verifier } = await lab();
  site.serve(200, json, many(100));
  assert.equal(await codeOf(verifier.verify(mint(KEY))), 'accept');
});

test('statuses, and when to come back', async () => {
  for (const [status, headers, least, most] of [[500, {}, 1, 2], [429, { 'retry-after': '120' }, 120, 120], [503, { 'retry-after': '99999' }, 300, 300], [204, {}, 1, 2], [304, {}, 1, 2]]) {
    const { denied } = await first((_, response) => response.writeHead(status, headers).end());
    assert.ok(denied.retryAfter >= least && denied.retryAfter <= most, `${status}: ${denied.retryAfter}`);
  }
});

test('an outage asks at its own pace, whatever is asked of it', async () => {
  const { site, verifier } = await lab();
  site.serve(500);
  for (let round = 0; round < 200; round += 1) await codeOf(verifier.verify(mint({ ...KEY, kid: `${round}` })));
  assert.equal(site.requests.length, 1);
});

test('a body without end is cut', async () => {
  let sent = 0;
  const { denied } = await first((_, response) => {
    response.writeHead(200, json);
    const more = () => {
      while (!response.destroyed && response.write(Buffer.alloc(65_536, 0x20))) sent += 65_536;
    };
    response.on('drain', more);
    more();
  });
  assert.match(denied.received, /larger than 512 KiB/);
  assert.ok(sent < 64 << 20, `${sent} bytes were taken`);
});

test('a length that says too much is refused before reading', async () => {
  const { denied } = await first((_, response) => {
    response.writeHead(200, { ...json, 'content-length': '10000000000' });
    response.write('{');
  });
  assert.match(denied.received, /larger than 512 KiB/);
});

test('a body that inflates is cut where it is too large', async () => {
  const bomb = gzipSync(Buffer.alloc(64 << 20, 0x20));
  const { denied } = await first((_, response) => response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(bomb));
  assert.match(denied.received, /larger than 512 KiB/);
});

test('an answer that breaks off', async () => {
  await first((_, response) => {
    response.writeHead(200, { ...json, 'content-length': String(keys.length) });
    response.write(keys.slice(0, 20), () => response.destroy());
  });
});

test('what speaks no HTTP', async () => {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end('SSH-2.0-OpenSSH_9.2\r\n');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { verifier } = verifierOf(edge, { url: `http://127.0.0.1:${server.address().port}/jwks` });
  const denied = await refusal(verifier.verify(mint(KEY)));
  assert.equal(denied.code, 'keys_unavailable');
  server.close();
});

test('an endpoint that hangs: known keys never wait, who waits is told in time', { timeout: 30_000 }, async () => {
  const { site, verifier } = await lab();
  await verifier.verify(mint(KEY));
  site.answer = () => undefined;
  const begin = performance.now();
  const waiting = Promise.all(Array.from({ length: 100 }, (_, index) => codeOf(verifier.verify(mint({ ...KEY, kid: `new-${index}` })))));
  for (let round = 0; round < 50; round += 1) assert.equal(await codeOf(verifier.verify(mint(KEY))), 'accept');
  assert.ok(performance.now() - begin < 1500, 'known keys waited');
  assert.deepEqual([...new Set(await waiting)], ['keys_unavailable']);
  const seconds = (performance.now() - begin) / 1000;
  assert.ok(seconds > 4.5 && seconds < 6.5, `${seconds} s`);
  assert.equal(site.requests.length, 2);
});

test('an endpoint that sends a byte a second', { timeout: 30_000 }, async () => {
  const begin = performance.now();
  const { denied } = await first((_, response) => {
    response.writeHead(200, json);
    const timer = setInterval(() => response.write(' '), 500);
    response.on('close', () => clearInterval(timer));
  });
  assert.match(denied.received, /the answer began but did not end within 5s/);
  assert.ok(performance.now() - begin < 6500);
});

test('a fetcher that never answers, nor listens to its signal', { timeout: 30_000 }, async () => {
  const { verifier } = await lab({ fetch: () => new Promise(() => undefined) });
  const begin = performance.now();
  assert.equal(await codeOf(verifier.verify(mint(KEY))), 'keys_unavailable');
  assert.ok(performance.now() - begin < 7000);
});
