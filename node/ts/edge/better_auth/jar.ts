//! The cookies of a request that are ours: names, the `__Secure-` family, chunks. Nothing is believed yet.

import { octetsOfUnits } from '../bearer.js';
import { Denial } from '../denial/denial.js';
import { malformed } from './faults.js';

export const SECURE = '__Secure-';
/** Better Auth's own chunks are of about 4 KiB: eight of them. */
export const MAX_DATA_BYTES = 32 * 1024;

/** How the cookies are called, without `__Secure-`. */
export interface CookieNames {
  readonly token: string;
  readonly data: string;
  /** With `__Secure-` alone, or without alone; null: whichever a session token comes under. */
  readonly secure: boolean | null;
}

/** What was seen that is not ours, but looks as if it were meant to be: a session token of the other family, or under another prefix. */
type Stranger = 'family' | 'prefix';

const HINTS: Readonly<Record<Stranger, string>> = {
  family: `one came of the other family, with ${SECURE} or without: say with secure which of them the issuer sends`,
  prefix: "one came under another prefix: give the issuer's cookiePrefix as prefix",
};

/** One family's cookies. Values are units of which each is one octet. */
export class Jar {
  #token: string | null = null;
  #data: string | null = null;
  readonly #chunks = new Map<number, string>();
  #repeated = false;
  #stranger: Stranger | null = null;

  /** Reads the values of all `Cookie` fields. */
  static read(fields: readonly string[], names: CookieNames): Jar {
    const [plain, secure] = [new Jar(), new Jar()];
    for (const pair of fields.flatMap((field) => octetUnits(field).split(';'))) {
      const at = pair.indexOf('=');
      if (at < 0) continue;
      const name = trimmed(pair.slice(0, at));
      const value = unquoted(trimmed(pair.slice(at + 1)));
      if (name.startsWith(SECURE)) secure.#add(name.slice(SECURE.length), value, names);
      else plain.#add(name, value, names);
    }
    const [jar, other] = names.secure ?? secure.#token !== null ? [secure, plain] : [plain, secure];
    if (other.#token !== null) jar.#stranger = 'family';
    if (jar.#repeated) throw several('a session cookie several times');
    return jar;
  }

  /** The session token as it came. */
  token(): string {
    if (this.#token === null || this.#token === '') {
      const hint = this.#stranger === null ? {} : { hint: HINTS[this.#stranger] };
      throw new Denial('token_missing', { expected: 'a session_token cookie', received: 'none', ...hint });
    }
    return this.#token;
  }

  /** The session data, put together; null if there is none. */
  data(): string | null {
    const whole = this.#data;
    if (this.#chunks.size === 0) return whole === null || whole === '' ? null : checked([whole]);
    if (whole !== null) throw several('session_data both whole and in chunks');
    // A gap leaves one of the first places empty.
    return checked([...this.#chunks.keys()].map((_, index) => this.#chunks.get(index) ?? ''));
  }

  #add(name: string, value: string, names: CookieNames): void {
    const index = chunkIndex(name, names.data);
    if (name === names.token) {
      this.#repeated ||= this.#token !== null;
      this.#token = value;
    } else if (name === names.data) {
      this.#repeated ||= this.#data !== null;
      this.#data = value;
    } else if (index !== null) {
      this.#repeated ||= this.#chunks.has(index);
      this.#chunks.set(index, value);
    } else if (name.endsWith('.session_token')) {
      this.#stranger = 'prefix';
    }
  }
}

/** What is no octet goes as its UTF-8, an octet a unit. */
function octetUnits(field: string): string {
  if (!/[^\0-\xff]/.test(field)) return field;
  return Array.from(octetsOfUnits(field), (octet) => String.fromCharCode(octet)).join('');
}

/** Which chunk of the data that is: `name.0`, `name.1`, ... as Better Auth counts them. */
function chunkIndex(name: string, data: string): number | null {
  if (!name.startsWith(`${data}.`)) return null;
  const suffix = name.slice(data.length + 1);
  return /^(?:\d|[1-9]\d)$/.test(suffix) ? Number(suffix) : null;
}

function checked(pieces: readonly string[]): string {
  if (pieces.includes('') || pieces.length === 0) throw malformed('session_data of which a chunk is missing');
  const data = pieces.join('');
  if (data.length > MAX_DATA_BYTES) {
    throw new Denial('token_too_large', {
      expected: `session_data of at most ${MAX_DATA_BYTES} bytes`,
      received: `${data.length} bytes`,
    });
  }
  if (!/^[A-Za-z0-9_.-]*$/.test(data)) throw malformed('session_data with characters of no token');
  return data;
}

function trimmed(text: string): string {
  return text.replace(/^[ \t]+|[ \t]+$/g, '');
}

function unquoted(value: string): string {
  return value.length >= 2 && value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value;
}

function several(received: string): Denial {
  return new Denial('authorization_malformed', { expected: 'each session cookie once', received });
}
