//! Where in a text we are, and how that is said of a fault.

import { octetLength } from '../text.js';
import { type Fault, Malformed } from './fault.js';

/** Goes through a text once, from its beginning to its end. */
export class Cursor {
  at = 0;

  constructor(readonly text: string) {}

  /** The next unit, unread; NaN behind the end. */
  peek(): number {
    return this.text.charCodeAt(this.at);
  }

  /** Reads white space and the unit behind it; NaN at the end. */
  token(): number {
    this.passSpace();
    const unit = this.peek();
    if (!Number.isNaN(unit)) this.at += 1;
    return unit;
  }

  passSpace(): void {
    for (let unit = this.peek(); unit === 0x20 || unit === 0x09 || unit === 0x0a || unit === 0x0d; unit = this.peek()) {
      this.at += 1;
    }
  }

  /** A fault at what was read last; `more` octets were read beyond. */
  fault(fault: Fault, more = 0): Malformed {
    return Malformed.fault(fault, this.#octets() + more);
  }

  /** How many octets have been read. The core reads octets: of a longer character it has then read the first alone. */
  #octets(): number {
    const last = this.text.charCodeAt(this.at - 1);
    const whole = last >= 0x80 ? this.at - 1 : this.at;
    return octetLength(this.text.slice(0, whole)) + (last >= 0x80 ? 1 : 0) + Math.max(this.at - this.text.length, 0);
  }
}
