// Worker threads have verifiers of their own, and what nobody holds any more is given back.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { Worker } from 'node:worker_threads';

import { Verifier } from 'bearward';
import { OPEN, sign } from '../support/issuers.mjs';

const IN_A_WORKER = `
  const { parentPort, workerData } = require('node:worker_threads');
  import(workerData.bearward).then(async ({ Verifier, requireOwner, setLogger }) => {
    setLogger(() => undefined);
    const options = { anyIssuer: true, anyAudience: true, secret: workerData.secret, onDenied: () => undefined };
    let asked = 0;
    const verifier = new Verifier({ ...options, tokenCache: { entries: 10, bytes: 1 << 20 }, revokedIf: () => { asked += 1; return false; } });
    for (let round = 0; round < 2000; round += 1) requireOwner(round % 2 ? verifier.verifySync(workerData.token) : await verifier.verify(workerData.token), 'alice');
    parentPort.postMessage(asked);
  });
`;

test('workers at the same time, and the main thread beside them', async () => {
  const workerData = { bearward: import.meta.resolve('bearward'), secret: OPEN.secret, token: sign({ sub: 'alice' }) };
  const workers = Array.from({ length: 4 }, () => new Worker(IN_A_WORKER, { eval: true, workerData }));
  const verifier = new Verifier(OPEN);
  const answers = Promise.all(workers.map(async (worker) => {
    const exit = once(worker, 'exit');
    const [asked] = await once(worker, 'message');
    return [asked, (await exit)[0]];
  }));
  for (let round = 0; round < 5000; round += 1) assert.equal(verifier.verifySync(workerData.token).sub, 'alice');
  assert.deepEqual(await answers, Array(4).fill([2000, 0]));
});

test('verifiers come and go, and memory does not grow', () => {
  const source = `
    import { Verifier } from 'bearward';
    import { setTimeout as pause } from 'node:timers/promises';
    const options = { anyIssuer: true, anyAudience: true, secret: '${OPEN.secret}', tokenCache: { entries: 1000, bytes: 1 << 20 }, revokedIf: () => false };
    const { setLogger } = await import('bearward');
    setLogger(() => undefined);
    const token = '${sign({ sub: 'alice' })}';
    async function many(count) {
      for (let made = 0; made < count; made += 1) {
        new Verifier(options).verifySync(token);
        if (made % 500 === 0) { gc(); await pause(1); }
      }
      gc(); await pause(20); gc(); await pause(20);
      return process.memoryUsage().rss;
    }
    const before = await many(3000);
    const after = await many(9000);
    console.log(JSON.stringify({ grown: after - before }));
  `;
  const { stdout, status } = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '--eval', source], { encoding: 'utf8' });
  assert.equal(status, 0);
  const { grown } = JSON.parse(stdout);
  assert.ok(grown < 16 << 20, `it grew by ${grown} bytes over 9000 verifiers`);
});

test('claims, and a verifier of several, outlive the verifiers that nobody holds', () => {
  const source = `
    import { requireOwner, SessionCookies, setLogger, Verifier } from 'bearward';
    import { setTimeout as pause } from 'node:timers/promises';
    setLogger(() => undefined);
    const secret = '${OPEN.secret}';
    const token = '${sign({ sub: 'alice', iss: 'https://one.example' })}';
    const claims = new Verifier({ anyIssuer: true, anyAudience: true, secret }).verifySync(token);
    const asked = [];
    const revokedIf = (accepted) => { requireOwner(accepted, 'alice'); asked.push(accepted.sub); return false; };
    const both = Verifier.many([
      new Verifier({ issuer: 'https://one.example', anyAudience: true, secret, revokedIf }), new Verifier({ issuer: 'https://two.example', anyAudience: true, secret }),
    ]);
    for (let round = 0; round < 5; round += 1) { gc(); await pause(10); }
    requireOwner(claims, 'alice');
    requireOwner(both.verifySync(token), 'alice');
    console.log(asked.join());
  `;
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', '--input-type=module', '--eval', source], { encoding: 'utf8' });
  assert.equal(stdout, 'alice\n', stderr);
});
