// Tables that stand in the core and here: a difference is a fault of whoever changed one alone.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { REPOSITORY } from '../support/places.mjs';

const ENTRY = fileURLToPath(new URL('./', import.meta.resolve('bearward/edge')));
const core = (path) => readFileSync(join(REPOSITORY, 'core/src', path), 'utf8');
const load = (path) => import(join(ENTRY, path));

test('the registry of denials', async () => {
  const { REGISTRY } = await load('denial/registry.js');
  const errors = { NONE: null, INVALID_REQUEST: 'invalid_request', INVALID_TOKEN: 'invalid_token', INSUFFICIENT_SCOPE: 'insufficient_scope' };
  const entries = core('denial/code.rs').matchAll(/^ {4}[A-Z]\w+ "(\w+)" (\d+) (\w+), "([^"]+)",$/gm);
  const expected = [...entries].map(([, code, status, error, sentence]) => [code, { status: Number(status), oauthError: errors[error], sentence }]);
  assert.ok(expected.length >= 24, 'the table was found');
  assert.deepEqual(Object.entries(REGISTRY), expected);
});

test('the secrets that everybody knows', async () => {
  const { PUBLISHED } = await load('key/published.js');
  const table = /const PUBLISHED: \[&str; \d+\] = \[([^\]]+)\]/.exec(core('key/secret.rs'))[1];
  assert.deepEqual(PUBLISHED, [...table.matchAll(/"([^"]+)"/g)].map(([, secret]) => secret));
  assert.ok(PUBLISHED.length >= 16);
});

test('the algorithms, in their order', async () => {
  const { ALGORITHMS } = await load('algorithm.js');
  const names = [...core('algorithm.rs').matchAll(/^ {12}Self::\w+ => "(\w+)",$/gm)].map(([, name]) => name);
  assert.deepEqual(ALGORITHMS, names);
});

test('the presets: each of the core is here', async () => {
  const { Verifier } = await import('bearward/edge');
  const names = readdirSync(join(REPOSITORY, 'core/src/presets')).flatMap((file) => [
    ...core(`presets/${file}`).matchAll(/^ {4}pub fn (\w+)\(/gm),
  ]).map(([, name]) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase()));
  assert.ok(names.length >= 12);
  for (const name of names) assert.equal(typeof Verifier[name], 'function', name);
});

test('the numbers of the key cache', async () => {
  const { DEFAULT_TUNING, FETCH_DEADLINE } = await load('jwks/machine.js');
  const seconds = (name) => {
    const [, product] = new RegExp(`const ${name}: Duration = Duration::from_secs\\(([0-9 *]+)\\)`).exec(core('jwks/machine.rs'));
    return product.split('*').reduce((value, factor) => value * Number(factor), 1);
  };
  assert.deepEqual(DEFAULT_TUNING, { maxAge: seconds('MAX_AGE'), maxStale: seconds('MAX_STALE'), cooldown: seconds('COOLDOWN'), lease: FETCH_DEADLINE + 1 });
  assert.equal(FETCH_DEADLINE, seconds('FETCH_DEADLINE'));
  const { BODY_LIMIT } = await load('../fetch_answer.js');
  const [, kib, octets] = /const BODY_LIMIT: u64 = (\d+) \* (\d+);/.exec(core('jwks/fetch/bounds.rs'));
  assert.equal(BODY_LIMIT, Number(kib) * Number(octets));
});

test('what a session may not take from its user', async () => {
  const { RESERVED } = await load('better_auth/session.js');
  const table = /const RESERVED: \[&str; \d+\] =\s*\[([^\]]+)\]/.exec(core('better_auth/session.rs'))[1];
  assert.deepEqual(RESERVED, [...[...table.matchAll(/"([^"]+)"/g)].map(([, name]) => name), 'session']);
});

test('the version', async () => {
  const { VERSION } = await load('version.js');
  assert.equal(VERSION, JSON.parse(readFileSync(join(ENTRY, '../../package.json'), 'utf8')).version);
});

test('nothing of Node.js is imported or named, and nothing but jose is', () => {
  const files = readdirSync(ENTRY, { recursive: true }).filter((name) => name.endsWith('.js')).map((name) => join(ENTRY, name));
  // What this entry shares with the native one.
  const shared = ['denied', 'entries', 'fetch_answer', 'hooks', 'log', 'report', 'request_head', 'session_options', 'text'].map((name) => join(ENTRY, '..', `${name}.js`));
  assert.ok(files.length > 80);
  for (const file of [...files, ...shared]) {
    const source = readFileSync(file, 'utf8');
    const imports = [...source.matchAll(/(?:from|import|import\()\s*'([^']+)'/g)].map(([, name]) => name);
    for (const name of imports) assert.ok(name === 'jose' || name.startsWith('.'), `${file} imports ${name}`);
    const code = source.replace(/\/\*[^]*?\*\/|\/\/.*/g, '');
    assert.doesNotMatch(code, /\bBuffer\b|\brequire\(|__dirname|\bsetImmediate\b|(?<![.{] ?)\bprocess\./, file);
  }
  const reached = new Set();
  const reach = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    for (const [, name] of readFileSync(file, 'utf8').matchAll(/from '(\.[^']+)'/g)) reach(join(file, '..', name));
  };
  reach(join(ENTRY, 'index.js'));
  assert.ok(![...reached].some((file) => file.endsWith('/native.js')), 'the addon is out of reach');
});
