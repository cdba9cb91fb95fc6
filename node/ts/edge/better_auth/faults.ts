//! The denials that several rules of the session cookies share.

import { Denial } from '../denial/denial.js';

/** Cookies of another form than Better Auth's. */
export function malformed(received: string): Denial {
  return new Denial('token_malformed', { expected: 'session cookies as Better Auth makes them', received });
}

/** Not signed in, and not refused either: the issuer must be asked. */
export class Renew extends Error {
  override readonly name: string = 'Renew';
}
