//! A key set as it was fetched.

import type { Now } from '../clock.js';
import type { KeySet } from '../key/set.js';

export interface Snapshot {
  readonly keys: KeySet;
  /** Changes when key material does, and only then. */
  readonly generation: number;
  /** When the fetch that brought it began. */
  readonly at: Now;
  /** In seconds. */
  readonly freshFor: number;
  readonly etag: string | null;
}
