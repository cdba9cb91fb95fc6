// One proxy for all ways, so that all are measured in one process: the path says which one decides.
import { protect } from 'bearward/next';
import { NextResponse, type NextRequest } from 'next/server';
import { eddsa, hs256, remembering } from './lib/bearward';
import { refused, verify } from './lib/jose';

const ours = { hs256: protect(hs256), eddsa: protect(eddsa), remembering: protect(remembering) };

async function jose(request: NextRequest, algorithm: 'HS256' | 'EdDSA'): Promise<Response> {
  return (await verify(request, algorithm)) ? NextResponse.next() : refused();
}

export function proxy(request: NextRequest): Response | Promise<Response> {
  switch (request.nextUrl.pathname) {
    case '/api/way/protect-hs256': return ours.hs256(request);
    case '/api/way/protect-eddsa': return ours.eddsa(request);
    case '/api/way/protect-eddsa-cache': return ours.remembering(request);
    case '/api/way/jose-hs256': return jose(request, 'HS256');
    case '/api/way/jose-eddsa': return jose(request, 'EdDSA');
    default: return NextResponse.next();
  }
}

// Elsewhere no proxy runs.
export const config = { matcher: '/api/way/:way' };
