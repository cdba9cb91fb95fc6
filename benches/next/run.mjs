//! `cargo xtask bench next`: requests a second of a Next.js route, by what decides. Many short rounds in turn, because that server's speed
//! varies by itself: a share is the median of the shares within each round. Beside it the same by the server's processor time (Linux),
//! over all rounds: what else runs on the machine moves that less.
//!
//! Words: `--rounds N` (60), `--seconds S` of one measurement (0.7), `--connections N` (10), `--json FILE`.

import { spawn, spawnSync } from 'node:child_process';
import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';

const word = (name, otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const ROUNDS = Number(word('rounds', 60));
const SECONDS = Number(word('seconds', 0.7));
const CONNECTIONS = Number(word('connections', 10));

/** The first of each group is what the others are a share of. */
const GROUPS = {
  'in the route': ['/api/plain', '/api/claims-hs256', '/api/claims-eddsa', '/api/claims-eddsa-cache', '/api/jose-hs256', '/api/jose-eddsa'],
  'in the proxy': ['/api/way/empty', '/api/way/protect-hs256', '/api/way/protect-eddsa', '/api/way/protect-eddsa-cache', '/api/way/jose-hs256', '/api/way/jose-eddsa'],
};

const SECRET = 'b3nch-Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const jwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'EdDSA' };
const tokens = {
  hs256: jwt({ alg: 'HS256' }, (text) => createHmac('sha256', SECRET).update(text).digest('base64url')),
  eddsa: jwt({ alg: 'EdDSA', kid: 'k1' }, (text) => sign(null, Buffer.from(text), privateKey).toString('base64url')),
};
const env = { ...process.env, BENCH_SECRET: SECRET, BENCH_JWKS: JSON.stringify({ keys: [jwk] }), NEXT_TELEMETRY_DISABLED: '1', NODE_ENV: 'production' };
const next = 'node_modules/next/dist/bin/next';

const built = spawnSync(process.execPath, [next, 'build'], { env, encoding: 'utf8' });
if (built.status !== 0) throw new Error(`next build failed\n${built.stdout}${built.stderr}`);

const port = await freePort();
// The server on one core, the callers on the others.
const pinned = process.platform === 'linux' && os.cpus().length > 1 && spawnSync('taskset', ['-V']).status === 0;
const command = [...(pinned ? ['taskset', '-c', '0'] : []), process.execPath, next, 'start', '-p', String(port), '-H', '127.0.0.1'];
if (pinned) spawnSync('taskset', ['-cp', `1-${os.cpus().length - 1}`, String(process.pid)]);
const server = spawn(command[0], command.slice(1), { env, stdio: 'ignore', detached: true });
process.on('exit', () => {
  try {
    process.kill(-server.pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
});

await ready();
for (const path of Object.values(GROUPS).flat()) await refuses(path);
const shares = await measure();
report(shares);
process.exit(0);

/** Requests a second of every way, round by round. */
async function measure() {
  const ways = Object.values(GROUPS).flat();
  for (const path of ways) await load(path, SECONDS * 2);
  const rates = Object.fromEntries(ways.map((path) => [path, Object.assign([], { ticks: 0, answered: 0 })]));
  for (let round = 0; round < ROUNDS; round += 1) {
    // In another order each time: what one way leaves to be collected is charged to the next.
    const order = ways.map((path) => [Math.random(), path]).sort(([a], [b]) => a - b).map(([, path]) => path);
    for (const path of order) {
      const before = ticks();
      const { rate, answered } = await load(path, SECONDS);
      rates[path].ticks += ticks() - before;
      rates[path].answered += answered;
      rates[path].push(rate);
    }
    process.stderr.write(`\rround ${round + 1} of ${ROUNDS}`);
  }
  process.stderr.write('\n');
  return rates;
}

function report(rates) {
  const rows = [];
  for (const [group, [first, ...others]] of Object.entries(GROUPS)) {
    const cost = (path) => rates[path].ticks / rates[path].answered;
    console.log(`\n${group.padEnd(30)} ${'requests/s'.padStart(10)}  share  by CPU  (quartiles of the share)`);
    for (const path of [first, ...others]) {
      const shares = rates[path].map((rate, round) => rate / rates[first][round]);
      const row = { group, path, rate: Math.round(middle(rates[path], 0.5)), share: middle(shares, 0.5), low: middle(shares, 0.25), high: middle(shares, 0.75), byCpu: cost(first) / cost(path) };
      rows.push(row);
      const spread = path === first ? '' : `  (${row.low.toFixed(3)} .. ${row.high.toFixed(3)})`;
      console.log(`${path.padEnd(30)} ${String(row.rate).padStart(10)}  ${row.share.toFixed(3)}  ${row.byCpu.toFixed(3)}${spread}`);
    }
  }
  const file = word('json');
  if (file) writeFileSync(file, `${JSON.stringify({ rounds: ROUNDS, seconds: SECONDS, connections: CONNECTIONS, node: process.version, rows }, null, 1)}\n`);
}

/** Requests a second over some connections that stay open; every answer must be a 200. */
async function load(path, seconds) {
  const token = path.includes('eddsa') ? tokens.eddsa : tokens.hs256;
  const text = `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\naccept: application/json\r\nauthorization: Bearer ${token}\r\n\r\n`;
  const until = process.hrtime.bigint() + BigInt(Math.round(seconds * 1e9));
  const since = process.hrtime.bigint();
  const counts = await Promise.all(Array.from({ length: CONNECTIONS }, () => one(text, until)));
  const answered = counts.reduce((sum, count) => sum + count, 0);
  return { rate: answered / (Number(process.hrtime.bigint() - since) / 1e9), answered };
}

/** Processor time of the server and its children so far, in ticks; NaN where there is no /proc. */
function ticks() {
  try {
    const stats = readdirSync('/proc').filter((name) => /^\d+$/.test(name)).map(statOf).filter((stat) => stat.group === server.pid);
    return stats.reduce((sum, stat) => sum + stat.ticks, 0);
  } catch {
    return NaN;
  }
}

function statOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').replace(/^.*\) /s, '').split(' ');
    return { group: Number(fields[2]), ticks: Number(fields[11]) + Number(fields[12]) };
  } catch {
    return { group: 0, ticks: 0 };
  }
}

/** One connection: a request, its answer, the next one. Answers end with the last chunk, or where their length says. */
function one(text, until) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1', () => socket.write(text)).setNoDelay().on('error', reject);
    let count = 0;
    let buffer = '';
    socket.setEncoding('latin1').on('data', (part) => {
      buffer += part;
      if (!whole(buffer)) return;
      if (!buffer.startsWith('HTTP/1.1 200')) return void reject(new Error(buffer));
      buffer = '';
      count += 1;
      if (process.hrtime.bigint() < until) return void socket.write(text);
      socket.destroy();
      resolve(count);
    });
  });
}

