// What most tests begin with: an issuer, a verifier that tells nobody, tokens of one's own.

import { createHmac } from 'node:crypto';

export const SECRET = 'Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0';
export const QUIET = { onDenied: () => undefined };
/** Any issuer, any audience, the secret above. */
export const OPEN = { anyIssuer: true, anyAudience: true, secret: SECRET, ...QUIET };

/** A token under the secret; claims as an object or as JSON text. `exp` is added to an object. */
export function sign(claims, header = { alg: 'HS256' }) {
  const payload = typeof claims === 'string' ? claims : JSON.stringify({ exp: 4_102_444_800, ...claims });
  const input = `${encode(JSON.stringify(header))}.${encode(payload)}`;
  return `${input}.${createHmac('sha256', SECRET).update(input).digest('base64url')}`;
}

export function encode(text) {
  return Buffer.from(text).toString('base64url');
}

/** The denial's code, or `accept`; anything else that is thrown goes on. */
export async function codeOf(decision) {
  const { Denied } = await import('bearward');
  try {
    await (typeof decision === 'function' ? decision() : decision);
    return 'accept';
  } catch (error) {
    if (error instanceof Denied) return error.code;
    throw error;
  }
}
