// Packs the tarballs that a registry would get: `node pack.mjs FOLDER`. The addon (npm run addon) and dist/ (npm run build) must be there.
// A platform package is packed where its addon is; the others are named in optionalDependencies all the same.

import { execFileSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const out = resolve(process.argv[2] ?? 'tarballs');
const stage = mkdtempSync(join(tmpdir(), 'bearward-pack-'));
mkdirSync(out, { recursive: true });
for (const old of readdirSync(out)) if (old.endsWith('.tgz')) rmSync(join(out, old));

try {
  const { devDependencies: _, scripts: __, napi: ___, ...manifest } = read(join(here, 'package.json'));
  const optionalDependencies = {};
  for (const platform of readdirSync(join(here, 'npm')).sort()) {
    const own = read(join(here, 'npm', platform, 'package.json'));
    if (own.version !== manifest.version) throw new Error(`${own.name} is ${own.version}, bearward is ${manifest.version}`);
    optionalDependencies[own.name] = own.version;
    const addon = join(here, own.main);
    if (existsSync(addon)) pack(platform, own, [[addon, own.main]]);
  }
  const licences = ['LICENSE-APACHE', 'LICENSE-MIT'].map((name) => [join(here, '..', name), name]);
  const files = ['dist', 'native.cjs', 'native.d.cts', 'native.d.ts'].map((name) => [join(here, name), name]);
  pack('bearward', { ...manifest, optionalDependencies }, [...files, ...licences, [join(here, '..', 'README.md'), 'README.md']]);
} finally {
  rmSync(stage, { recursive: true });
}

function pack(name, manifest, files) {
  const folder = join(stage, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(manifest, null, 2)}\n`);
  for (const [from, to] of files) {
    if (from.endsWith('dist')) cpSync(from, join(folder, to), { recursive: true });
    else copyFileSync(from, join(folder, to));
  }
  const said = execFileSync('npm', ['pack', '--silent', '--pack-destination', out], { cwd: folder, encoding: 'utf8' });
  console.log(join(out, said.trim().split('\n').at(-1)));
}

function read(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
