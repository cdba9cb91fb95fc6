import { withClaims } from 'bearward/next';
import { remembering } from '../../../lib/bearward';

export const dynamic = 'force-dynamic';

export const GET = withClaims(remembering, (_request, claims) => Response.json({ sub: claims.sub }));
