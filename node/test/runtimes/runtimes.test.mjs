// bearward/edge in the runtimes that it is for: every vector in each, decided as in Node.js, and keys over HTTP.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { vectors } from '../edge/conformance/files.mjs';
import { runAll } from '../edge/conformance/run.mjs';
import { edge } from '../edge/installed.mjs';
import { KeyServer, keyPair, mint } from '../edge/lab.mjs';
import { VECTORS } from '../support/places.mjs';
import { program, PROGRAMS, server, SERVERS } from './runtimes.mjs';

const FILES = vectors(VECTORS);
const KEYS = ['ed25519', 'rsa', 'ec'].map((type) => keyPair(type, type));
const TOKENS = [...KEYS.map((key) => mint(key)), mint(KEYS[0], { exp: 1 }), mint(keyPair('ed25519')), mint(keyPair('unknown'))];
const ANSWERS = [...KEYS.map(() => [200, 'alice']), [401, 'token_expired'], [401, 'signature_invalid'], [401, 'key_not_found']];

let site;
let expected;

before(async () => {
  site = await KeyServer.start(...KEYS);
  expected = (await runAll(await edge(), FILES)).decisions;
});

after(() => site.stop());

for (const [name, command] of Object.entries(PROGRAMS)) {
  test(name, { timeout: 120_000 }, async () => {
    const answer = await program(command(), FILES, site.url, TOKENS);
    assert.match(answer.entry, /\/dist\/edge\/index\.js$/, 'the entry that its condition chooses');
    check(answer, name);
  });
}

for (const [name, start] of Object.entries(SERVERS)) {
  test(name, { timeout: 120_000 }, async () => check(await server(start, FILES, site.url, TOKENS), name));
}

function check({ decisions, mismatches, answers }, name) {
  assert.deepEqual(mismatches.slice(0, 10), []);
  assert.deepEqual(decisions, expected);
  assert.deepEqual(answers.map(([status, body]) => [status, body.subject ?? body.code]), ANSWERS);
  console.log(`conformance: ${name} ${decisions.length}`);
}
