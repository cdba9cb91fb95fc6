// The token cache: the same answers, and the very same claims.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { requireOwner, Verifier } from 'bearward';
import { codeOf, OPEN, sign } from '../support/issuers.mjs';

const remembering = (entries, others = {}) => new Verifier({ ...OPEN, ...others, tokenCache: { entries, bytes: 1 << 22 } });

test('a token that comes again gives the very same claims', async () => {
  const verifier = remembering(100);
  const token = sign({ sub: 'alice', list: [1] });
  const first = verifier.verifySync(token);
  assert.equal(verifier.verifySync(`${token} `.trim()), first);
  assert.equal(await verifier.verify(token), first);
  assert.ok(Object.isFrozen(first) && Object.isFrozen(first.list));
  requireOwner(first, 'alice');
});

test('many tokens, more than are remembered: each has its own claims', () => {
  for (const entries of [1, 2, 7, 64, 1000]) {
    const verifier = remembering(entries);
    const tokens = Array.from({ length: 150 }, (_, index) => sign({ sub: `user-${index}` }));
    for (let round = 0; round < 4; round += 1) {
      for (const [index, token] of tokens.entries()) assert.equal(verifier.verifySync(token).sub, `user-${index}`);
      for (let pick = 0; pick < 300; pick += 1) {
        const index = (pick * 7919) % tokens.length;
        assert.equal(verifier.verifySync(tokens[index]).sub, `user-${index}`);
      }
    }
  }
});

test('what is remembered is asked about every time', async () => {
  let revoked = false;
  let asked = 0;
  const verifier = remembering(10, { revokedIf: (claims) => { asked += 1; assert.equal(claims.sub, 'alice'); requireOwner(claims, 'alice'); return revoked; } });
  const token = sign({ sub: 'alice' });
  verifier.verifySync(token);
  verifier.verifySync(token);
  assert.equal(asked, 2);
  revoked = true;
  assert.equal(await codeOf(() => verifier.verifySync(token)), 'token_revoked');
});

test('revokedIf fails closed', async () => {
  for (const revokedIf of [() => { throw new Error('no'); }, () => undefined, () => 0, () => 'no', () => Promise.resolve(false), () => null, () => { throw undefined; }]) {
    const verifier = new Verifier({ ...OPEN, revokedIf });
    assert.equal(await codeOf(() => verifier.verifySync(sign({ sub: 'a' }))), 'keys_unavailable', String(revokedIf));
    assert.equal(await codeOf(verifier.verify(sign({ sub: 'a' }))), 'keys_unavailable');
  }
});

test('revokedIf may use its own verifier, and another', () => {
  const other = remembering(10);
  const verifier = remembering(10, {
    revokedIf: (claims) => claims.depth > 0 && verifier.verifySync(sign({ sub: 'inner', depth: claims.depth - 1 })).sub !== other.verifySync(sign({ sub: 'inner' })).sub,
  });
  const outer = verifier.verifySync(sign({ sub: 'outer', depth: 3 }));
  assert.deepEqual([outer.sub, outer.depth], ['outer', 3]);
  assert.equal(verifier.verifySync(sign({ sub: 'outer', depth: 3 })), outer);
});

test('an expired token is refused although it is remembered', async () => {
  const verifier = remembering(10, { leeway: 0 });
  const token = sign({ sub: 'a', exp: Date.now() / 1000 + 0.4 });
  verifier.verifySync(token);
  await new Promise((resolve) => { setTimeout(resolve, 500); });
  assert.equal(await codeOf(() => verifier.verifySync(token)), 'token_expired');
});

