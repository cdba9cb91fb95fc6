//! A public key from PEM: `PUBLIC KEY` (SubjectPublicKeyInfo, RFC 5280) or `RSA PUBLIC KEY` (PKCS #1).

import type { AlgorithmSet } from '../algorithm.js';
import { decode } from '../base64.js';
import { trimUnicode } from '../text.js';
import { coordinateLength } from './curve.js';
import { bits, contentOf, DerFault, only, TAG, unsigned, valuesOf } from './der.js';
import { type Key, KeyFault, makeKey } from './key.js';
import { type CurveName, fits, type Material, type Octets } from './material.js';
import { stripped } from './rsa.js';

/** Object identifiers, as DER has them. */
const OID = {
  ed25519: '2b6570',
  rsa: '2a864886f70d010101',
  rsaPss: '2a864886f70d01010a',
  ec: '2a8648ce3d0201',
} as const;
const CURVES: Readonly<Record<string, CurveName>> = {
  '2a8648ce3d030107': 'P-256',
  '2b81040022': 'P-384',
  '2b81040023': 'P-521',
};
const LINE = 64;

type Bound = readonly [Material, AlgorithmSet];

/** The key of one PEM block. Throws `KeyFault`. */
export function keyFromPem(pem: string, allowed: AlgorithmSet | null): Key {
  const text = trimUnicode(pem).replaceAll('\r\n', '\n');
  if (text.includes('PRIVATE KEY-----')) {
    throw new KeyFault('it is a private key: an API needs the public key alone (openssl pkey -pubout)');
  }
  if (text.includes('CERTIFICATE-----')) {
    throw new KeyFault('it is a certificate: give its public key (openssl x509 -pubkey -noout)');
  }
  const block = unwrapped(text);
  if (block === null) throw new KeyFault('it is not one PEM block');
  const [material, bound] = materialOf(...block);
  return makeKey(null, material, bound, allowed ?? bound);
}

function materialOf(label: string, der: Octets): Bound {
  if (label === 'PUBLIC KEY') return spki(der);
  if (label === 'RSA PUBLIC KEY') return withFits(pkcs1(der));
  throw new KeyFault('it is not a PUBLIC KEY');
}

function withFits(material: Material): Bound {
  return [material, fits(material)];
}

function spki(der: Octets): Bound {
  const [oid, parameters, key] = orFault('its key is not well-formed', () => {
    const [algorithm, subject, ...others] = valuesOf(only(der, TAG.sequence));
    const [identifier, given, ...more] = valuesOf(contentOf(algorithm, TAG.sequence));
    if (others.length > 0 || more.length > 0) throw new DerFault('too many values');
    return [hex(contentOf(identifier, TAG.oid)), given, bits(subject)] as const;
  });
  switch (oid) {
    case OID.ed25519:
      if (key.length !== 32) throw new KeyFault('its Ed25519 key is not of 32 octets');
      return withFits({ kind: 'ed25519', x: key });
    case OID.rsa:
      return withFits(pkcs1(key));
    case OID.rsaPss:
      return [pkcs1(key), ['PS256', 'PS384', 'PS512']];
    case OID.ec:
      return withFits(point(parameters?.tag === TAG.oid ? CURVES[hex(parameters.content)] : undefined, key));
    default:
      throw new KeyFault('its key is not Ed25519, RSA or EC');
  }
}

function point(curve: CurveName | undefined, key: Octets): Material {
  if (curve === undefined) throw new KeyFault('its curve is not P-256, P-384 or P-521');
  if (key[0] !== 4) {
    throw new KeyFault('its point is compressed: convert it with openssl ec -conv_form uncompressed');
  }
  const length = coordinateLength(curve);
  if (key.length !== 1 + 2 * length) throw new KeyFault('it is not a valid public key');
  return { kind: 'ec', curve, x: key.slice(1, 1 + length), y: key.slice(1 + length) };
}

function pkcs1(der: Octets): Material {
  return orFault('its RSA key is not well-formed', () => {
    const [n, e, ...others] = valuesOf(only(der, TAG.sequence));
    if (others.length > 0) throw new DerFault('too many values');
    return { kind: 'rsa', n: stripped(unsigned(n)), e: stripped(unsigned(e)) };
  });
}

/** Label and content of the one block that a text ends with (RFC 7468, strict: lines of 64). */
function unwrapped(text: string): [string, Octets] | null {
  const [, label, body] = /(?:^|\n)-----BEGIN ([^-]*)-----(?:\r\n|[\r\n])([^]*)$/.exec(text) ?? [];
  if (label === undefined || body === undefined) return null;
  const end = `-----END ${label}-----`;
  if (!/^(?:[!-~]+(?:[ \t][!-~]+)*)?$/.test(label) || !body.endsWith(end)) return null;
  const content = /^([^]*?)(?:\r\n|[\r\n])$/.exec(body.slice(0, -end.length))?.[1];
  const octets = content === undefined ? null : fromLines(content);
  return octets === null ? null : [label, octets];
}

function fromLines(content: string): Octets | null {
  let [rest, base64] = [content, ''];
  while (rest.length > LINE) {
    const behind = /^(?:\r\n|[\r\n])/.exec(rest.slice(LINE))?.[0];
    if (behind === undefined) return null;
    base64 += rest.slice(0, LINE);
    rest = rest.slice(LINE + behind.length);
  }
  base64 += rest.replace(/(?:\r\n|[\r\n])$/, '');
  if (base64 === '' || base64.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) return null;
  return decode(base64.replace(/=+$/, '').replaceAll('+', '-').replaceAll('/', '_'));
}

function orFault<T>(why: string, read: () => T): T {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof DerFault) throw new KeyFault(why);
    throw fault;
  }
}

function hex(octets: Octets): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, '0')).join('');
}
