//! Several issuers behind one verifier: which of them judges a token.

import { issuerMismatch } from '../claims/parties.js';
import { Denial } from '../denial/denial.js';
import { acceptHeader, type ParsedHeader } from '../header.js';
import { asText, Malformed, readOctets } from '../json/read.js';
import type { Member } from './member.js';

/**
 * The only member, or the one that the token's `iss` names among the configured. The claim is believed in nothing else, and is checked
 * again once the signature has held.
 */
export function route(members: readonly Member[], header: ParsedHeader, payload: Uint8Array): number {
  if (members.length === 1) return 0;
  checkHeader(members, header);
  const issuer = routingIssuer(payload);
  const candidates = [...members.keys()].filter(
    (index) => issuer !== null && members[index]?.expect.issuers?.includes(issuer) === true,
  );
  const [first] = candidates;
  if (first === undefined) throw unknownIssuer(members, issuer);
  // Two of the same issuer differ in their algorithms.
  return candidates.find((index) => refusal(members[index], header) === null) ?? first;
}

/** Header errors come before all others: a header that no member takes is refused as such. */
function checkHeader(members: readonly Member[], header: ParsedHeader): void {
  let refused: Denial | null = null;
  for (const member of members) {
    const denial = refusal(member, header);
    if (denial === null) return;
    // The furthest that any member got says most.
    if (refused === null || denial.code === 'token_type_mismatch') refused = denial;
  }
  if (refused !== null) throw refused;
}

function refusal(member: Member | undefined, header: ParsedHeader): Denial | null {
  if (member === undefined) return null;
  try {
    acceptHeader(header, member.rules);
    return null;
  } catch (denial) {
    if (denial instanceof Denial) return denial;
    throw denial;
  }
}

function unknownIssuer(members: readonly Member[], issuer: string | null): Denial {
  if (issuer !== null) {
    return issuerMismatch(members.flatMap((member) => member.expect.issuers ?? []), issuer);
  }
  return new Denial('issuer_mismatch', { claim: 'iss', expected: 'a configured issuer', received: 'none' });
}

function routingIssuer(payload: Uint8Array): string | null {
  try {
    return asText(readOctets(payload, (name) => (name === 'iss' ? 'scalar' : null)).get('iss'));
  } catch (fault) {
    if (fault instanceof Malformed) throw new Denial('token_malformed', { received: `a payload of which ${fault.message}` });
    throw fault;
  }
}
