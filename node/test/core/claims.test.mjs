// Claims: frozen, plain, exact; and what may be asked about them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Denied, requireAnyScope, requireOwner, requirePathOwner, requireRecordOwner, requireScope, scopesOf, subjectOf, Verifier } from 'bearward';
import { codeOf, OPEN, sign } from '../support/issuers.mjs';

const verifier = new Verifier(OPEN);
const claimsOf = (claims) => verifier.verifySync(sign(claims));

test('claims are plain, and frozen at every level', () => {
  const claims = claimsOf({ sub: 'alice', org: { ids: [1, { deep: true }] } });
  assert.deepEqual(claims, { sub: 'alice', org: { ids: [1, { deep: true }] }, exp: 4_102_444_800 });
  assert.equal(Object.getPrototypeOf(claims), Object.prototype);
  for (const value of [claims, claims.org, claims.org.ids, claims.org.ids[1]]) assert.ok(Object.isFrozen(value));
  assert.throws(() => { claims.sub = 'bob'; }, TypeError);
  requireOwner(claims, 'alice');
  assert.throws(() => requireOwner(claims, 'bob'), { code: 'owner_mismatch' });
});

test('whatever is nested is frozen too, wherever it stands', () => {
  for (const text of ['"a":[]', '"a":{}', '"a":"{","b":[1]', '"a":"[","b":{"c":1}', '"aud":["x"]', `"a":"${'x'.repeat(5000)}","b":[1]`]) {
    for (const payload of [`{"sub":"alice","exp":4102444800,${text}}`, ` {${text},"sub":"alice","exp":4102444800}`]) {
      const claims = claimsOf(payload);
      assert.ok(Object.isFrozen(claims) && Object.values(claims).every((value) => Object.isFrozen(value)), payload.slice(0, 60));
      requireOwner(claims, 'alice');
      assert.equal(subjectOf(claims), 'alice');
    }
  }
});

test('revokedIf sees them frozen too', () => {
  const seen = [];
  const asking = new Verifier({ ...OPEN, revokedIf: (claims) => { seen.push(claims, claims.org, claims.org.ids); return false; } });
  asking.verifySync(sign({ sub: 'alice', org: { ids: [1] } }));
  assert.equal(seen.length, 3);
  assert.ok(seen.every((value) => Object.isFrozen(value)));
});

test('claims named like parts of JavaScript are only claims', () => {
  const claims = claimsOf('{"sub":"a","exp":4102444800,"__proto__":{"admin":true},"constructor":{"prototype":1},"toString":"x","n":{"__proto__":[1]}}');
  assert.equal(claims.admin, undefined);
  assert.equal({}.admin, undefined);
  assert.ok(Object.hasOwn(claims, '__proto__'));
  assert.equal(Object.getPrototypeOf(claims), Object.prototype);
  assert.ok(Object.isFrozen(claims['__proto__']));
  assert.equal(claims.toString, 'x');
  assert.equal(Object.getPrototypeOf(claims.n), Object.prototype);
});

test('an integer beyond 2^53 is given exactly, and a text of digits stays a text', () => {
  const text = '{"sub":"110169484474386276334","exp":4102444800,"a":9007199254740993,"b":[-9007199254740993,{"c":123456789012345678901234567890}],' +
    '"d":9007199254740991,"e":0.12345678901234567,"f":1e20,"__proto__":9007199254740995,"s":"\\"9007199254740993"}';
  const claims = claimsOf(text);
  assert.equal(claims.a, 9007199254740993n);
  assert.deepEqual(claims.b, [-9007199254740993n, { c: 123456789012345678901234567890n }]);
  assert.equal(claims.d, 9007199254740991);
  assert.equal(claims.e, 0.12345678901234567);
  assert.equal(claims.f, 1e20);
  assert.equal(claims['__proto__'], 9007199254740995n);
  assert.equal(claims.s, '"9007199254740993');
  assert.equal(claims.sub, '110169484474386276334');
  assert.ok(Object.isFrozen(claims) && Object.isFrozen(claims.b[1]));
});

test('an exact reading is what JSON.parse gives where nothing is rounded', () => {
  const values = { a: [], b: {}, c: [[], {}, null, true, false], d: '\u{1f600}\\"\n\u2028', e: -0.5, f: 1e-7, g: '', 'é"': 1, big: 1 };
  for (const space of [undefined, 1, '\t']) {
    const text = JSON.stringify({ sub: 'a', exp: 4_102_444_800, ...values }, null, space).replace('"big":1', '"big":1').replace(/("big": ?)1/, '$19007199254740993');
    const { big, ...others } = claimsOf(text);
    assert.equal(big, 9007199254740993n);
    assert.deepEqual(Object.keys(others), Object.keys({ sub: 'a', exp: 0, ...values }).filter((name) => name !== 'big'));
    for (const [name, value] of Object.entries(values)) if (name !== 'big') assert.deepEqual(others[name], value);
  }
});

test('no place in the text hides an integer that would be rounded', () => {
  const integers = ['9007199254740993', '-9007199254740993', '9007199254740992', '99999999999999999', '-18446744073709551616', `1${'0'.repeat(40)}1`];
  const harmless = ['9007199254740991', '-9007199254740991', '0.9007199254740993', '9007199254740993.0', '9007199254740993e0', '900719925474099E1', '"9007199254740993"'];
  for (let pad = 0; pad < 33; pad += 1) {
    for (const integer of integers) {
      const { n, l } = claimsOf(`{"sub":"a","p":"${'x'.repeat(pad)}","n":${integer},"l":[1,${integer}],"exp":4102444800}`);
      assert.deepEqual([n, l], [BigInt(integer), [1, BigInt(integer)]]);
    }
    for (const number of harmless) {
      const { n } = claimsOf(`{"sub":"a","p":"${'x'.repeat(pad)}","n":${number},"exp":4102444800}`);
      assert.equal(n, JSON.parse(number));
    }
  }
});

