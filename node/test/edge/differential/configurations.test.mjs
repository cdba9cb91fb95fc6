// Damaged configurations: both are built, or both say the same sentence.

import { createHash, generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';

import { both, compare, without } from './pairs.mjs';
import { Chance, damaged } from './random.mjs';

const ROUNDS = Number(process.env.BEARWARD_ROUNDS ?? 2500);
const base = { onDenied: () => undefined, anyIssuer: true, anyAudience: true };

/** How far a reader gets in what is no key is its own affair. */
const ABOUT_KEYS = without(/its (key|curve) is not .*/);
/** What a reader of URLs has against one is said in its own words. */
const ABOUT_URLS = without(/ cannot be read(: .*|\.)$/);

const KEYS = [
  generateKeyPairSync('ed25519'), generateKeyPairSync('rsa', { modulusLength: 2048 }), generateKeyPairSync('rsa-pss', { modulusLength: 2048 }),
  ...['P-256', 'P-384', 'P-521', 'secp256k1'].map((namedCurve) => generateKeyPairSync('ec', { namedCurve })), generateKeyPairSync('x25519'),
].map(({ publicKey }) => publicKey);
const [ED25519, RSA, , P256] = KEYS;
const JWKS = [ED25519, RSA, P256].map((key, index) => ({ ...key.export({ format: 'jwk' }), kid: `k${index}` }));

test('damaged key sets', async () => {
  const chance = new Chance(3);
  const pieces = [
    '"', '{', '}', '[', ']', ',', ':', ' ', '=', 'A', 'AA', '_', '-', '+', '\\u0041', '\0', 'é', 'null', '1', '"use":"enc",', '"use":"sig",', '"use":1,', '"key_ops":[],',
    '"key_ops":["verify"],', '"key_ops":"verify",', '"alg":"RS256",', '"alg":"ES384",', '"alg":"Ed25519",', '"alg":7,', '"kid":null,', '"kid":"k1",', '"d":"AQ",', '"k":"AQ",', '"oth":[],',
    '"kty":"oct",', '"crv":"P-384",', '"crv":"Ed448",', '{},', 'null,', '"x":"AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",', '"e":"AQ",', '"e":"AAEAAQ",', '"e":"AgAAAAE",', '"keys":1,',
  ];
  const token = (algorithm, kid) => {
    const header = Buffer.from(JSON.stringify({ alg: algorithm, kid })).toString('base64url');
    return `${header}.e30.${Buffer.alloc(64, 1).toString('base64url')}`;
  };
  for (let round = 0; round < ROUNDS; round += 1) {
    const keys = Array.from({ length: 1 + chance.below(3) }, () => chance.one(JWKS));
    const text = damaged(chance, JSON.stringify({ keys }), pieces);
    const [name, value] = chance.maybe(0.2) ? ['jwk', damaged(chance, JSON.stringify(keys[0]), pieces)] : ['jwks', text];
    const algorithms = chance.one([undefined, undefined, ['RS256'], ['ES384', 'PS512'], ['EdDSA', 'ES512']]);
    const pair = both(({ Verifier }) => new Verifier({ ...base, [name]: value, algorithms }), `round ${round}: ${value}`);
    if (pair === null) continue;
    for (const algorithm of ['EdDSA', 'RS256', 'ES256', 'PS512']) {
      for (const kid of ['k0', 'k1', undefined]) await compare(pair, token(algorithm, kid), 1_800_000_000, `round ${round}: ${value}`);
    }
  }
});

test('damaged PEM', () => {
  const chance = new Chance(4);
  const pems = KEYS.map((key) => key.export({ type: 'spki', format: 'pem' }));
  pems.push(RSA.export({ type: 'pkcs1', format: 'pem' }), RSA.export({ type: 'pkcs1', format: 'pem' }).replaceAll('RSA ', ''));
  const pieces = ['\n', '\r\n', '\r', ' ', '-', '-----', '=', 'A', 'AAAA', 'M', '+', '/', '_', '\0', 'é', 'x\n', '\n\n', 'PRIVATE KEY-----', 'CERTIFICATE-----', 'RSA ', ':', '\ufeff', '\u00a0', '\u0085'];
  for (let round = 0; round < ROUNDS; round += 1) {
    const pem = chance.maybe(0.9) ? damaged(chance, chance.one(pems), pieces) : chance.one(pems);
    const algorithms = chance.one([undefined, undefined, ['RS256'], ['EdDSA'], ['PS256', 'ES256']]);
    both(({ Verifier }) => new Verifier({ ...base, pem, algorithms }), `round ${round}: ${JSON.stringify(pem)}`, ABOUT_KEYS);
  }
});

test('damaged DER in whole PEM', () => {
  const chance = new Chance(5);
  const ders = [...KEYS.map((key) => ['PUBLIC KEY', key.export({ type: 'spki', format: 'der' })]), ['RSA PUBLIC KEY', RSA.export({ type: 'pkcs1', format: 'der' })]];
  for (let round = 0; round < ROUNDS; round += 1) {
    const [label, der] = chance.one(ders);
    const octets = [...der];
    for (let times = 1 + chance.below(2); times > 0; times -= 1) {
      const at = chance.maybe(0.7) ? chance.below(40) : chance.below(octets.length);
      const put = chance.one([[], [0], [0x80], [0xff], [0x30], [0x81], [0x82], [chance.below(256)], [5, 0]]);
      octets.splice(at, chance.below(2), ...put);
    }
    const lines = Buffer.from(octets).toString('base64').match(/.{1,64}/g) ?? [];
    const pem = [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
    both(({ Verifier }) => new Verifier({ ...base, pem }), `round ${round}: ${pem}`, ABOUT_KEYS);
  }
});

test('secrets that are keys, or nearly', () => {
  const chance = new Chance(6);
  const octets = (text) => Buffer.from(text);
  const starts = [
    ...KEYS.flatMap((key) => [key.export({ type: 'spki', format: 'der' }), octets(key.export({ type: 'spki', format: 'pem' }))]),
    ...JWKS.flatMap((key) => [octets(JSON.stringify(key)), octets(JSON.stringify({ keys: [key] }))]),
  ];
  for (let round = 0; round < ROUNDS; round += 1) {
    let secret = chance.one([() => chance.one(starts), () => octets(createHash('sha512').update(`${round}`).digest('base64')), () => octets('ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPXx')])();
    for (let wrappings = chance.below(5); wrappings > 0; wrappings -= 1) {
      secret = octets(chance.one([
        () => secret.toString('base64'), () => secret.toString('base64url'), () => JSON.stringify(secret.toString('latin1')), () => ` ${secret.toString('latin1')}\n`,
        () => `\ufeff${secret.toString('latin1')}`, () => JSON.stringify([{ kty: 1, k: secret.toString('latin1') }]), () => secret.toString('base64').match(/.{1,60}/g)?.join('\n') ?? '',
      ])());
    }
    if (chance.maybe(0.3)) secret = secret.subarray(chance.below(secret.length));
    const given = new Uint8Array(secret);
    const algorithms = chance.one([undefined, ['HS384'], ['HS512', 'HS256'], ['RS256'], ['none']]);
    both(({ Verifier }) => new Verifier({ ...base, secret: given, algorithms }), `round ${round}: ${secret.toString('base64')}`);
  }
});

test('addresses, origins and names', () => {
  const chance = new Chance(7);
  const pieces = ['/', '\\', ':', '@', '#', '?', '%', '.', '..', ' ', '\t', '\n', 'é', 'localhost', '127.0.0.1', '[::1]', '0x7f.1', '2130706433', 'user:pw@', 'HTTP:', 'ftp:', '//', ':99999', ':0', '\0', 'xn--', '*', '[', '。'];
  const urls = ['https://id.example.com/jwks', 'http://localhost:3000/jwks?x=1', 'http://127.0.0.1/a', 'http://[::1]:3000/', 'http://auth.localhost./jwks', 'https://id.example.com:8443/a/b/realms/c', 'http://10.0.0.1/jwks'];
  const calls = [
    (url) => ({ Verifier }) => new Verifier({ ...base, jwksUrl: url, allowHttp: chance.allow }),
    (url) => ({ Verifier }) => new Verifier({ onDenied: base.onDenied, anyAudience: true, issuer: url, discovery: true }),
    (url) => ({ Verifier }) => new Verifier({ ...base, secret: 'differential: a secret for nothing but this', cookie: 'a', allowedOrigins: url }),
    (url) => ({ Verifier }) => Verifier.betterAuth(url),
    (url) => ({ Verifier }) => Verifier.betterAuthOauth(url, { audience: 'api' }),
    (url) => ({ Verifier }) => Verifier.clerk('https://clerk.example.com', { authorizedParties: [url] }),
    (url) => ({ Verifier }) => Verifier.clerk(url, { authorizedParties: 'https://app.example.com' }),
    (url) => ({ Verifier }) => Verifier.keycloak(url, { audience: 'api' }),
    (url) => ({ Verifier }) => Verifier.okta(url.replace('/a/b/realms/c', '/oauth2/default'), { audience: 'api' }),
    (url) => ({ Verifier }) => Verifier.supabase(url.replace('/jwks', '')),
    (url) => ({ Verifier }) => Verifier.auth0(url.replace(/^https?:\/\/([^/]*).*/, '$1'), { audience: 'api' }),
  ];
  for (let round = 0; round < ROUNDS; round += 1) {
    const url = chance.maybe(0.85) ? damaged(chance, chance.one(urls), pieces) : chance.one(urls);
    chance.allow = chance.maybe(0.3);
    both(chance.one(calls)(url), `round ${round}: ${JSON.stringify(url)}`, ABOUT_URLS);
  }
});

test('ids of tenants, pools, projects and clients', () => {
  const chance = new Chance(8);
  const pieces = ['-', '_', '.', '/', ' ', 'A', 'é', '0', '@', 'common', 'sk_', 'GOCSPX-', '\n'];
  const ids = {
    entra: '72f988bf-86f1-41af-91ab-2d7cd011db47', cognito: 'eu-central-1_a1B2c3D4e', firebase: 'my-project-1a2b3', workos: 'client_01HXYZ123456789ABCDEFGHIJK', google: '1234-abc.apps.googleusercontent.com',
    auth0: 'my-tenant.eu.auth0.com',
  };
  const options = { audience: 'api', clientId: '1example23456789' };
  for (let round = 0; round < ROUNDS; round += 1) {
    const [name, good] = chance.one(Object.entries(ids));
    const id = chance.maybe(0.8) ? damaged(chance, good, pieces) : good;
    const takes = { entra: { audience: options.audience }, cognito: { clientId: chance.one([options.clientId, [], ['a b'], id]) }, auth0: { audience: chance.one(['api', '', [], ' a']) } };
    both(({ Verifier }) => Verifier[name](id, takes[name]), `round ${round}: ${name} ${JSON.stringify(id)}`, ABOUT_URLS);
  }
});

test('options of a wrong kind or range', () => {
  const chance = new Chance(9);
  const values = [undefined, null, 0, 1, -1, 0.5, 63, 64, 3600, 3600.5, 86_400, 1e300, NaN, Infinity, true, false, '', 'sub', 'email', ' a', 'a"b', '\ud800', [], [''], ['a', 'b'], ['a', 1], {}, { a: [] }, { a: 'x' }, () => true, new Uint8Array(2)];
  const names = ['leeway', 'maxTokenAge', 'maxTokenBytes', 'typ', 'required', 'require', 'subject', 'subjectInt', 'optionalSubject', 'allowUnboundUse', 'scopesFrom', 'tokenHeader', 'cookie', 'allowedOrigins', 'problemBodies', 'resourceMetadata', 'realm', 'maxAge', 'maxStale', 'cooldown', 'fetchHeaders', 'jwksSnapshot', 'tokenCache', 'headerCache', 'issuer', 'audience', 'anyIssuer', 'anyAudience', 'algorithms', 'jwks', 'pem', 'secretEnv', 'nonsense'];
  const keys = [{ secret: 'differential: a secret for nothing but this' }, { jwksUrl: 'https://id.example.com/jwks' }, { jwks: { keys: JWKS } }, {}];
  for (let round = 0; round < ROUNDS; round += 1) {
    const options = { ...base, ...chance.one(keys) };
    const times = 1 + chance.below(2);
    for (let left = times; left > 0; left -= 1) options[chance.one(names)] = chance.one(values);
    // Of several faults either may be told.
    const told = times === 1 ? undefined : (error) => error.name !== undefined;
    both(({ Verifier }) => new Verifier(options), `round ${round}: ${JSON.stringify(Object.entries(options).map(([name, value]) => [name, String(value), typeof value]))}`, told);
  }
});

test('options of session cookies', () => {
  const secret = 'differential: a secret for nothing but this';
  const values = [
    undefined, null, 0, 1, 5, -1, 0.5, 3600.5, 1e300, NaN, true, false, '', 'x', ' a', 'a=b;', '__Secure-a', 'better-auth.session_token', 'compact', 'jwt', 'foo', '\ud800', '7', [], [''], ['a', 1],
    {}, () => true, async () => true, new Uint8Array(2), Symbol('x'), 5n, 'https://app.example.com', 'https://app.example.com/x', 'http://localhost:3000', ['https://a.example', 'https://b.example'], 'BEARWARD_NO_SUCH_VARIABLE',
    secret, [secret], [secret, `${secret}2`], [secret, secret, secret, secret], { version: 1, value: secret }, [{ version: 2, value: secret }, { version: 1, value: `${secret}2` }], [{ version: 1 }], [null],
  ];
  const names = [
    'secret', 'secrets', 'secretEnv', 'baseUrl', 'verifier', 'issuer', 'strategy', 'prefix', 'sessionTokenName', 'sessionDataName', 'version', 'secure', 'leeway', 'maxDataAge', 'revokedIf',
    'allowedOrigins', 'onDenied', 'prefx',
  ];
  let built = 0;
  for (const name of names) {
    for (const [index, value] of values.entries()) {
      for (const others of [{ secret }, { secret, baseUrl: 'https://app.example.com' }, {}]) {
        const pair = both(({ SessionCookies }) => new SessionCookies({ ...others, [name]: value }), `${name}, value ${index}, ${JSON.stringify(others)}`, ABOUT_URLS);
        built += pair === null ? 0 : 1;
      }
    }
  }
  if (built < 100) throw new Error(`only ${built} were built`);
  for (const [index, value] of values.entries()) both(({ SessionCookies }) => new SessionCookies(value), `options: ${index}`);
});

test('verifiers where they are asked for', () => {
  const keys = { ...base, jwksUrl: 'https://id.example.com/jwks' };
  const sessions = [
    ({ Verifier }) => new Verifier(keys), ({ Verifier }) => new Verifier({ ...base, jwks: { keys: JWKS } }), ({ Verifier }) => new Verifier({ ...base, secret: 'differential: a secret for nothing but this' }),
    ({ Verifier }) => Verifier.many(['a', 'b'].map((issuer) => new Verifier({ onDenied: base.onDenied, anyAudience: true, issuer, jwksUrl: keys.jwksUrl }))), () => ({ decide: () => undefined }), () => null,
  ];
  for (const [index, verifier] of sessions.entries()) {
    both((host) => new host.SessionCookies({ secret: 'differential: a secret for nothing but this', verifier: verifier(host) }), `a verifier of sessions, ${index}`);
  }
  for (const [index, list] of [undefined, null, 5, {}, 'x', [], [{}], [null], [undefined], [() => 1]].entries()) both(({ Verifier }) => Verifier.many(list), `several, ${index}`);
  for (const [preset, address] of [['auth0', 't.eu.auth0.com'], ['keycloak', 'https://id.example.com/realms/a'], ['cognito', 'eu-central-1_a1B2c3D4e'], ['clerk', 'https://clerk.example.com']]) {
    for (const options of [undefined, null, 5, 'x', {}]) both(({ Verifier }) => Verifier[preset](address, options), `${preset}, ${String(options)}`);
  }
  for (const clients of [undefined, null, 5, {}, [5]]) both(({ Verifier }) => Verifier.google(clients), `google, ${String(clients)}`);
});