function whole(buffer) {
  const end = buffer.indexOf('\r\n\r\n');
  if (end < 0) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(buffer.slice(0, end + 2))?.[1];
  return length === undefined ? buffer.endsWith('0\r\n\r\n') : buffer.length >= end + 4 + Number(length);
}

/** What decides must decide: a way that lets everybody in is no way. */
async function refuses(path) {
  const decides = !/plain|empty/.test(path);
  const answer = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${tokens.hs256}x` } });
  if ((answer.status === 401) !== decides) throw new Error(`${path} answers ${answer.status} to a bad token`);
}

async function ready() {
  for (let tries = 0; ; tries += 1) {
    const answers = await fetch(`http://127.0.0.1:${port}/api/plain`).then((answer) => answer.ok, () => false);
    if (answers) return;
    if (tries > 300) throw new Error('next start does not answer');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function jwt(header, signed) {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iat: now, name: 'Alice Example', email: 'alice@example.com', emailVerified: false, id: 'n6FSjTn2uCBgwfk9VTKUgGi3g1NAbFo0',
    sub: 'n6FSjTn2uCBgwfk9VTKUgGi3g1NAbFo0', exp: now + 36_000, iss: 'https://id.example.com', aud: 'https://api.example.com',
  };
  const text = `${part(header)}.${part(claims)}`;
  return `${text}.${signed(text)}`;
}

function middle(values, at) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) * at)];
}

function freePort() {
  return new Promise((resolve) => {
    const probe = net.createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
