// Damaged session cookies of every form, signed all the same: both decide alike, to the last word.

import { createCipheriv, createHmac, generateKeyPairSync, hkdfSync, sign } from 'node:crypto';
import { test } from 'node:test';

import { both, compareCookies } from './pairs.mjs';
import { Chance, damaged } from './random.mjs';

const SECRET = 'differential: a secret of Better Auth';
const NOW = 1_800_000_000;
const ROUNDS = Number(process.env.BEARWARD_ROUNDS ?? 4000);
const TOKEN = '7DwtX8iT0dxveuOmbwnXPBGTu38VUSJN';
const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const JWKS = { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] };
const quiet = { onDenied: () => undefined };

const OPTIONS = [
  {}, { version: null, leeway: 0, maxDataAge: 60 }, { version: '7', strategy: 'compact', secure: true }, { prefix: 'app', sessionDataName: 'app.data', secure: false },
  { secrets: [SECRET, 'differential: an older secret of it'], secret: undefined }, { keys: true }, { keys: true, issuer: 'https://other.example.com', strategy: 'jwt' },
];
const SESSION = `{"id":"s1","userId":"u1","token":"${TOKEN}","expiresAt":"2027-12-25T03:08:28.513Z","ipAddress":""}`;
const USER = '{"id":"u1","name":"Al\\u00efce","email":"a@example.com","scope":"admin","n":[1,{"a":null}],"big":9007199254740993}';
const PAYLOADS = [
  `{"session":${SESSION},"user":${USER},"updatedAt":1799999990000,"version":"1"}`,
  `{"session":${SESSION},"user":${USER},"updatedAt":1799999990000,"version":"7","exp":1800000300,"iat":1799999990,"iss":"https://id.example.com","aud":"better-auth:session-cache","sub":"u1","sid":"${TOKEN}"}`,
  `{"exp":1800000300.5,"nbf":1799999000,"session":${SESSION},"updatedAt":1799999999999,"user":${USER}}`,
  `{"exp":1800000300,"session":${SESSION.replace('2027-12-25T03:08:28.513Z', '2027-01-15T08:01:00Z')},"updatedAt":1799999999999,"user":${USER}}`,
];
const PIECES = [
  '"', '\\', '{', '}', ',', ':', ' ', '\n', 'é', '\ud83d\ude00', '\\ud800', '0', '-', '1e3', '.5', 'null', 'true', '[]', '"token":"x",', '"token":null,', '"id":"u2",', '"id":"",', '"id":7,', '"userId":"u2",',
  '"expiresAt":1800000000000,', '"expiresAt":"2026-01-01T00:00:00Z",', '"expiresAt":"2027-02-29T00:00:00Z",', '"expiresAt":null,', '"version":"",', '"version":7,', '"updatedAt":"x",', '"updatedAt":1800000006000,',
  '"aud":["x"],', '"aud":5,', '"iss":5,', '"sub":"u2",', '"sid":"x",', '"exp":-1,', '"nbf":1800000006,', '"cnf":1,', '"session":5,', '"user":[],', '"scp":["admin"],', '"__proto__":{"a":1},', '"exp":1e13,',
];
const FIELD_PIECES = [';', '=', '"', ' ', '\t', '%', '%2', '%00', '%c3%a9', '%FF', '.', '..', 'é', '\u20ac', '.0', '.1', '__Secure-', 'better-auth.session_data=x', '; better-auth.session_token=a.b', ';;', '+', '/'];

test('damaged session cookies are decided alike', async () => {
  const chance = new Chance(10);
  const pairs = OPTIONS.map(({ keys, ...options }) => both(({ SessionCookies, Verifier }) => {
    const verifier = keys && new Verifier({ ...quiet, issuer: 'https://id.example.com', audience: 'x', jwks: JWKS, problemBodies: true });
    return new SessionCookies({ ...quiet, secret: SECRET, verifier, ...options });
  }, JSON.stringify(options)));
  const seen = new Set();
  for (let round = 0; round < ROUNDS; round += 1) {
    const payload = chance.maybe(0.75) ? damaged(chance, chance.one(PAYLOADS), PIECES) : chance.one(PAYLOADS);
    const data = chance.one([compact, compact, jwt, asymmetric, jwe])(chance, payload);
    const field = cookies(chance, chance.one(['better-auth', 'better-auth', '__Secure-better-auth', 'app']), data);
    const spoilt = chance.maybe(0.2) ? damaged(chance, field, FIELD_PIECES) : field;
    const now = NOW + chance.one([0, 0, 0, 299, 305, 306, 400 * 86_400, -100, -1e9]);
    seen.add(await compareCookies(chance.one(pairs), spoilt, now, `round ${round}: ${JSON.stringify([payload, spoilt, now])}`));
  }
  for (const code of ['accept', 'renew', 'token_missing', 'token_malformed', 'claim_invalid', 'claim_missing', 'signature_invalid', 'algorithm_not_allowed', 'token_type_mismatch', 'token_expired', 'authorization_malformed']) {
    if (!seen.has(code)) throw new Error(`${code} was never decided: ${[...seen]}`);
  }
});

