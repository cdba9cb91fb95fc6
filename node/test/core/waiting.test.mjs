// A key endpoint that hangs: nobody else waits, and the process can end.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import dns from 'node:dns/promises';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';

import { TestIssuer } from 'bearward/testing';
import { codeOf, QUIET } from '../support/issuers.mjs';

test('200 unknown kids wait; files, names, timers and known kids do not', async () => {
  const issuer = new TestIssuer();
  const verifier = issuer.verifier(QUIET);
  await verifier.warm();
  issuer.hang();
  let told = 0;
  const waiting = Array.from({ length: 200 }, () => codeOf(verifier.verify(issuer.unknownKid({ sub: 'mallory' }))).then((code) => { told += 1; return code; }));
  const known = issuer.mint({ sub: 'alice' });
  for (let round = 0; round < 20; round += 1) {
    assert.ok((await took(() => verifier.verify(known))) < 50, 'a known kid');
    assert.ok((await took(() => readFile(new URL(import.meta.url)))) < 500, 'a file');
    assert.ok((await took(() => dns.lookup('localhost'))) < 1000, 'a name');
    const late = (await took(() => pause(10))) - 10;
    assert.ok(late < 250, `a timer, ${late} ms late`);
  }
  assert.equal(told, 0, 'they still wait');
  // The endpoint's connection is closed: the flight fails, and everybody is told at once.
  issuer.answerNormally();
  issuer.down();
  const codes = await Promise.all(waiting);
  assert.deepEqual(new Set(codes), new Set(['keys_unavailable']));
  assert.equal(verifier.stats().fetches.miss, 1);
});

const begin = `
  import { TestIssuer } from 'bearward/testing';
  const issuer = new TestIssuer();
  const verifier = issuer.verifier({ onDenied: () => undefined });
`;

test('a process ends although a fetch hangs', async () => {
  const { code, ms } = await run(`${begin}
    await verifier.warm();
    issuer.hang();
    for (let i = 0; i < 200; i += 1) verifier.verify(issuer.unknownKid({ sub: 'mallory' })).catch(() => undefined);
    console.log('end');
  `);
  assert.equal(code, 0);
  assert.ok(ms < 4000, `it took ${ms} ms`);
});

test('process.exit ends it at once', async () => {
  const { code } = await run(`${begin}
    issuer.hang();
    verifier.verify(issuer.mint({ sub: 'alice' })).catch(() => undefined);
    setTimeout(() => process.exit(7), 50);
  `);
  assert.equal(code, 7);
});

test('a program that awaits its first keys gets them, although nothing else keeps it alive', async () => {
  const { code, said } = await run(`${begin}
    issuer.slow(1.5);
    console.log((await verifier.verify(issuer.mint({ sub: 'alice' }))).sub);
    issuer.rotate();
    issuer.answerNormally();
    console.log((await verifier.verify(issuer.mint({ sub: 'bob' }))).sub);
    await verifier.refresh();
  `);
  assert.equal(code, 0);
  assert.equal(said, 'alice\nbob\n');
});

test('a fetch in flight does not hold a worker that is terminated', async () => {
  const { code, said } = await run(`
    import { Worker } from 'node:worker_threads';
    import { once } from 'node:events';
    const source = \`
      import { parentPort } from 'node:worker_threads';
      const { TestIssuer } = await import('bearward/testing');
      const issuer = new TestIssuer();
      issuer.hang();
      const options = { revokedIf: () => false, fetch: () => new Promise(() => {}), onDenied: () => undefined };
      for (const overrides of [{}, options]) issuer.verifier(overrides).verify(issuer.mint({ sub: 'alice' })).catch(() => undefined);
      parentPort.postMessage('waiting');
      setInterval(() => undefined, 1000);
    \`;
    for (let round = 0; round < 5; round += 1) {
      const worker = new Worker(new URL('data:text/javascript,' + encodeURIComponent(source.replaceAll('bearward/testing', import.meta.resolve('bearward/testing')))));
      await once(worker, 'message');
      console.log(await worker.terminate());
    }
  `);
  assert.equal(said, '1\n'.repeat(5));
  assert.equal(code, 0);
});

async function took(work) {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

/** A program of its own, in this folder, so that it finds the installed package. */
async function run(source) {
  const since = performance.now();
  const child = spawn(process.execPath, ['--input-type=module', '--eval', source], { cwd: process.cwd(), stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text) => { said += text; });
  const [code] = await once(child, 'close');
  return { code, said, ms: performance.now() - since };
}
