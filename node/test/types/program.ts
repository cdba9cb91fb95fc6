// Programs that must compile, as people write them.

import {
  type AnyClaims, type Claims, ConfigError, Denied, type DenialCode, requireOwner, requireScope, scopesOf, SessionCookies, subjectOf, Verifier, type VerifierOptions,
} from 'bearward';
import { bearer, claims as expressClaims, denials, owner } from 'bearward/express';
import { TestIssuer } from 'bearward/testing';
import { withClaims } from 'bearward/web';
import express from 'express';

interface User {
  readonly email: string;
  readonly org: { readonly id: number };
}

const verifier = new Verifier<User>({ issuer: 'https://id.example.com', audience: ['a', 'b'], jwksUrl: 'https://id.example.com/jwks', required: ['email', 'org'] });
const claims: Claims<User> = await verifier.verify('token');
const email: string = claims.email;
const id: number = claims.org.id;
const subject: string | undefined = claims.sub;
const who: string | number = subjectOf(claims);
const any: AnyClaims = claims;
requireOwner(any, who);
requireScope(claims, 'x');
const scopes: readonly string[] = scopesOf(claims);

const plain: Claims = new Verifier({ anyIssuer: true, anyAudience: true, secret: 'x'.repeat(32), subjectInt: 'user_id' }).verifySync('token');
const unknown: unknown = plain['email'];
const expires: number = plain.exp;

const options: VerifierOptions = { anyIssuer: true, audience: 'x', secret: [new Uint8Array(32), 'y'.repeat(32)], leeway: undefined };
const presets: Verifier<User>[] = [
  Verifier.betterAuth<User>('https://app.example.com', { leeway: 10 }), Verifier.auth0<User>('x.auth0.com', { audience: 'api' }),
  Verifier.clerk<User>('https://x.clerk.accounts.dev', { authorizedParties: ['https://app.example.com'] }),
];
const many: Verifier<User> = Verifier.many(presets);

try {
  await many.decide({ method: 'GET', headers: new Headers() }, { route: '/x' });
} catch (error) {
  if (error instanceof Denied) {
    const code: DenialCode = error.code;
    const response: Response = error.toResponse();
    void [code, response, error.retryAfter];
  } else if (error instanceof ConfigError) {
    throw error;
  }
}

const app = express();
app.get('/api/:user_id/tasks', bearer(verifier), owner(verifier, 'user_id'), (request, response) => {
  response.json(expressClaims<User>(request).email);
});
app.use(denials);
export const GET = withClaims(verifier, (_request, user) => new Response(user.email));

const sessions = new SessionCookies<User>({ secret: 'x'.repeat(32), baseUrl: 'https://app.example.com', verifier: verifier as unknown as Verifier<never> });
const session: Claims<User> | null = await sessions.decide('cookie');
new TestIssuer({ algorithms: ['EdDSA'] }).mint({ sub: 'alice', big: 5n });
new Verifier({ ...options, onDenied: (denied, { route }) => ({ body: `${denied.code} ${route ?? ''}` }), revokedIf: (accepted) => accepted.exp < 5, fetch });
void [email, id, subject, scopes, unknown, expires, session];
