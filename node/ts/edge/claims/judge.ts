//! From a verified payload to what is known of it: every rule, in the order that is promised.

import { Denial } from '../denial/denial.js';
import { Malformed, type Members, type Node, readObject, typeName } from '../json/read.js';
import { textOf } from '../text.js';
import { type Expect, keepOf, type OneOf } from './expect.js';
import { invalid, missing } from './faults.js';
import { checkParties, missingParty, type Parties, readParties } from './parties.js';
import { integerId, readSubject, type Subject } from './subject.js';
import { readTimes, refusalOfTimes, type Times } from './time.js';

/** A payload that has passed. */
export interface Judged {
  readonly text: string;
  readonly subject: Subject | null;
  readonly times: Times;
}

/** Judges a payload. Order: types and ranges, missing, issuer, audience, exp, nbf, age, `require`, `cnf`, subject. */
export function judge(octets: Uint8Array, expect: Expect, now: number): Judged {
  const text = textOf(octets);
  if (text === null) throw malformed(Malformed.NOT_UTF8);
  return judgeText(text, expect, now);
}

/** The same for the text of claims that were proven in another way. */
export function judgeText(text: string, expect: Expect, now: number): Judged {
  const payload = read(text, expect);
  const times = readTimes(payload);
  const parties = readParties(payload);
  checkText(payload, 'jti');
  if (expect.subject.kind !== 'integer' || expect.subject.claim !== 'sub') checkText(payload, 'sub');
  checkPresent(payload, parties, expect);
  checkParties(parties, expect);
  const untimely = refusalOfTimes(times, expect, now);
  if (untimely !== null) throw untimely;
  checkOneOf(payload, expect);
  if (payload.has('cnf') && !expect.allowUnboundUse) throw senderConstrained();
  return { text, subject: readSubject(payload, expect.subject), times };
}

function read(text: string, expect: Expect): Members {
  try {
    return readObject(text, (claim) => keepOf(expect, claim));
  } catch (fault) {
    if (fault instanceof Malformed) throw malformed(fault.message);
    throw fault;
  }
}

/** A registered claim of the wrong type is refused even where nobody asked for it. */
function checkText(payload: Members, claim: string): void {
  const node = payload.get(claim);
  if (node === undefined || node.kind === 'text') return;
  const hint = node.kind === 'integer' && claim === 'sub' ? integerId(claim) : null;
  throw invalid(claim, 'a string', typeName(node), hint);
}

function checkPresent(payload: Members, parties: Parties, expect: Expect): void {
  if (!payload.has('exp')) throw missing('exp');
  const party = missingParty(parties, expect);
  if (party !== null) throw missing(party);
  const age = expect.maxTokenAge === null ? [] : ['iat'];
  for (const claim of [...expect.required, ...age, ...expect.oneOf.keys()]) {
    if ((payload.get(claim)?.kind ?? 'null') === 'null') throw missing(claim);
  }
}

function checkOneOf(payload: Members, expect: Expect): void {
  for (const [claim, allowed] of expect.oneOf) {
    const node = payload.get(claim);
    if (node === undefined || !allowed.some((wanted) => isThat(node, wanted))) {
      const received = node === undefined ? 'nothing' : typeName(node);
      throw invalid(claim, 'one of the required values', `another value (${received})`);
    }
  }
}

function isThat(node: Node, wanted: OneOf): boolean {
  switch (wanted.kind) {
    case 'text':
      return node.kind === 'text' && node.text === wanted.text;
    case 'integer':
      return node.kind === 'integer' && node.digits === wanted.digits;
    case 'boolean':
      return node.kind === 'boolean' && node.value === wanted.value;
  }
}

function malformed(fault: string): Denial {
  return new Denial('token_malformed', {
    expected: 'a payload that is one strict JSON object',
    received: `a payload of which ${fault}`,
  });
}

function senderConstrained(): Denial {
  return new Denial('token_type_mismatch', {
    claim: 'cnf',
    expected: 'a bearer token',
    received: 'a sender-constrained token (cnf)',
    hint: 'a DPoP or mTLS token proves nothing as a plain bearer token; allowUnboundUse: true accepts it',
  });
}
