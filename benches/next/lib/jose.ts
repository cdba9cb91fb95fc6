// The same decision with jose, as its documentation has it: keys made once.
import { createLocalJWKSet, jwtVerify, type JWTPayload } from 'jose';
import { AUDIENCE, ISSUER, JWKS, SECRET } from './keys';

const secret = new TextEncoder().encode(SECRET);
const keys = createLocalJWKSet(JWKS);
const options = { issuer: ISSUER, audience: AUDIENCE };

export async function verify(request: Request, algorithm: 'HS256' | 'EdDSA'): Promise<JWTPayload | null> {
  const [scheme, token] = request.headers.get('authorization')?.split(' ') ?? [];
  if (scheme !== 'Bearer' || token === undefined) return null;
  try {
    const { payload } = await (algorithm === 'HS256'
      ? jwtVerify(token, secret, { ...options, algorithms: ['HS256'] })
      : jwtVerify(token, keys, { ...options, algorithms: ['EdDSA'] }));
    return payload;
  } catch {
    return null;
  }
}

export const refused = () => Response.json({ detail: 'Unauthorized' }, { status: 401 });
