// Below a public path, where no proxy decides: this handler takes sessions, too.
import { withClaims } from 'bearward/next';
import { session, verifier } from '../../../lib/bearward';

const who = withClaims(verifier, (_request, claims) => Response.json({ sub: claims.sub }), { session });

export { who as GET, who as POST };
