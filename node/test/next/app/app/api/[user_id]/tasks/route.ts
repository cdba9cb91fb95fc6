import { withOwner } from 'bearward/next';
import { verifier } from '../../../../lib/bearward';

export const GET = withOwner(verifier, 'user_id', async (_request, claims, context: RouteContext<'/api/[user_id]/tasks'>) => {
  const { user_id } = await context.params;
  return Response.json({ sub: claims.sub, user_id });
});

export const POST = withOwner(verifier, 'user_id', async (request) => Response.json(await request.json(), { status: 201 }), { conceal: true });
