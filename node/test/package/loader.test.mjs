// Where the addon is missing, broken or of another version: an error of our own, one sentence, and no import that fails.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

const require = createRequire(import.meta.url);
const folders = [];
after(() => { for (const folder of folders) rmSync(folder, { recursive: true }); });
const PLATFORM = process.platform === 'linux' ? `linux-${process.arch}-gnu` : `${process.platform}-${process.arch}${process.platform === 'win32' ? '-msvc' : ''}`;

/** An application with the package, and instead of the addon what is given. */
function application(addon) {
  const folder = mkdtempSync(join(tmpdir(), 'bearward-loader-'));
  folders.push(folder);
  cpSync(join(require.resolve('bearward/package.json'), '..'), join(folder, 'node_modules/bearward'), { recursive: true });
  if (addon !== undefined) {
    const place = join(folder, 'node_modules/@bearward', PLATFORM);
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, 'package.json'), JSON.stringify({ name: `@bearward/${PLATFORM}`, version: '0.0.0', main: addon.file }));
    writeFileSync(join(place, addon.file), addon.content);
  }
  return folder;
}

/** What a first use throws, after an import that does not. */
function thrown(folder, before = '') {
  const source = `
    ${before}
    const { Verifier } = await import('bearward');
    const said = (make) => { try { make(); return null } catch (error) { return { code: error.code, name: error.name, message: error.message, cause: String(error.cause) } } };
    const options = { anyIssuer: true, anyAudience: true, secret: 'Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0' };
    console.log(JSON.stringify([said(() => new Verifier(options)), said(() => new Verifier(options)), said(() => Verifier.betterAuth('https://app.example.com'))]));
  `;
  const [first, ...others] = JSON.parse(execFileSync(process.execPath, ['--input-type=module', '--eval', source], { cwd: folder, encoding: 'utf8' }));
  for (const other of others) assert.deepEqual([other.code, other.message], [first.code, first.message]);
  assert.doesNotMatch(first.message, /\n/);
  return first;
}

test('missing', () => {
  const { code, message } = thrown(application());
  assert.equal(code, 'BEARWARD_ADDON_MISSING');
  assert.match(message, new RegExp(`@bearward/${PLATFORM} is not installed.*npm install`));
});

test('broken', () => {
  const { code, message, cause } = thrown(application({ file: 'addon.node', content: 'no library' }));
  assert.equal(code, 'BEARWARD_ADDON_BROKEN');
  assert.match(message, /cannot be loaded/);
  assert.notEqual(cause, 'undefined');
});

test('an addon that misses something of its own is broken, not missing', () => {
  for (const content of [`require('nosuch')`, `require('fs').readFileSync('/nowhere/at/all')`]) {
    assert.equal(thrown(application({ file: 'addon.cjs', content })).code, 'BEARWARD_ADDON_BROKEN');
  }
});

test('of another version', () => {
  const { code, message } = thrown(application({ file: 'addon.cjs', content: 'exports.version = () => "9.9.9"' }));
  assert.equal(code, 'BEARWARD_ADDON_MISMATCH');
  assert.match(message, /9\.9\.9/);
});

test('musl, and platforms that there is no addon for', { skip: process.platform !== 'linux' && 'of Linux' }, () => {
  const musl = `process.report.getReport = () => ({ header: {} });`;
  assert.match(thrown(application(), musl).message, new RegExp(`@bearward/linux-${process.arch}-musl`));
  const odd = `Object.defineProperty(process, 'platform', { value: 'aix' });`;
  const { code, message } = thrown(application(), odd);
  assert.equal(code, 'BEARWARD_ADDON_MISSING');
  assert.match(message, /bearward\/edge/);
});

test('a bundler for browsers is refused at the import', () => {
  const source = `import.meta.resolve('bearward')`;
  const words = ['--conditions=browser', '--input-type=module', '--eval', source];
  assert.throws(() => execFileSync(process.execPath, words, { cwd: application(), stdio: 'pipe' }), /ERR_PACKAGE_PATH_NOT_EXPORTED/);
});
