import { Verifier } from 'bearward';
import { AUDIENCE, ISSUER, JWKS, SECRET } from './keys';

export const hs256 = new Verifier({ issuer: ISSUER, audience: AUDIENCE, secret: SECRET });
export const eddsa = new Verifier({ issuer: ISSUER, audience: AUDIENCE, jwks: JWKS });
