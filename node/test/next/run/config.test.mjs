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
