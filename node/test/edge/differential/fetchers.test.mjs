// Fetchers of the application's own: both take and refuse the same answers, with the same words.

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';

import { TestIssuer } from 'bearward/testing';

import { edge, native, said } from './pairs.mjs';

const LIMIT = 512 * 1024;
const issuer = new TestIssuer();
const { jwks } = issuer;
const sized = (length) => jwks + ' '.repeat(length - Buffer.byteLength(jwks));
const octets = (text) => new TextEncoder().encode(text);

/** A `Response` of another class, as undici's and those of other realms are. */
class Foreign {
  constructor(text, { status = 200, headers = {}, stream = new Response(text).body } = {}) {
    Object.assign(this, { status, ok: true, headers: new Headers(headers), body: stream });
  }
}

/** A map of fields that is none of our `Headers`: node-fetch has one, and a stream of Node.js. */
class Fields {
  *[Symbol.iterator]() { yield ['Content-Type', 'application/json']; }
}

const GOOD = {
  'a Response': async () => new Response(jwks),
  'at once': () => new Response(jwks),
  'parts': () => ({ status: 200, body: jwks }),
  'octets': async () => ({ status: 200, headers: { ETag: '"1"' }, body: octets(jwks) }),
  'a buffer': async () => ({ status: 200, body: Buffer.from(jwks) }),
  'Headers': async () => ({ status: 200, headers: new Headers({ age: '5' }), body: jwks }),
  'pairs': async () => ({ status: 200, headers: [['age', '5']], body: jwks }),
  'a Response of another class': async () => new Foreign(jwks),
  'a Response of node-fetch': async () => ({ status: 200, headers: new Fields(), body: Readable.from([Buffer.from(jwks.slice(0, 9)), Buffer.from(jwks.slice(9))]) }),
  'a thenable': () => ({ then: (resolve) => resolve(new Response(jwks)) }),
  '512 KiB': async () => new Response(sized(LIMIT)),
};
const TOO_LARGE = {
  'one octet more': async () => new Response(sized(LIMIT + 1)),
  'one octet more, as text': () => ({ status: 200, body: sized(LIMIT + 1) }),
  'megabytes': () => ({ status: 200, body: octets(sized(5e6)) }),
  'a stream without end': async () => new Foreign('', { stream: new ReadableStream({ pull: (controller) => controller.enqueue(octets(' '.repeat(9999))) }) }),
  'a stream of Node.js without end': async () => ({ status: 200, body: Readable.from((function* () { for (;;) yield Buffer.alloc(9999, 0x20); })()) }),
};
const trap = () => { throw new Error('a trap'); };
const BAD = {
  'nothing': () => undefined, 'null': async () => null, 'a text': async () => jwks, 'keys': async () => JSON.parse(jwks), 'a status that is a text': () => ({ status: '200', body: jwks }),
  'an ArrayBuffer': async () => ({ status: 200, body: octets(jwks).buffer }), 'a field that is a number': async () => ({ status: 200, headers: { age: 5 }, body: jwks }),
  'fields that are a text': async () => ({ status: 200, headers: 'age: 5', body: jwks }), 'half a character': async () => ({ status: 200, headers: { age: '\ud800' }, body: jwks }),
  'an error': trap, 'a rejection': async () => trap(), 'a rejection with nothing': async () => { throw null; }, 'no connection': async () => { throw Object.assign(new Error('x'), { code: 'ECONNREFUSED' }); },
  'an error without words': async () => { throw { get name() { return trap(); }, get code() { return trap(); } }; },
  'an Error without words': async () => { throw Object.defineProperty(new Error('x'), 'message', { get: trap }); },
  'a getter': async () => ({ get status() { return trap(); } }), 'a body that was read': async () => { const answer = new Response(jwks); await answer.text(); return answer; },
  'a body that breaks': async () => new Response(new ReadableStream({ start: (controller) => controller.error(new Error('cut')) })),
  'no content': async () => new Response(null, { status: 204 }), 'an error response': async () => Response.error(), 'a status of a server': async () => new Response('no', { status: 500 }),
  'unchanged at first': async () => new Response(null, { status: 304 }), 'no keys': async () => new Response('no keys'), 'chunks that are no octets': async () => ({ status: 200, body: Readable.from([{}]) }),
};

async function asked({ Verifier }, fetch) {
  const verifier = new Verifier({ issuer: issuer.issuer, audience: issuer.audience, jwksUrl: 'https://id.example/jwks?key=hunter2', onDenied: () => undefined, fetch });
  const denied = await verifier.verify(issuer.mint({ sub: 'alice' })).then(() => null, (error) => error);
  // The pause until the next try is spread by chance.
  return { denied: denied && { ...said(denied), retryAfter: null, headers: null }, error: verifier.stats().lastFetchError };
}

/** What both say. */
async function alike(fetch, what) {
  const [one, other] = await Promise.all([asked(native, fetch), asked(edge, fetch)]);
  // How a reader of JSON says that there is none is its own affair.
  if (what === 'no keys') return one;
  assert.deepEqual(other, one, what);
  return one;
}

test('what is a key set, however it comes', async () => {
  for (const [what, fetch] of Object.entries(GOOD)) assert.equal((await alike(fetch, what)).denied, null, what);
});

test('512 KiB and no octet more', async () => {
  for (const [what, fetch] of Object.entries(TOO_LARGE)) {
    assert.equal((await alike(fetch, what)).error, '"https://id.example/jwks": the answer is larger than 512 KiB: is this a key set?', what);
  }
});

test('a redirect is not followed, and its target is named', async () => {
  const { denied, error } = await alike(async () => new Response(null, { status: 302, headers: { location: 'https://u:p@other.example/keys?key=hunter2' } }), 'a redirect');
  assert.match(error, /^"https:\/\/id\.example\/jwks": it answers 302, a redirect to "https:\/\/other\.example\/keys"\./);
  assert.match(denied.hint, /not followed/);
});

test('whatever else comes is an outage that says where it was', async () => {
  for (const [what, fetch] of Object.entries(BAD)) {
    const { denied, error } = await alike(fetch, what);
    assert.deepEqual([denied.code, denied.status], ['keys_unavailable', 503], what);
    assert.ok(!error.includes('hunter2'));
    assert.ok(error.startsWith('"https://id.example/jwks": ') || /^the (key endpoint answered|answer cannot be used)/.test(error), `${what}: ${error}`);
  }
});
