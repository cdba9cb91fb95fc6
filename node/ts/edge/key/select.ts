//! Choosing the one key of a token. Keys are never tried in turn: a token names its key, or the choice must be plain.

import type { Algorithm } from '../algorithm.js';
import type { Key } from './key.js';
import type { KeySet } from './set.js';

/** Why no key was chosen. */
export type Unselected = 'not_found' | 'ambiguous' | 'unusable';

/**
 * The key for a header's algorithm and `kid`; exact match. `fixed` says that the set was given in the configuration: its only key then
 * serves tokens of any `kid` if it was given without one.
 */
export function select(set: KeySet, algorithm: Algorithm, kid: string | null, fixed: boolean): Key | Unselected {
  const fitting = (key: Key): boolean => key.algorithms.includes(algorithm);
  if (kid === null) return oneOf(set.keys.filter(fitting)) ?? 'not_found';
  const named = set.keys.filter((key) => key.kid === kid);
  const chosen = oneOf(named.filter(fitting));
  if (chosen !== null) return chosen;
  if (named.length > 0 || set.unusable.some((key) => key.kid === kid)) return 'unusable';
  const [only, ...others] = set.keys;
  if (fixed && only !== undefined && others.length === 0 && only.kid === null) {
    return fitting(only) ? only : 'unusable';
  }
  return 'not_found';
}

/** One key, however often it stands there; null if there is none. */
function oneOf(candidates: readonly Key[]): Key | 'ambiguous' | null {
  const [first, ...others] = candidates;
  if (first === undefined) return null;
  return others.every((other) => other.material === first.material) ? first : 'ambiguous';
}
