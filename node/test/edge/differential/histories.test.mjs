// Histories of key sets: both do the same at every step, with every flight. What jitter decides ends a history: two of `bearward/edge`, one
// with the least and one with the most, lie on either side of the native package.

import assert from 'node:assert/strict';
import { generateKeyPairSync, sign } from 'node:crypto';
import { test } from 'node:test';

import { edge, native, said } from './pairs.mjs';
import { Chance } from './random.mjs';

const HISTORIES = Number(process.env.BEARWARD_ROUNDS ?? 600);
const STEPS = 40;
const START = 1_800_000_000;
const PARTY = { issuer: 'https://id.example.com', audience: 'https://api.example.com' };
const PAYLOAD = { iss: PARTY.issuer, aud: PARTY.audience, sub: 'u1', exp: START + 1e9 };
const URL = 'https://id.example.com/jwks';

const pairs = ['k1', 'k1', 'k2'].map((kid) => ({ kid, ...generateKeyPairSync('ed25519') }));
const [first, again, second] = pairs.map(({ kid, publicKey }) => ({ ...publicKey.export({ format: 'jwk' }), kid, use: 'sig' }));
const { kid: _, ...nameless } = second;
const weak = { kty: 'OKP', crv: 'Ed25519', kid: 'k1', x: 'AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA' };
const SETS = [[first], [first], [first, second], [again], [second], [nameless], [weak, second], []].map((keys) => JSON.stringify({ keys }));
const HEADERS = [{}, {}, { 'cache-control': 'max-age=60' }, { 'cache-control': 'no-store' }, { etag: '"e"' }, { etag: '"e"', 'cache-control': 'max-age=900' }, { expires: '0' }, { age: '100', 'cache-control': 'max-age=400' }];
const FAILURES = [
  'refuse', 'refuse', { status: 500, headers: {}, body: '' }, { status: 503, headers: { 'retry-after': '120' }, body: '' }, { status: 429, headers: { 'retry-after': '3000' }, body: 'slow' },
  { status: 301, headers: { location: 'https://evil.example' }, body: '' }, { status: 200, headers: {}, body: '<html>' }, { status: 200, headers: {}, body: `{"keys":[${'{},'.repeat(100)}{}]}` },
  { status: 304, headers: {}, body: '' }, { status: 304, headers: { etag: '"e"', 'cache-control': 'max-age=90' }, body: '' },
];
const TOKENS = pairs.flatMap((pair) => [token(pair, { kid: pair.kid }), token(pair, {}), token(pair, { kid: 'unknown' })]);
const PAUSES = [0, 0, 0.001, 0.5, 0.9, 2, 5, 6.5, 20, 29, 31, 45, 61, 100, 310, 400, 700, 3600, 3700, 90_000];

test('key sets age, come and fail alike', async () => {
  const chance = new Chance(11);
  const told = new Map();
  let steps = 0;
  const random = Math.random;
  try {
    for (let history = 0; history < HISTORIES; history += 1) steps += await live(chance, told, `history ${history}`);
  } finally {
    Math.random = random;
  }
  assert.ok(steps > HISTORIES * 10, `${steps} steps in all`);
  for (const word of ['accept', 'keys_unavailable', 'key_not_found', 'key_unusable', 'signature_invalid', 'lead', 'join', 'refresh']) {
    assert.ok((told.get(word) ?? 0) > HISTORIES / 100, `${word}: ${told.get(word)} times`);
  }
});

/** One history; says how many steps of it were compared. */
async function live(chance, told, name) {
  const options = {
    ...PARTY, onDenied: () => undefined, jwksUrl: URL, algorithms: ['EdDSA'], maxAge: chance.one([undefined, 60, 300]), maxStale: chance.one([undefined, 3600]),
    cooldown: chance.one([undefined, 5]), tokenCache: chance.one([undefined, { entries: 64, bytes: 65_536 }]), headerCache: chance.one([undefined, false]),
  };
  const serve = { now: 'refuse' };
  const sides = [new Side(edge, 0, options, serve), new Side(edge, 1 - 2 ** -32, options, serve), new Side(native, 0, options, serve)];
  const clock = { unix: START, mono: 1000 };
  const done = [JSON.stringify(options)];
  for (let step = 0; step < STEPS; step += 1) {
    const [what, act] = next(chance, serve, clock);
    done.push(`${JSON.stringify(clock)} ${what}`);
    if (act === null) continue;
    const answers = [];
    for (const side of sides) answers.push(await act(side));
    const [least, most, core] = answers;
    if (JSON.stringify(least) !== JSON.stringify(most)) return step;
    assert.deepEqual(least, core, `${name}:\n${done.join('\n')}`);
    for (const word of least.words ?? []) told.set(word, (told.get(word) ?? 0) + 1);
  }
  return STEPS;
}

