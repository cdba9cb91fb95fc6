//! Why a fetch brought no answer.

import { firstCharacters } from '../denial/explanation.js';

/** Longest message in characters: a log line stays a line. */
const MESSAGE_LIMIT = 500;
const BREAKS_A_LINE = /[\0-\x1f\x7f-\x9f\u2028\u2029]/g;

/** The message is one plain line that says what to look at. */
export class FetchError extends Error {
  override readonly name: string = 'FetchError';

  /** `retryAfter`: when the endpoint wants to be asked again, in seconds. */
  constructor(
    message: string,
    readonly hint: string | null = null,
    readonly retryAfter: number | null = null,
  ) {
    super(firstCharacters(message, MESSAGE_LIMIT).replace(BREAKS_A_LINE, ' '));
  }
}
