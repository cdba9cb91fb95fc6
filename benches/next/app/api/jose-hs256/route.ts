import { refused, verify } from '../../../lib/jose';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  const claims = await verify(request, 'HS256');
  return claims ? Response.json({ sub: claims.sub }) : refused();
}
