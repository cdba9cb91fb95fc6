//! Several issuers behind one verifier.

import { ConfigError } from '../config_error.js';
import { DecisionCounters } from '../stats.js';
import { TokenCache } from '../token_cache.js';
import type { Inner } from '../verifier/decide.js';
import type { Member } from '../verifier/member.js';

/** The parts of a verifier of all of them. Throws `ConfigError`. */
export function many(verifiers: readonly Inner[]): Inner {
  const [first] = verifiers;
  if (first === undefined) throw new ConfigError('No verifier was given: several issuers need at least one.');
  const members = verifiers.flatMap((verifier) => verifier.members);
  checkDisjoint(members);
  return {
    members,
    maxTokenBytes: Math.max(...verifiers.map((verifier) => verifier.maxTokenBytes)),
    transport: first.transport,
    presentation: first.presentation,
    onDenied: first.onDenied,
    counters: new DecisionCounters(),
    headerCache: null,
    tokenCache: sharedCache(verifiers),
  };
}

/** One cache for all, as large as theirs together. */
function sharedCache(verifiers: readonly Inner[]): TokenCache | null {
  const bounds = verifiers.flatMap((verifier) => (verifier.tokenCache === null ? [] : [verifier.tokenCache.bounds]));
  if (bounds.length === 0) return null;
  const sum = (name: 'entries' | 'bytes'): number => bounds.reduce((all, one) => all + one[name], 0);
  return new TokenCache({ entries: sum('entries'), bytes: sum('bytes') });
}

/** The token's `iss` and algorithm must choose one member. */
function checkDisjoint(members: readonly Member[]): void {
  if (members.length > 1 && members.some((member) => member.expect.issuers === null)) {
    throw new ConfigError(
      "One of several issuers takes any issuer: the token's `iss` could not choose. Name its issuer.",
    );
  }
  members.forEach((member, index) => {
    for (const other of members.slice(index + 1)) {
      const shared = member.expect.issuers?.find((name) => other.expect.issuers?.includes(name) === true);
      const isCommon = member.rules.algorithms.some((algorithm) => other.rules.algorithms.includes(algorithm));
      if (shared !== undefined && isCommon) {
        throw new ConfigError(
          `The issuer ${shared} is configured twice with common algorithms: merge the two, or keep their algorithms apart.`,
        );
      }
    }
  });
}
