// The runtimes, each in its own way: all give { decisions, mismatches } for the vectors and [status, body] for tokens.

import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { EdgeRuntime } from 'edge-runtime';
import { build } from 'esbuild';
import { Miniflare } from 'miniflare';

const APP = fileURLToPath(new URL('./app/', import.meta.url));
const INSTALLED = fileURLToPath(new URL('../../node_modules/', import.meta.url));
const run = promisify(execFile);

/** Runtimes that start a program: the command, and its arguments before the program's name. */
export const PROGRAMS = {
  'Node.js with the condition edge-light': () => [process.execPath, ['--conditions=edge-light']],
  // Its own package lists platforms that not every registry has.
  Deno: () => [installed('@deno/linux-x64-glibc/deno') ?? 'deno', ['run', '--quiet', '--no-lock', '--node-modules-dir=manual', '--allow-all']],
  Bun: () => [installed('@oven/bun-linux-x64/bin/bun', 'bun/bin/bun.exe') ?? 'bun', []],
};

/** Runtimes that answer requests: each gives `ask(request)` and `stop()`. */
export const SERVERS = { 'the edge runtime of Vercel and Next.js': edgeRuntime, workerd };

/** Starts `app/whole.mjs`. */
export async function program([command, before], files, keys, tokens) {
  const folder = mkdtempSync(join(tmpdir(), 'bearward-runtimes-'));
  try {
    const vectors = join(folder, 'vectors.json');
    writeFileSync(vectors, JSON.stringify(files));
    const environment = { cwd: APP, maxBuffer: 64 << 20, env: { ...process.env, NO_COLOR: '1', DENO_NO_UPDATE_CHECK: '1' } };
    const { stdout } = await run(command, [...before, join(APP, 'whole.mjs'), vectors, keys, ...tokens], environment);
    return JSON.parse(stdout.trim().split('\n').at(-1));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Asks a server for everything. */
export async function server(start, files, keys, tokens) {
  const { ask, stop } = await start();
  try {
    const all = { decisions: [], mismatches: [], answers: [] };
    for (const file of files) {
      const response = await ask('http://localhost/', { method: 'POST', body: JSON.stringify(file) });
      if (response.status !== 200) throw new Error(`${file.path}: ${response.status} ${await response.text()}`);
      const { decisions, mismatches } = await response.json();
      all.decisions.push(...decisions);
      all.mismatches.push(...mismatches);
    }
    for (const token of tokens) {
      const response = await ask(`http://localhost/live?jwks=${encodeURIComponent(keys)}`, { headers: { authorization: `Bearer ${token}` } });
      all.answers.push([response.status, await response.json()]);
    }
    return all;
  } finally {
    await stop();
  }
}

async function edgeRuntime() {
  const runtime = new EdgeRuntime({ initialCode: await bundled('listener.mjs', 'iife', 'edge-light') });
  return { ask: (url, init) => runtime.dispatchFetch(url, init), stop: () => undefined };
}

async function workerd() {
  const script = await bundled('worker.mjs', 'esm', 'workerd');
  const flare = new Miniflare({ modules: true, script, compatibilityDate: '2026-04-01', host: '127.0.0.1', port: 0, cf: false });
  return { ask: (url, init) => flare.dispatchFetch(url, init), stop: () => flare.dispose() };
}

/** One script, as these runtimes take it. Nothing of Node.js is at hand: an import of it would not bundle. */
async function bundled(program, format, condition) {
  const { outputFiles } = await build({
    entryPoints: [join(APP, program)],
    bundle: true,
    write: false,
    format,
    platform: 'neutral',
    conditions: [condition],
    mainFields: ['module', 'main'],
    alias: { 'bearward/virtual_time': join(INSTALLED, 'bearward/dist/edge/virtual_time.js') },
  });
  return outputFiles[0].text;
}

/** The program of a runtime, wherever its package has put it; undefined: it is on the PATH, if it is anywhere. */
function installed(...places) {
  return places.map((place) => join(INSTALLED, place)).find((path) => existsSync(path));
}