test('an id beyond 2^53 is nobody', async () => {
  const byNumber = new Verifier({ ...OPEN, subjectInt: 'user_id' });
  assert.equal(await codeOf(() => byNumber.verifySync(sign('{"user_id":9007199254740993,"exp":4102444800}'))), 'claim_invalid');
  const claims = byNumber.verifySync(sign({ user_id: 9007199254740991 }));
  assert.equal(subjectOf(claims), 9007199254740991);
  requireOwner(claims, 9007199254740991);
  requireOwner(claims, 9007199254740991n);
  requirePathOwner(claims, '9007199254740991');
  for (const other of [9007199254740992, 9007199254740993n, 1.5, -1, NaN, Infinity, 2n ** 64n + 9007199254740991n, -9007199254740991n, '9007199254740991']) {
    assert.throws(() => requireOwner(claims, other), { code: 'owner_mismatch' });
  }
});

test('the owner is compared by type and value', () => {
  const claims = claimsOf({ sub: '42' });
  requireOwner(claims, '42');
  requirePathOwner(claims, '42');
  requireRecordOwner(claims, '42');
  for (const other of ['', '042', '42 ', '4', 42, 42n, '４２', '42\0', '42\ud800', '\ud834\udd1e']) assert.throws(() => requireOwner(claims, other), { code: 'owner_mismatch', status: 403 });
  for (const other of ['41', null, undefined, 42]) assert.throws(() => requireRecordOwner(claims, other), { code: 'not_found', status: 404 });
  const foreign = thrown(() => requireRecordOwner(claims, '41'));
  assert.deepEqual([foreign.body, foreign.headers], [Denied.notFound().body, Denied.notFound().headers]);
});

test('half of a surrogate pair is never the character that stands for it', () => {
  // In UTF-8 the half would become U+FFFD, which the token may hold.
  const claims = claimsOf({ sub: 'a\ufffd', scope: 'read\ufffd' });
  assert.throws(() => requireOwner(claims, 'a\ud800'), { code: 'owner_mismatch' });
  assert.throws(() => requireScope(claims, 'read\ud800'), TypeError);
  assert.throws(() => requireScope(claims, 'read'), { code: 'scope_insufficient' });
});

test('only an id is an owner', () => {
  const claims = claimsOf({ sub: 'alice' });
  for (const wrong of [undefined, null, {}, [], ['alice'], true, Symbol('alice'), () => 'alice', { toString: () => 'alice' }]) {
    assert.throws(() => requireOwner(claims, wrong), TypeError);
    assert.throws(() => requirePathOwner(claims, wrong), TypeError);
  }
});

test('scopes', () => {
  const claims = claimsOf({ sub: 'a', scope: 'tasks:read  tasks:write' });
  assert.deepEqual(scopesOf(claims), ['tasks:read', 'tasks:write']);
  requireScope(claims, 'tasks:read');
  requireAnyScope(claims, ['admin', 'tasks:write']);
  const denied = thrown(() => requireScope(claims, 'admin'));
  assert.equal(denied.code, 'scope_insufficient');
  assert.match(denied.headers['www-authenticate'], /scope="admin"/);
  assert.throws(() => requireAnyScope(claims, []), { code: 'scope_insufficient' });
  assert.throws(() => scopesOf(claimsOf({ sub: 'a', scope: 5 })), { code: 'claim_invalid', claim: 'scope' });
  const elsewhere = new Verifier({ ...OPEN, scopesFrom: '/realm_access/roles' });
  assert.deepEqual(scopesOf(elsewhere.verifySync(sign({ sub: 'a', realm_access: { roles: ['admin'] } }))), ['admin']);
});

test('only what a verifier gave are claims', () => {
  const claims = claimsOf({ sub: 'alice' });
  for (const copy of [{ ...claims }, structuredClone(claims), { sub: 'alice' }, Object.create(claims), null, undefined, 'alice', new Proxy(claims, {})]) {
    assert.throws(() => requireOwner(copy, 'alice'), TypeError);
  }
});

test('claims know which of several issuers gave them', async () => {
  const shared = { anyAudience: true, secret: OPEN.secret, onDenied: OPEN.onDenied };
  for (const remembers of [{}, { tokenCache: { entries: 10, bytes: 1 << 20 } }]) {
    const first = new Verifier({ issuer: 'https://one.example', subjectInt: 'uid', ...shared, ...remembers });
    const second = new Verifier({ issuer: 'https://two.example', scopesFrom: 'roles', ...shared, ...remembers });
    const both = Verifier.many([first, second]);
    const one = both.verifySync(sign({ iss: 'https://one.example', uid: 7 }));
    const two = await both.verify(sign({ iss: 'https://two.example', sub: 'x', roles: ['admin'] }));
    assert.equal(subjectOf(one), 7);
    requireOwner(one, 7);
    requireScope(two, 'admin');
    requireScope(both.verifySync(sign({ iss: 'https://two.example', sub: 'x', roles: ['admin'] })), 'admin');
    assert.throws(() => requireScope(one, 'admin'), { code: 'scope_insufficient' });
  }
});

test('nobody is no subject', () => {
  const anonymous = new Verifier({ ...OPEN, optionalSubject: true });
  const claims = anonymous.verifySync(sign({}));
  assert.throws(() => subjectOf(claims), TypeError);
  assert.throws(() => requireOwner(claims, ''), { code: 'owner_mismatch' });
});

function thrown(check) {
  try {
    check();
  } catch (error) {
    return error;
  }
  throw new Error('nothing was thrown');
}
