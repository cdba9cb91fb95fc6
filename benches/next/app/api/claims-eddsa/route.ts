import { withClaims } from 'bearward/next';
import { eddsa } from '../../../lib/bearward';

export const dynamic = 'force-dynamic';

export const GET = withClaims(eddsa, (_request, claims) => Response.json({ sub: claims.sub }));
