//! The JOSE header: read once, strictly, and believed in nothing but the choice of a key.

import { type Algorithm, type AlgorithmSet, fromName, isSymmetric, shown } from './algorithm.js';
import { Denial, type Details } from './denial/denial.js';
import { quoted } from './denial/explanation.js';
import { Malformed, type Members, readOctets, typeName } from './json/read.js';
import { equalsIgnoringCase } from './text.js';

/** What a header is held to. */
export interface HeaderRules {
  readonly algorithms: AlgorithmSet;
  /** A pinned `typ`; by default absent, `JWT` and `at+jwt` pass. */
  readonly typ: string | null;
}

/** An accepted header: what choosing the key needs, and nothing else of it. */
export interface Header {
  readonly algorithm: Algorithm;
  readonly kid: string | null;
}

/** A header whose form is right and whose content is not judged yet. */
export interface ParsedHeader {
  readonly algorithm: string;
  readonly kid: string | null;
  readonly typ: string | null;
  readonly critical: boolean;
}

/** The members that are looked at. `jwk`, `jku`, `x5u`, `x5c`, ... are not: no key ever comes from a token. */
const LOOKED_AT: ReadonlySet<string> = new Set(['alg', 'kid', 'typ', 'crit', 'b64', 'zip']);

/** Reads the header's JSON. */
export function parseHeader(octets: Uint8Array): ParsedHeader {
  const members = read(octets);
  for (const unsupported of ['b64', 'zip']) {
    if (members.has(unsupported)) throw malformed({ received: `a header with \`${unsupported}\`` });
  }
  const algorithm = text(members, 'alg');
  if (algorithm === null) throw malformed({ received: 'a header without `alg`' });
  return { algorithm, kid: text(members, 'kid'), typ: text(members, 'typ'), critical: members.has('crit') };
}

/** Judges the header by the rules; no key has been looked at. */
export function acceptHeader(header: ParsedHeader, rules: HeaderRules): Header {
  if (header.critical) throw new Denial('critical_header_unsupported', { received: 'a header with `crit`' });
  const algorithm = fromName(header.algorithm);
  if (algorithm === null || !rules.algorithms.includes(algorithm)) throw wrongAlgorithm(header, rules);
  if (!typeFits(header.typ, rules.typ)) throw wrongType(header, rules);
  return { algorithm, kid: header.kid };
}

function read(octets: Uint8Array): Members {
  try {
    return readOctets(octets, (name) => (LOOKED_AT.has(name) ? 'scalar' : null));
  } catch (fault) {
    if (fault instanceof Malformed) throw malformed({ received: `a header of which ${fault.message}` });
    throw fault;
  }
}

function text(members: Members, name: string): string | null {
  const member = members.get(name);
  if (member === undefined) return null;
  if (member.kind === 'text') return member.text;
  throw malformed({ received: `a header whose \`${name}\` is ${typeName(member)}` });
}

function wrongAlgorithm(header: ParsedHeader, rules: HeaderRules): Denial {
  const symmetricOnly = rules.algorithms.every(isSymmetric);
  const algorithm = fromName(header.algorithm);
  let hint: string | null = null;
  if (algorithm !== null && symmetricOnly && !isSymmetric(algorithm)) {
    hint =
      'the token is signed with a private key, but the verifier holds a shared secret: ' +
      "use Verifier.betterAuth(url), or the issuer's jwksUrl";
  } else if (algorithm !== null && isSymmetric(algorithm) && !symmetricOnly) {
    hint = "the token is signed with a shared secret, but the verifier expects the issuer's public keys";
  }
  return new Denial('algorithm_not_allowed', {
    expected: shown(rules.algorithms),
    received: quoted(header.algorithm),
    hint,
  });
}

function wrongType(header: ParsedHeader, rules: HeaderRules): Denial {
  return new Denial('token_type_mismatch', {
    expected: rules.typ === null ? 'typ JWT, at+jwt or none' : quoted(rules.typ),
    received: header.typ === null ? 'no `typ`' : quoted(header.typ),
  });
}

/** Media types compare without case and without their `application/` (RFC 7515 section 4.1.9). */
export function typeFits(typ: string | null, pinned: string | null): boolean {
  if (typ === null) return pinned === null;
  const given = shortType(typ);
  const wanted = pinned === null ? ['JWT', 'at+jwt'] : [shortType(pinned)];
  return wanted.some((name) => equalsIgnoringCase(given, name));
}

function shortType(typ: string): string {
  const prefix = 'application/';
  return equalsIgnoringCase(typ.slice(0, prefix.length), prefix) ? typ.slice(prefix.length) : typ;
}

function malformed(details: Details): Denial {
  return new Denial('token_malformed', { expected: 'a header with `alg` and perhaps `kid`', ...details });
}
