import { withClaims } from 'bearward/next';
import { hs256 } from '../../../lib/bearward';

export const dynamic = 'force-dynamic';

export const GET = withClaims(hs256, (_request, claims) => Response.json({ sub: claims.sub }));
