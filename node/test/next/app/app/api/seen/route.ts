// Locked by the proxy alone: what it lets through, and with which headers.
export const GET = (request: Request): Response => Response.json(Object.fromEntries(request.headers));
export const POST = async (request: Request): Promise<Response> => new Response(await request.text());
export const OPTIONS = (): Response => new Response(null, { status: 204, headers: { 'access-control-allow-origin': '*' } });
