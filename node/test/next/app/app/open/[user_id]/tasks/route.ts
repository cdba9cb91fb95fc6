// Below a public path: the proxy does not decide here, as if it had been bypassed.
import { withOwner } from 'bearward/next';
import { verifier } from '../../../../lib/bearward';

export const GET = withOwner(verifier, 'user_id', (_request, claims) => Response.json({ sub: claims.sub }));
