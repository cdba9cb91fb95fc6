//! Who a token is about: the identity that owner checks compare.

import type { Denial } from '../denial/denial.js';
import { quoted } from '../denial/explanation.js';
import { type Members, type Node, typeName } from '../json/read.js';
import { debugText, debug } from '../written.js';
import type { SubjectRule } from './expect.js';
import { invalid, missing } from './faults.js';

/** A string, or an integer that is one in every language. */
export type Subject = string | number;

/** Reads the subject by its rule; null only where it is optional. */
export function readSubject(payload: Members, rule: SubjectRule): Subject | null {
  const { claim } = rule;
  const node = payload.get(claim);
  if (node === undefined) {
    if (rule.kind === 'optional') return null;
    throw absent(claim, payload);
  }
  // A registered claim that is null has a wrong type; any other that is null is not there.
  if (node.kind === 'null' && claim !== 'sub') throw absent(claim, payload);
  if (rule.kind === 'integer') {
    const integer = node.kind === 'integer' ? Number(node.digits) : Number.NaN;
    if (Number.isSafeInteger(integer)) return integer;
    throw invalid(claim, 'an integer from 0 to 2^53-1', shown(node));
  }
  if (node.kind === 'text' && node.text !== '') return node.text;
  const hint = node.kind === 'integer' ? integerId(claim) : null;
  throw invalid(claim, 'a non-empty string', shown(node), hint);
}

/** What helps whose ids are integers. */
export function integerId(claim: string): string {
  return `an integer id: build the verifier with subjectInt: ${debugText(claim)}`;
}

function absent(claim: string, payload: Members): Denial {
  const hint =
    'no sub, iss or aud: Better Auth signs e-mail links and session cookies with the same secret; ' +
    'access tokens come from GET /api/auth/token';
  const isNobodys = claim === 'sub' && !payload.has('aud') && !payload.has('iss');
  return missing(claim, isNobodys ? hint : null);
}

/** For the log: a value that should have been a subject. */
function shown(node: Node): string {
  switch (node.kind) {
    case 'text':
      return node.text === '' ? 'an empty string' : quoted(node.text);
    case 'integer':
      return node.digits;
    case 'number':
      return debug(node.value);
    default:
      return typeName(node);
  }
}