function mac(secret, text) {
  return createHmac('sha256', secret).update(text).digest();
}

function encoded(value) {
  return Buffer.from(value).toString('base64url');
}

function compact(chance, session) {
  const expiresAt = chance.one(['1800000300000', '1800000300000', '1800000300000', '"1"', '1.5', '-1', 'null', '99999999999999999999']);
  const signature = mac(SECRET, `${session.slice(0, -1)},"expiresAt":${expiresAt}}`).toString('base64url');
  return encoded(`{"session":${session},"expiresAt":${expiresAt},"signature":"${signature}"}`);
}

function jwt(chance, payload) {
  const header = chance.one(['{"alg":"HS256"}', '{"alg":"HS256","typ":"JWT"}', '{"alg":"HS384"}', '{"alg":"HS256","typ":"x"}', '{"alg":"HS256","crit":[]}']);
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${mac(SECRET, input).toString('base64url')}`;
}

function asymmetric(chance, payload) {
  const header = chance.one([1, 1, 1, 2]) === 1 ? '{"alg":"EdDSA","kid":"k1","typ":"better-auth.session-cache+jwt"}' : '{"alg":"EdDSA","kid":"k2"}';
  const input = `${encoded(header)}.${encoded(payload)}`;
  return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`;
}

function jwe(chance, payload) {
  const key = Buffer.from(hkdfSync('sha256', SECRET, 'better-auth-session', 'BetterAuth.js Generated Encryption Key', 64));
  const header = encoded(chance.one(['{"alg":"dir","enc":"A256CBC-HS512"}', '{"alg":"dir","enc":"A256CBC-HS512"}', '{"alg":"dir","enc":"A256GCM"}', '{"alg":"dir"}', '{"alg":"dir","enc":"A256CBC-HS512","kid":"x"}', '{"enc":"A256CBC-HS512","alg":"dir","zip":"DEF"}']));
  const iv = Buffer.alloc(chance.one([16, 16, 16, 12]), 7);
  const cipher = createCipheriv('aes-256-cbc', key.subarray(32), Buffer.alloc(16, 7)).setAutoPadding(chance.maybe(0.9));
  let text = Buffer.from(payload);
  if (chance.maybe(0.1)) text = Buffer.concat([text, Buffer.alloc(16 - (text.length % 16), 3)]);
  const encrypted = (() => {
    try {
      return Buffer.concat([cipher.update(text), cipher.final()]);
    } catch {
      return Buffer.alloc(32);
    }
  })();
  const bits = Buffer.alloc(8);
  bits.writeBigUInt64BE(BigInt(header.length * 8));
  const tag = createHmac('sha512', key.subarray(0, 32)).update(Buffer.concat([Buffer.from(header), iv, encrypted, bits])).digest().subarray(0, 32);
  return [header, '', ...[iv, encrypted, tag].map(encoded)].join('.');
}

/** Whole or in chunks, with a session token that is genuine most of the time. */
function cookies(chance, prefix, data) {
  const token = chance.maybe(0.95) ? `${TOKEN}.${mac(SECRET, TOKEN).toString('base64')}` : `${TOKEN}.${mac('x', TOKEN).toString('base64')}`;
  const name = prefix === 'app' ? 'app.data' : `${prefix}.session_data`;
  const size = chance.one([Infinity, Infinity, 300, 1000]);
  const pieces = size === Infinity ? [`${name}=${data}`] : (data.match(new RegExp(`.{1,${size}}`, 'g')) ?? []).map((piece, index) => `${name}.${index}=${piece}`);
  const all = [`${prefix}.session_token=${encodeURIComponent(token)}`, ...pieces];
  return (chance.maybe(0.2) ? all.reverse() : all).join('; ');
}
