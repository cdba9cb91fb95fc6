import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const file = fileURLToPath(import.meta.resolve('bearward/client'));
const source = readFileSync(file, 'utf8');

test('the client is less than 3 kB gzipped', () => {
  const size = gzipSync(source, { level: 9 }).length;
  assert.ok(size < 3000, `${size} bytes`);
});

test('it is one file that imports nothing: no addon, no Node', () => {
  assert.doesNotMatch(source, /\bimport\b|\brequire\b|\bprocess\b|\bBuffer\b/);
  assert.match(source, /createApiClient/);
});
