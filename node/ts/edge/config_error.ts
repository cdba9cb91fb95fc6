//! Misconfiguration: found at start, said in one sentence that tells what to change.

/** A wrong configuration; the message says what to change. */
export class ConfigError extends Error {
  override readonly name: string = 'ConfigError';
}
