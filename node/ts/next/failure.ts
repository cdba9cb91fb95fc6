//! What is no decision: a missing addon, a bug.

import { log } from '../log.js';
import type { DenialContext } from '../types.js';

const said = new Set<string>();

/**
 * The answer 500 and one line in the log, once per process for the same words. Never thrown: Next.js answers a proxy
 * that throws a missing module with an empty 200.
 */
export function broken(error: unknown, { method, route }: DenialContext): Response {
  const message = error instanceof Error ? error.message : String(error);
  sayOnce(`nothing can be decided, the answer is 500: ${message}`, [['route', `${method} ${route}`]]);
  const body = JSON.stringify({ detail: 'Internal Server Error' });
  return new Response(body, { status: 500, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } });
}

/** One line in the log, the first time. */
export function sayOnce(message: string, fields: readonly (readonly [string, string])[] = []): void {
  const line = message.replace(/\s+/g, ' ');
  if (said.has(line)) return;
  // A message that varies must not fill the memory.
  if (said.size >= 64) said.clear();
  said.add(line);
  log('error', line, fields);
}
