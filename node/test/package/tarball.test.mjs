// What was packed: all that is needed, nothing else, and versions that agree.

import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

import { REPOSITORY } from '../support/places.mjs';

const require = createRequire(import.meta.url);
const home = join(require.resolve('bearward/package.json'), '..');
const manifest = JSON.parse(readFileSync(join(home, 'package.json'), 'utf8'));

test('the files', () => {
  assert.deepEqual(readdirSync(home).sort(), ['LICENSE-APACHE', 'LICENSE-MIT', 'README.md', 'dist', 'native.cjs', 'native.d.cts', 'native.d.ts', 'package.json']);
  const files = readdirSync(join(home, 'dist'), { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { name } of files) assert.match(name, /\.(js|cjs|d\.ts|d\.cts)$/);
  for (const name of readdirSync(home)) assert.ok(!name.endsWith('.node'), 'the addon has a package of its own');
});

test('every entry is there, with its types', () => {
  const targets = (entry) => (typeof entry === 'string' ? [entry] : entry === null ? [] : Object.values(entry).flatMap(targets));
  for (const [name, entry] of Object.entries(manifest.exports)) {
    for (const target of targets(entry)) assert.ok(existsSync(join(home, target)), `${name}: ${target}`);
    if (name !== './package.json') assert.equal(Object.keys(entry)[0], 'types', name);
  }
  const conditions = Object.keys(manifest.exports['.']);
  assert.equal(manifest.exports['.'].browser, null);
  // The first that fits is taken: a bundler for browsers must not come as far as Node's.
  assert.ok(conditions.indexOf('browser') < conditions.indexOf('default'));
  for (const edge of ['edge-light', 'worker', 'workerd', 'deno', 'bun']) assert.equal(manifest.exports['.'][edge], './dist/edge/index.js');
});

test('the platforms', () => {
  const platforms = readdirSync(join(REPOSITORY, 'node/npm')).sort();
  assert.deepEqual(Object.entries(manifest.optionalDependencies), platforms.map((name) => [`@bearward/${name}`, manifest.version]));
  for (const name of platforms) {
    const own = JSON.parse(readFileSync(join(REPOSITORY, 'node/npm', name, 'package.json'), 'utf8'));
    assert.equal(own.version, manifest.version);
    assert.deepEqual(own.files, [own.main]);
    assert.equal(own.main, `bearward.${name}.node`);
    const [os, cpu, libc] = name.split('-');
    assert.deepEqual([own.os, own.cpu], [[os], [cpu]]);
    assert.deepEqual(own.libc, { gnu: ['glibc'], musl: ['musl'] }[libc]);
  }
  for (const field of ['devDependencies', 'scripts', 'napi']) assert.equal(manifest[field], undefined);
  assert.deepEqual(Object.keys(manifest.dependencies), ['jose']);
});

test('one version everywhere', async () => {
  const cargo = readFileSync(join(REPOSITORY, 'Cargo.toml'), 'utf8');
  assert.equal(/^version = "(.*)"$/m.exec(cargo)[1], manifest.version);
  assert.equal(require(join(home, 'native.cjs')).load().version(), manifest.version);
});

test('the loader knows the platforms that are packed', () => {
  const loader = readFileSync(join(home, 'native.cjs'), 'utf8');
  for (const name of Object.keys(manifest.optionalDependencies)) assert.ok(loader.includes(`require('${name}')`), name);
});

test('an import loads nothing native, and the public names are these', async () => {
  const bearward = await import('bearward');
  assert.deepEqual(Object.keys(bearward).sort(), [
    'ConfigError', 'Denied', 'SessionCookies', 'Verifier', 'requireAnyScope', 'requireOwner', 'requirePathOwner', 'requireRecordOwner', 'requireScope', 'scopesOf', 'setLogger', 'subjectOf',
  ]);
});
