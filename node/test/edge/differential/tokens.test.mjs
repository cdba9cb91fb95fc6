// Damaged headers and payloads, signed all the same: both decide alike, to the last word of the explanation.

import { createHmac } from 'node:crypto';
import { test } from 'node:test';

import { both, compare } from './pairs.mjs';
import { Chance, damaged } from './random.mjs';

const SECRET = 'differential: a secret for nothing but this';
const NOW = 1_800_000_000;
const ROUNDS = Number(process.env.BEARWARD_ROUNDS ?? 6000);
const quiet = { onDenied: () => undefined };

const HEADERS = ['{"alg":"HS256"}', '{"alg":"HS256","typ":"at+jwt","kid":"k\\u0031"}', '{"typ":"application/JWT","alg":"HS256","jku":[1]}'];
const PAYLOADS = [
  '{"iss":"https://id.example.com","aud":"api","sub":"alice","exp":1800000600}',
  '{"iss":"https://id.example.com/","aud":["x","api","https://id.example.com"],"sub":"alice","exp":1.8000006e9,"nbf":1799999000,"iat":1799999999.5}',
  '{"iss":"http://id.example.com/api/auth","user_id":42,"exp":1800000600,"scope":"a b","azp":"web","n":{"é":[1,-2,3.5e2,true,null,"\\ud83d\\ude00"]}}',
  '{"sub":"ali\\"ce","exp":1800000000,"aud":"api","iss":"https://id.example.com:8443","cnf":{"jkt":"x"},"jti":"1"}',
];
const PIECES = [
  '"', '\\', '{', '}', '[', ']', ',', ':', ' ', '\n', '\0', '\x1f', '\ufeff', 'é', '😀', '\u2028', '\\u0000', '\\ud800', '\\uDC00', '\\ud83d\\ude00', '\\x', '\\u12',
  '0', '-', '1', '9', '.', 'e', 'E+', '1e400', '-0', '00', '1.', '.5', '18446744073709551615', '18446744073709551616', '9007199254740993', '-9007199254740993',
  'null', 'true', 'false', 'nul', '"sub":"bob",', '"sub":null,', '"exp":-1,', '"exp":1e12,', '"exp":253402300800,', '"iat":"1",', '"nbf":1800000005,', '"nbf":1800000006,',
  '"aud":[],', '"aud":[1],', '"aud":{},', '"iss":5,', '"crit":[],', '"b64":true,', '"zip":"DEF",', '"alg":"none",', '"alg":"RS256",', '"alg":null,', '"typ":"dpop+jwt",', '"kid":7,',
  '"user_id":42.0,', '"user_id":"42",', '"user_id":9007199254740992,', '"azp":7,', '"azp":true,', '"__proto__":{"a":1},', '"constructor":1,', '[[[[', '{"a":'.repeat(70), '[1,2,', '"a":',
];
const POLICIES = [
  { issuer: 'https://id.example.com', audience: 'api' },
  { issuer: ['https://id.example.com', 'b'], audience: ['x', 'y'], leeway: 0, required: ['jti', 'constructor'] },
  { anyIssuer: true, anyAudience: true, subjectInt: 'user_id', require: { azp: ['web', 7, true] } },
  { anyIssuer: true, audience: 'api', optionalSubject: true, maxTokenAge: 60, allowUnboundUse: true },
  { issuer: 'https://ID.example.com', anyAudience: true, subject: 'azp', typ: 'at+jwt', problemBodies: true, realm: 'r', maxTokenBytes: 400 },
];

test('damaged tokens are decided alike', async () => {
  const chance = new Chance(1);
  const verifiers = POLICIES.map((policy) => both(({ Verifier }) => new Verifier({ ...quiet, ...policy, secret: SECRET }), 'a policy'));
  const seen = new Map();
  for (let round = 0; round < ROUNDS; round += 1) {
    const header = chance.maybe(0.3) ? damaged(chance, chance.one(HEADERS), PIECES) : chance.one(HEADERS);
    const payload = chance.maybe(0.85) ? damaged(chance, chance.one(PAYLOADS), PIECES) : chance.one(PAYLOADS);
    const token = maybeSpoilt(chance, signed(header, octets(chance, payload)));
    const now = NOW + chance.one([0, 0, 0, -1e9, 599, 604.5, 605, 1e9]);
    const code = await compare(chance.one(verifiers), token, now, `round ${round}: ${JSON.stringify([header, payload, token, now])}`);
    seen.set(code, (seen.get(code) ?? 0) + 1);
  }
  // A run that only ever sees one answer would compare nothing.
  for (const code of ['accept', 'token_malformed', 'claim_invalid', 'claim_missing', 'token_expired', 'issuer_mismatch', 'signature_invalid']) {
    if (!seen.has(code)) throw new Error(`${code} was never decided: ${JSON.stringify([...seen])}`);
  }
});

/** Sometimes octets that are no UTF-8. */
function octets(chance, text) {
  const plain = Buffer.from(text);
  if (!chance.maybe(0.05)) return plain;
  const at = chance.below(plain.length + 1);
  return Buffer.concat([plain.subarray(0, at), Buffer.from([chance.one([0xff, 0xc0, 0xed, 0xf8, 0x80])]), plain.subarray(at)]);
}

function signed(header, payload) {
  const input = `${Buffer.from(header).toString('base64url')}.${payload.toString('base64url')}`;
  return `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`;
}

function maybeSpoilt(chance, token) {
  return chance.maybe(0.15) ? damaged(chance, token, ['.', '=', '+', '/', 'A', ' ', '\n', 'é', '\ud800', '..', 'AA']) : token;
}
