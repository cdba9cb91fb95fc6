// Tokens that are remembered: whatever fails on the way, the claims are those of the token that was shown.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { requireOwner, subjectOf, Verifier } from 'bearward';
import { OPEN, sign } from '../support/issuers.mjs';

const remembering = (entries, options = OPEN) => new Verifier({ ...options, tokenCache: { entries, bytes: 1 << 26 } });
const ALICE = sign({ sub: 'alice' });
const BOB = {
  flat: sign({ sub: 'bob' }), nested: sign({ sub: 'bob', realm_access: { roles: ['user'] } }), exact: sign('{"sub":"bob","n":9007199254740993,"exp":4102444800}'),
};

/** The token is Bob's, whoever came before. */
function isBobs(verifier, token) {
  const claims = verifier.verifySync(token);
  assert.equal(claims.sub, 'bob');
  assert.equal(subjectOf(claims), 'bob');
  assert.throws(() => requireOwner(claims, 'alice'), { code: 'owner_mismatch' });
  assert.equal(verifier.verifySync(token).sub, 'bob');
}

test('claims that could not be kept when they were accepted are read again, never those of another', async () => {
  for (const [form, token] of Object.entries(BOB)) {
    for (const [name, owner] of [['parse', JSON], ['freeze', Object]]) {
      for (const verifier of [remembering(1), remembering(3), Verifier.many([remembering(2)])]) {
        for (let round = 0; round < 4; round += 1) verifier.verifySync(ALICE);
        const real = owner[name];
        owner[name] = () => { throw new RangeError('Maximum call stack size exceeded'); };
        try {
          for (let round = 0; round < 3; round += 1) assert.throws(() => verifier.verifySync(token), RangeError, `${form}, ${name}`);
        } finally {
          owner[name] = real;
        }
        isBobs(verifier, token);
        assert.equal((await verifier.verify(ALICE)).sub, 'alice');
        const headers = [['authorization', `Bearer ${token}`]];
        assert.equal((await verifier.decide({ method: 'GET', headers })).sub, 'bob');
      }
    }
  }
});

test('a stack that ends in the middle of a decision', () => {
  let failed = 0;
  for (let depth = 5000; depth < 14_000 && failed < 150; depth += 3) {
    const verifier = remembering(1);
    verifier.verifySync(ALICE);
    const dive = (left) => (left > 0 ? dive(left - 1) : verifier.verifySync(BOB.nested));
    try {
      dive(depth);
    } catch {
      failed += 1;
      isBobs(verifier, BOB.nested);
    }
  }
  assert.ok(failed > 0);
});

test('megabytes with an integer beyond 2^53 are read like any other payload', () => {
  const verifier = remembering(1, { ...OPEN, maxTokenBytes: 64e6 });
  const token = sign(`{"sub":"bob","n":9007199254740993,"s":"${'x\\"'.repeat(6e6)}","exp":4102444800}`);
  verifier.verifySync(ALICE);
  isBobs(verifier, token);
  const { n, s } = verifier.verifySync(token);
  assert.deepEqual([n, s.length, s.slice(-2)], [9007199254740993n, 12e6, 'x"']);
});

test('a hook that decides about other tokens in the middle of a decision', () => {
  const owners = { [ALICE]: 'alice', [BOB.flat]: 'bob', [BOB.nested]: 'bob', [BOB.exact]: 'bob' };
  for (const entries of [1, 2, 100]) {
    let inside = 0;
    const revokedIf = () => {
      if (inside < 2) {
        inside += 1;
        for (const [token, owner] of Object.entries(owners)) assert.equal(verifier.verifySync(token).sub, owner);
        inside -= 1;
      }
      return false;
    };
    const verifier = remembering(entries, { ...OPEN, revokedIf });
    for (let round = 0; round < 5; round += 1) {
      for (const [token, owner] of Object.entries(owners)) requireOwner(verifier.verifySync(token), owner);
    }
  }
});

test('a token that others have pushed out of the table is still its own', () => {
  const verifier = remembering(2);
  const tokens = Array.from({ length: 40 }, (_, index) => [sign({ sub: `user-${index}` }), `user-${index}`]);
  for (let round = 0; round < 2000; round += 1) {
    const [token, owner] = tokens[Math.floor(Math.random() ** 3 * tokens.length)];
    requireOwner(verifier.verifySync(token), owner);
  }
});
