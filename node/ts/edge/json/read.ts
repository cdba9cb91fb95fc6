//! One strict pass over a JSON object: headers, payloads and key sets are all read by it.
//!
//! Every value is looked at, wanted or not: RFC 8259 to the letter, UTF-8, no lone surrogate, no duplicate member at any level (RFC 7519
//! section 4), depth at most 64, numbers finite as f64, nothing behind the object. `JSON.parse` takes most of these.

import { textOf } from '../text.js';
import { Malformed } from './fault.js';
import type { Members } from './node.js';
import { scanObject, type Wanted } from './scan.js';

export { Malformed } from './fault.js';
export * from './node.js';

/** Reads a text that is one object; of its members keeps what `wanted` says. Throws `Malformed`. */
export function readObject(text: string, wanted: Wanted): Members {
  return scanObject(text, wanted);
}

/** The same for octets. */
export function readOctets(octets: Uint8Array, wanted: Wanted): Members {
  const text = textOf(octets);
  if (text === null) throw new Malformed(Malformed.NOT_UTF8);
  return scanObject(text, wanted);
}
