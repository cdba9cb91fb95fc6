//! The application, running in one of the ways that people run it.

import { spawn, spawnSync } from 'node:child_process';
import { cpSync, readdirSync, existsSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { ask } from './http.mjs';

/** `next build`; its words if it fails. */
export function build(app, env) {
  const done = spawnSync(process.execPath, [next(app), 'build'], { cwd: app, env: { ...process.env, ...env, ...QUIET }, encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`next build failed\n${done.stdout}\n${done.stderr}`);
}

/** The standalone output at a place of its own, as a container image would have it. */
export function standalone(app, to) {
  const from = path.join(app, '.next', 'standalone');
  cpSync(from, to, { recursive: true, verbatimSymlinks: true });
  const root = serverFolder(to);
  cpSync(path.join(app, '.next', 'static'), path.join(root, '.next', 'static'), { recursive: true });
  return root;
}

/** Starts it and waits until it answers. `mode`: dev, start or standalone (then `app` is that output). */
export async function start(app, mode, env) {
  const port = await freePort();
  const words = mode === 'standalone' ? ['server.js'] : [next(app), mode, '-p', String(port), '-H', '127.0.0.1'];
  const child = spawn(process.execPath, words, {
    cwd: app,
    env: { ...process.env, ...env, ...QUIET, PORT: String(port), HOSTNAME: '127.0.0.1', NODE_ENV: mode === 'dev' ? 'development' : 'production' },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  // Next.js 15 calls 127.0.0.1 so in its redirects.
  const site = { origin: `http://localhost:${port}`, log: '', stop: undefined };
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (site.log += text));
  const gone = new Promise((resolve) => child.once('exit', resolve));
  site.stop = async () => {
    // The whole group: `next dev` has children.
    try {
      process.kill(-child.pid, 'SIGKILL');
    } catch {
      // It has ended by itself.
    }
    await gone;
  };
  const until = Date.now() + 60_000;
  for (;;) {
    const answers = await ask(site.origin, '/favicon.ico').then(() => true, () => false);
    if (answers) return site;
    if (child.exitCode !== null || Date.now() > until) {
      await site.stop();
      throw new Error(`${mode} does not answer\n${site.log}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const QUIET = { NEXT_TELEMETRY_DISABLED: '1', NO_COLOR: '1', FORCE_COLOR: undefined, TURBO: undefined };

function next(app) {
  return path.join(app, 'node_modules', 'next', 'dist', 'bin', 'next');
}

/** Next.js keeps the path from the workspace's root. */
function serverFolder(folder) {
  if (existsSync(path.join(folder, 'server.js'))) return folder;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory() || entry.name === 'node_modules') continue;
    const found = serverFolder(path.join(folder, entry.name));
    if (found) return found;
  }
  return undefined;
}

function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
