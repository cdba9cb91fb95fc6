import { Verifier } from 'bearward';
import { AUDIENCE, ISSUER, JWKS, SECRET } from './keys';

export const hs256 = new Verifier({ issuer: ISSUER, audience: AUDIENCE, secret: SECRET });
export const eddsa = new Verifier({ issuer: ISSUER, audience: AUDIENCE, jwks: JWKS });
/** The same with the token cache, which is opt-in. */
export const remembering = new Verifier({ issuer: ISSUER, audience: AUDIENCE, jwks: JWKS, tokenCache: { entries: 1000, bytes: 1_000_000 } });
