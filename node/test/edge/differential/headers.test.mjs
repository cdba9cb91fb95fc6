// Damaged request headers: both find the same token, or say the same of why not.

import { test } from 'node:test';

import { both, compareHeaders } from './pairs.mjs';
import { Chance, damaged } from './random.mjs';

const SECRET = 'differential: a secret for nothing but this';
const ROUNDS = Number(process.env.BEARWARD_ROUNDS ?? 6000);
const base = { onDenied: () => undefined, anyIssuer: true, anyAudience: true, secret: SECRET };

const OPTIONS = [
  {},
  { tokenHeader: 'Cf-Access-Jwt-Assertion', problemBodies: true },
  { cookie: 'session', allowedOrigins: ['https://app.example.com', 'http://localhost:3000'], resourceMetadata: 'https://a.example/m' },
  { cookie: '__Host-s', tokenHeader: 'x-token' },
];
const FIELDS = [
  ['Authorization', 'Bearer a.b.c'], ['authorization', 'bearer a.b.c'], ['AUTHORIZATION', 'Basic dXNlcg=='], ['Authorization', ''],
  ['Authorization', 'Basic x, Bearer y'], ['Authorization', 'Bearer a, Bearer b'], ['Authorization', 'Digest a="1", b="2"'],
  ['cf-access-jwt-assertion', 'a.b.c'], ['X-Token', ' a.b.c '], ['x-token', ''], ['Cookie', 'session=a.b.c'], ['cookie', 'x=1; session=a.b.c; y="2"'],
  ['Cookie', '__Host-s=a.b.c; __Host-s=d'], ['cookie', 'session=a.b.c;session=a.b.c'], ['Cookie', 'sessionx=1; session =a'], ['Origin', 'https://app.example.com'],
  ['origin', 'null'], ['Origin', 'https://app.example.com.evil.example'], ['Sec-Fetch-Site', 'same-origin'], ['sec-fetch-site', 'cross-site'],
  ['Upgrade', 'websocket'], ['upgrade', ' WebSocket '], ['upgrade', 'h2c, websocket/13'], ['x-other', 'Bearer a.b.c'],
];
const PIECES = [' ', '  ', '\t', '\n', '\f', '\v', '\r', ',', ';', '=', 'Bearer ', 'bearer', 'BEARER\t', 'é', '\xff', '\xc3\xa9', '\xa0', '\u20ac', '😀', '\ud800', '"', '\\', '.', 'a'.repeat(40), '\0', '\x7f'];
const METHODS = ['GET', 'HEAD', 'OPTIONS', 'POST', 'DELETE', 'get', 'QUERY', ''];

test('damaged headers are read alike', () => {
  const chance = new Chance(2);
  const verifiers = OPTIONS.map((options) => both(({ Verifier }) => new Verifier({ ...base, ...options }), 'transport'));
  const seen = new Set();
  for (let round = 0; round < ROUNDS; round += 1) {
    const headers = Array.from({ length: chance.below(4) }, () => {
      const [name, value] = chance.one(FIELDS);
      return [name, chance.maybe(0.6) ? damaged(chance, value, PIECES) : value];
    });
    const method = chance.one(METHODS);
    seen.add(compareHeaders(chance.one(verifiers), method, headers, `round ${round}: ${JSON.stringify([method, headers])}`));
  }
  for (const code of ['found', 'none', 'authorization_malformed', 'token_malformed', 'token_missing', 'origin_not_allowed']) {
    if (!seen.has(code)) throw new Error(`${code} was never decided: ${[...seen]}`);
  }
});
