import { withClaims } from 'bearward/next';
import { verifier } from '../../../lib/bearward';

export const GET = withClaims(verifier, (_request, claims) => Response.json({ sub: claims.sub, email: claims.email }));
