// `npx bearward`: the same program as in the other languages.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { test } from 'node:test';

import { TestIssuer } from 'bearward/testing';

const require = createRequire(import.meta.url);
const manifest = require('bearward/package.json');
const program = require.resolve('bearward/package.json').replace('package.json', manifest.bin.bearward);
const bearward = (...words) => spawnSync(process.execPath, [program, ...words], { encoding: 'utf8', input: '' });

test('its words and its version', () => {
  const help = bearward('--help');
  assert.equal(help.status, 0);
  assert.match(help.stdout, /bearward doctor/);
  assert.equal(bearward('--version').stdout.trim(), `bearward ${manifest.version}`);
  assert.equal(bearward('nosuch').status, 2);
});

test('the doctor looks at a key set', () => {
  const issuer = new TestIssuer();
  const { status, stdout, stderr } = bearward('doctor', '--issuer', issuer.issuer, '--audience', issuer.audience, '--jwks-url', issuer.jwksUrl);
  assert.equal(status, 0, stdout + stderr);
  assert.ok(issuer.requests > 0);
});
