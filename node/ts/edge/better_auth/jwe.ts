//! The encrypted form: `dir` with `A256CBC-HS512` (RFC 7518 section 5.2.5), its key derived from the secret.

import type { CryptoKey } from 'jose';
import { decode, encode } from '../base64.js';
import { Denial } from '../denial/denial.js';
import { quoted } from '../denial/explanation.js';
import { typeFits } from '../header.js';
import { Malformed, type Members, readOctets, typeName } from '../json/read.js';
import type { Octets } from '../key/material.js';
import { octetsOf } from '../text.js';
import { malformed } from './faults.js';
import { MacKey } from './mac_key.js';
import type { Opened } from './payload.js';

const SALT = octetsOf('better-auth-session');
const INFO = octetsOf('BetterAuth.js Generated Encryption Key');
const BLOCK = 16;
const TAG = 32;
const MEMBERS: ReadonlySet<string> = new Set(['alg', 'enc', 'kid', 'typ', 'crit', 'zip', 'b64']);

/** A key derived from a secret. */
interface DerivedKey {
  /** RFC 7638. */
  readonly thumbprint: string;
  readonly mac: MacKey;
  readonly cipher: CryptoKey;
}

/** What was encrypted, and how. */
interface Sealed {
  readonly header: string;
  readonly iv: Octets;
  readonly encrypted: Octets;
  readonly tag: Octets;
}

/** The keys of all secrets, derived when they are first needed. */
export class JweKeys {
  readonly #secrets: readonly Octets[];
  #derived: Promise<readonly DerivedKey[]> | null = null;

  /** The newest first. */
  constructor(secrets: readonly Octets[]) {
    this.#secrets = secrets;
  }

  /** Opens session data: its tag first, and nothing is decrypted if that does not hold. */
  async open(data: string): Promise<Opened> {
    const [header = '', empty, ...others] = data.split('.');
    if (empty !== '') throw malformed('an encrypted session_data that is not header..iv.text.tag');
    const [headerOctets, iv, encrypted, tag] = [header, ...others].map(octets);
    if (headerOctets === undefined || iv === undefined || encrypted === undefined || tag === undefined) {
      throw malformed('an encrypted session_data that is not header..iv.text.tag');
    }
    const kid = kidOf(headerOctets);
    if (iv.length !== BLOCK) throw malformed('an encrypted session_data whose iv has not 16 bytes');
    if (encrypted.length === 0 || encrypted.length % BLOCK !== 0 || tag.length !== TAG) {
      throw malformed('an encrypted session_data of a length that this encryption never has');
    }
    const { cipher } = await this.#select(kid, { header, iv, encrypted, tag });
    try {
      const payload = await crypto.subtle.decrypt({ name: 'AES-CBC', iv }, cipher, encrypted);
      return { payload: new Uint8Array(payload), form: { kind: 'shared' } };
    } catch {
      throw malformed('an encrypted session_data with wrong padding');
    }
  }

  async #select(kid: string | null, sealed: Sealed): Promise<DerivedKey> {
    const keys = await (this.#derived ??= Promise.all(this.#secrets.map(derive)));
    const named = keys.filter((key) => kid === null || key.thumbprint === kid);
    if (named.length === 0) {
      throw new Denial('key_not_found', {
        expected: 'session_data encrypted under a known secret',
        received: 'another kid',
        hint: "is the secret the issuer's? while it changes over, give the old one too",
      });
    }
    for (const key of named) if (await holds(key.mac, sealed)) return key;
    throw new Denial('signature_invalid', { received: 'an encrypted session_data with a bad tag' });
  }
}

async function derive(secret: Octets): Promise<DerivedKey> {
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveBits']);
  const bits = await crypto.subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: SALT, info: INFO }, base, 512);
  const derived = new Uint8Array(bits);
  const jwk = octetsOf(`{"k":"${encode(derived)}","kty":"oct"}`);
  return {
    thumbprint: encode(new Uint8Array(await crypto.subtle.digest('SHA-256', jwk))),
    mac: new MacKey(derived.slice(0, 32), 'SHA-512'),
    cipher: await crypto.subtle.importKey('raw', derived.slice(32), 'AES-CBC', false, ['decrypt']),
  };
}

/** The tag covers header, iv, text and the header's length in bits; half of the MAC is sent. */
async function holds(mac: MacKey, { header, iv, encrypted, tag }: Sealed): Promise<boolean> {
  const bits = new Uint8Array(8);
  new DataView(bits.buffer).setBigUint64(0, BigInt(header.length) * 8n);
  const whole = await mac.sign(joined([octetsOf(header), iv, encrypted, bits]));
  return mac.same(whole.slice(0, TAG), tag);
}

function joined(parts: readonly Octets[]): Octets {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function octets(part: string): Octets {
  const decoded = decode(part);
  if (decoded === null) throw malformed('an encrypted session_data that is not canonical base64url');
  return decoded;
}

/** Judges the header; gives its `kid`. */
function kidOf(header: Octets): string | null {
  const members = read(header);
  if (members.has('zip') || members.has('b64')) throw malformed('a header with `zip` or `b64`');
  const [alg, enc] = [text(members, 'alg'), text(members, 'enc')];
  const [kid, typ] = [text(members, 'kid'), text(members, 'typ')];
  if (alg === null || enc === null) throw malformed('a header without `alg` or `enc`');
  if (members.has('crit')) throw new Denial('critical_header_unsupported', { received: 'a header with `crit`' });
  if (alg !== 'dir' || enc !== 'A256CBC-HS512') {
    throw new Denial('algorithm_not_allowed', {
      expected: 'dir with A256CBC-HS512',
      received: `${quoted(alg)} with ${quoted(enc)}`,
    });
  }
  if (typeFits(typ, null)) return kid;
  throw new Denial('token_type_mismatch', { expected: 'typ JWT or none', received: quoted(typ ?? 'none') });
}

function read(header: Octets): Members {
  try {
    return readOctets(header, (name) => (MEMBERS.has(name) ? 'scalar' : null));
  } catch (fault) {
    if (fault instanceof Malformed) throw malformed(`a header of which ${fault.message}`);
    throw fault;
  }
}

function text(members: Members, name: string): string | null {
  const member = members.get(name);
  if (member === undefined) return null;
  if (member.kind === 'text') return member.text;
  throw malformed(`a header whose \`${name}\` is ${typeName(member)}`);
}
