// Programs that must not compile. An expectation that is not met fails: then something has become possible.

import { type Claims, Denied, requireOwner, requireRecordOwner, Verifier } from 'bearward';
import { TestIssuer } from 'bearward/testing';

const secret = 'x'.repeat(32);

// @ts-expect-error issuer, audience and keys must be chosen
new Verifier({});
// @ts-expect-error the issuer must be chosen
new Verifier({ audience: 'x', secret });
// @ts-expect-error the audience must be chosen
new Verifier({ issuer: 'x', secret });
// @ts-expect-error keys must be chosen
new Verifier({ issuer: 'x', audience: 'x' });
// @ts-expect-error an issuer, or any
new Verifier({ issuer: 'x', anyIssuer: true, audience: 'x', secret });
// @ts-expect-error opting out is a word that says so
new Verifier({ anyIssuer: false, audience: 'x', secret });
// @ts-expect-error keys come from one place
new Verifier({ issuer: 'x', audience: 'x', secret, jwksUrl: 'https://id.example.com/jwks' });
// @ts-expect-error there is no such option
new Verifier({ issuer: 'x', audience: 'x', secret, ignoreExpiration: true });
// @ts-expect-error seconds are a number
new Verifier({ issuer: 'x', audience: 'x', secret, leeway: '5s' });
// @ts-expect-error nothing can be awaited there
new Verifier({ issuer: 'x', audience: 'x', secret, revokedIf: async () => false });
// @ts-expect-error the preset needs an audience
Verifier.auth0('x.auth0.com', {});

const verifier = new Verifier<{ email: string }>({ issuer: 'x', audience: 'x', secret });
const claims = verifier.verifySync('token');

// @ts-expect-error verify gives a promise
verifier.verify('token').email;
// @ts-expect-error claims cannot be changed
claims.email = 'x';
// @ts-expect-error nobody promised this claim
claims.role;
// @ts-expect-error claims come from a verifier alone
const forged: Claims = { exp: 5 };
// @ts-expect-error a copy is no longer what was accepted
requireOwner({ ...claims, sub: 'bob' } as { sub: string }, 'bob');
// @ts-expect-error an owner is an id
requireOwner(claims, undefined);
// @ts-expect-error an owner is an id
requireRecordOwner(claims, { id: 'x' });
// @ts-expect-error a request without a token has none
verifier.verify(new Headers().get('authorization'));
// @ts-expect-error there is no such code
new Denied('token_bad');
// @ts-expect-error no path to a decoded token without a decision
verifier.decode('token');
// @ts-expect-error there is no such fault
new TestIssuer().nosuch();
void forged;
