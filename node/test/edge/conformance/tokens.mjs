// `cases`: a token, a key, a policy, a moment.

import { list } from './format.mjs';
import { build, verifyAt } from './verifiers.mjs';

/** What a verifier may remember must change nothing. */
const MEMORIES = [
  ['with the token cache', { headerCache: false, tokenCache: { entries: 100, bytes: 1 << 20 } }],
  ['with the header cache', { headerCache: true }],
];

export async function tokenCase(host, test, _setup, report) {
  const [decision, claims] = await decideTwice(host, test, { headerCache: false }, report);
  report.decided('case', test.name, decision);
  const may = test.discretionary === true && decision === 'accept';
  if (!may && !list(test.expected).includes(decision)) report.wrong(list(test.expected).join(' or '), decision);
  for (const [what, memory] of MEMORIES) {
    const [remembering] = await decideTwice(host, test, memory, report);
    report.compare(what, decision, remembering);
  }
  if (claims !== null) checkClaims(host, test, claims, report);
}

/** The first and the second decision of one verifier, which must agree. */
async function decideTwice(host, test, memory, report) {
  let verifier;
  try {
    verifier = build(host, test.key, test.policy, memory);
  } catch (error) {
    if (error instanceof host.ConfigError) return ['config_error', null];
    throw error;
  }
  const [decision, claims] = await decide(host, test, verifier);
  const [again] = await decide(host, test, verifier);
  report.compare('the second time', decision, again);
  return [decision, claims];
}

async function decide(host, test, verifier) {
  try {
    const claims = await verifyAt(host, verifier, test.token, test.now);
    for (const scope of test.policy?.scopes ?? []) host.requireScope(claims, scope);
    return ['accept', claims];
  } catch (denied) {
    if (denied instanceof host.Denied) return [denied.code, null];
    throw denied;
  }
}

function checkClaims(host, test, claims, report) {
  for (const [name, value] of Object.entries(test.claims ?? {})) report.compare(name, value, claims[name]);
  const rule = test.policy?.subject;
  if (rule) report.compare('subject', claims[rule.claim], host.subjectOf(claims));
  if (!Object.isFrozen(claims)) report.wrong('frozen claims', 'others');
}