/** What happens next, in words; and what each side does then. */
function next(chance, serve, clock) {
  const dice = chance.next();
  if (dice < 0.2) {
    const pause = chance.one(PAUSES);
    clock.mono += pause;
    // A machine that slept, or whose clock was set, sees two times.
    clock.unix += pause + (chance.maybe(0.05) ? chance.one([-50, 50, 700, 90_000]) : 0);
    return ['passes', null];
  }
  if (dice < 0.35) {
    serve.now = chance.maybe(0.6) ? { status: 200, headers: chance.one(HEADERS), body: chance.one(SETS) } : chance.one(FAILURES);
    return [`serves ${JSON.stringify(serve.now)}`, null];
  }
  if (dice < 0.36) return ['revokes k1', (side) => side.revoke('k1')];
  if (dice < 0.45) {
    const which = chance.next();
    return [`lands ${which}`, (side) => side.land(which, clock)];
  }
  const [asked, runs, waits] = [chance.one(TOKENS), chance.maybe(0.7), chance.maybe(0.8)];
  return [`decides ${asked.slice(0, 60)} runs: ${runs}, waits: ${waits}`, (side) => side.decide(asked, clock, runs, waits)];
}

/** One verifier, its endpoint and what is in the air. */
class Side {
  gets = 0;
  #air = [];
  #jitter;
  #host;
  #verifier;

  constructor(host, jitter, options, serve) {
    this.#jitter = jitter;
    this.#host = host;
    const fetch = (_url, { headers }) => {
      this.gets += 1;
      if (serve.now === 'refuse') throw Object.assign(new Error('refused'), { code: 'ECONNREFUSED' });
      return serve.now.headers.etag && headers['If-None-Match'] === serve.now.headers.etag ? { status: 304, headers: serve.now.headers, body: '' } : serve.now;
    };
    this.#verifier = new host.Verifier({ ...options, fetch });
  }

  revoke(kid) {
    this.#verifier.revokeKey(kid);
    return {};
  }

  /** Something that is in the air comes down, whenever it left. */
  async land(which, { unix, mono }) {
    const [flight] = this.#air.splice(Math.floor(which * this.#air.length), 1);
    Math.random = () => this.#jitter;
    await flight?.flyHere(unix, mono);
    return { gets: this.gets, air: this.#air.length };
  }

  async decide(asked, { unix, mono }, runs, waits) {
    Math.random = () => this.#jitter;
    const steps = [await this.#host.checkAt(this.#verifier, asked, unix, mono, 1)];
    await this.#start(steps[0], runs, unix, mono);
    if (steps[0].wait !== null && waits) {
      steps.push(await this.#host.checkAt(this.#verifier, asked, unix, mono, 2));
      await this.#start(steps[1], runs, unix, mono);
    }
    return { words: steps.flatMap(wordsOf), denied: steps.map(({ denied }) => reasons(denied)), gets: this.gets, air: this.#air.length };
  }

  async #start({ wait, refresh }, runs, unix, mono) {
    for (const flight of [wait, refresh]) {
      if (flight?.led !== true) continue;
      if (runs) await flight.flyHere(unix, mono);
      else this.#air.push(flight);
    }
  }
}

/** All of it; but each names a connection's fault in its own words. */
function reasons(denied) {
  return denied?.code === 'keys_unavailable' ? { ...said(denied), received: null, hint: null } : said(denied);
}

function wordsOf({ accepted, denied, wait, refresh }) {
  const decision = accepted ? 'accept' : (denied?.code ?? (wait.led ? 'lead' : 'join'));
  return refresh === null ? [decision] : [decision, refresh.led ? 'refresh' : 'no refresh'];
}

function token({ privateKey }, header) {
  const input = [{ alg: 'EdDSA', ...header }, PAYLOAD].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
}
