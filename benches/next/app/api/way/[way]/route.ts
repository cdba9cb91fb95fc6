export const dynamic = 'force-dynamic';

export const GET = (request: Request): Response => Response.json({ sub: request.method });
