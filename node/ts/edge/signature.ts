//! The signature: the one door between an unverified token and its payload.

import { type CryptoKey, errors, flattenedVerify } from 'jose';
import { Denial } from './denial/denial.js';
import type { Header } from './header.js';
import type { PublicKey } from './key/public_key.js';
import type { SecretKeys } from './key/secret.js';
import type { Parts } from './token.js';

/** Checks the signature over `header.payload` as it came, with a public key. */
export async function verifyWithKey(parts: Parts, header: Header, key: PublicKey): Promise<void> {
  let imported: CryptoKey;
  try {
    imported = await key.for(header.algorithm);
  } catch (error) {
    throw isUnsupported(error) ? unsupported(header) : bad(header);
  }
  if (!(await holds(parts, imported))) throw bad(header);
}

/** The same with shared secrets: one of them must have made it. */
export async function verifyWithSecret(parts: Parts, header: Header, secret: SecretKeys): Promise<void> {
  for (const key of await secret.for(header.algorithm)) {
    if (await holds(parts, key)) return;
  }
  throw bad(header);
}

/** WebCrypto decides; whatever else goes wrong on the way is no signature either. */
async function holds(parts: Parts, key: CryptoKey): Promise<boolean> {
  const { header, payload, signature } = parts;
  try {
    await flattenedVerify({ protected: header, payload, signature }, key);
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError || error instanceof TypeError) return false;
    throw error;
  }
}

function bad(header: Header): Denial {
  return new Denial('signature_invalid', { received: `a bad ${header.algorithm} signature` });
}

/** A runtime without this algorithm in its WebCrypto: ES512 and Ed25519 came late to some. */
function unsupported(header: Header): Denial {
  return new Denial('key_unusable', {
    expected: "an algorithm of this runtime's WebCrypto",
    received: `${header.algorithm}, which it does not have`,
    hint: 'leave it out of algorithms, or run this in the Node.js runtime',
  });
}

function isUnsupported(error: unknown): boolean {
  return error instanceof Error && error.name === 'NotSupportedError';
}
