//! The compact form: `{"session", "expiresAt", "signature"}` as base64url, Better Auth's default.

import { decode } from '../base64.js';
import { invalid } from '../claims/faults.js';
import { Denial } from '../denial/denial.js';
import { asRaw, asText, Malformed, type Members, readOctets } from '../json/read.js';
import { octetsOf } from '../text.js';
import { malformed } from './faults.js';
import type { MacKey } from './mac_key.js';
import { millisecondsOf, type Opened } from './payload.js';

/** Opens session data whose signature holds. */
export async function openCompact(data: string, key: MacKey): Promise<Opened> {
  const octets = decode(data);
  if (octets === null) throw malformed('session_data that is not canonical base64url');
  const members = read(octets);
  const [session, expiresAt] = [asRaw(members.get('session')), asRaw(members.get('expiresAt'))];
  const signature = asText(members.get('signature'));
  if (session === null || expiresAt === null || signature === null) {
    throw malformed('session_data without session, expiresAt and signature');
  }
  if (!session.startsWith('{')) throw malformed('session_data whose session is not an object');
  const tag = decode(signature);
  if (tag?.length !== 32) throw malformed('session_data whose signature is not canonical base64url');
  // Signed is JSON.stringify({...session, expiresAt}): the session's own text with one more member. As it is written: what another
  // writer would make of the same values is not what was signed.
  const signed = `${session.slice(0, -1)},"expiresAt":${expiresAt}}`;
  if (!(await key.verify(octetsOf(signed), tag))) {
    throw new Denial('signature_invalid', { received: 'session_data with a bad signature' });
  }
  return { payload: octetsOf(session), form: { kind: 'compact', expiresAt: milliseconds(expiresAt) / 1000 } };
}

function read(octets: Uint8Array): Members {
  try {
    return readOctets(octets, (name) => {
      if (name === 'signature') return 'scalar';
      return name === 'session' || name === 'expiresAt' ? 'raw' : null;
    });
  } catch (fault) {
    if (fault instanceof Malformed) throw malformed(`session_data of which ${fault.message}`);
    throw fault;
  }
}

function milliseconds(raw: string): number {
  if (!/^\d+$/.test(raw) || BigInt(raw) >= 2n ** 64n) throw invalid('expiresAt', 'milliseconds since 1970', 'another value');
  return millisecondsOf('expiresAt', { kind: 'integer', digits: raw });
}
