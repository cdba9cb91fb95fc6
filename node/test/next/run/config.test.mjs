import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { withBearward } from 'bearward/next/config';

test('an object, a function and an async function', async () => {
  const config = { reactStrictMode: true, serverExternalPackages: ['pg', 'bearward'] };
  const wanted = { reactStrictMode: true, serverExternalPackages: ['pg', 'bearward'] };
  assert.deepEqual(withBearward(config), wanted);
  assert.deepEqual(withBearward(() => config)('phase', {}), wanted);
  assert.deepEqual(await withBearward(async () => config)('phase', {}), wanted);
  assert.deepEqual(withBearward(), { serverExternalPackages: ['bearward'] });
  assert.deepEqual(withBearward({ serverExternalPackages: ['pg'] }).serverExternalPackages, ['pg', 'bearward']);
});

test('a promise of the configuration is waited for', async () => {
  const wanted = { output: 'standalone', serverExternalPackages: ['bearward'] };
  assert.deepEqual(await withBearward(Promise.resolve({ output: 'standalone' })), wanted);
  assert.deepEqual(await withBearward({ then: (resolve) => resolve({ output: 'standalone' }) }), wanted, 'of any library');
  assert.deepEqual(await withBearward(() => Promise.resolve({ output: 'standalone' }))('phase', {}), wanted);
});

test('what is no configuration is refused in words', async () => {
  for (const [made, what] of [[undefined, 'undefined'], [null, 'null'], ['x', 'string'], [[], 'an array'], [() => ({}), 'function']]) {
    const gave = { name: 'TypeError', message: `withBearward: the function gave ${what}: the configuration of Next.js is an object` };
    assert.throws(() => withBearward(() => made)('phase', {}), gave);
    await assert.rejects(withBearward(async () => made)('phase', {}), gave);
  }
  for (const given of [null, 'x', 5]) assert.throws(() => withBearward(given), /^TypeError: withBearward: it was given (null|string|number): /);
  await assert.rejects(withBearward(Promise.resolve(undefined)), /withBearward: it was given undefined/);
});

test('a function gets what Next.js gives', () => {
  const made = withBearward((phase, { defaultConfig }) => ({ ...defaultConfig, env: { phase } }));
  assert.deepEqual(made('phase-x', { defaultConfig: { poweredByHeader: false } }), { poweredByHeader: false, env: { phase: 'phase-x' }, serverExternalPackages: ['bearward'] });
});

test('the configuration that was given is not changed', () => {
  const config = Object.freeze({ serverExternalPackages: Object.freeze(['pg']) });
  withBearward(config);
  assert.deepEqual(config.serverExternalPackages, ['pg']);
});

test('a CommonJS next.config.js can require it', () => {
  const require = createRequire(import.meta.url);
  assert.equal(require('bearward/next/config').withBearward, withBearward);
});
