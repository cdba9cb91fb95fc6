//! What a failed exchange means, in one line for a developer.

import { quoted } from '../denial/explanation.js';

/** Advice by what Node.js, Deno and Bun call the fault. Workers only say that something failed. */
const ADVICE: readonly (readonly [RegExp, string])[] = [
  [/ECONNREFUSED|ConnectionRefused/, 'the connection was refused: nothing listens on that port'],
  [/ENOTFOUND|EAI_|dns error|DNSException/i, 'its name cannot be resolved: look at the spelling and at DNS'],
  [/EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL|EACCES/, 'no way there'],
  [/ETIMEDOUT|CONNECT_TIMEOUT/, 'no connection in time: is the server up, does a firewall drop the packets?'],
  [/ECONNRESET|EPIPE|SocketError|UND_ERR_SOCKET|other side closed/, 'the connection was closed before there was a whole answer'],
  [
    /SELF_SIGNED|UNABLE_TO|UnknownIssuer/,
    'no trusted TLS connection: its certificate is signed by nobody whom this runtime trusts',
  ],
  [/ALTNAME_INVALID|NotValidForName/, 'no trusted TLS connection: its certificate is for another host'],
  [
    /CERT_HAS_EXPIRED|CERT_NOT_YET_VALID|Expired/,
    'no trusted TLS connection: its certificate is out of date, or the clock of this machine is off',
  ],
  [/ERR_SSL|ERR_TLS|EPROTO/, 'no trusted TLS connection: does that port speak https?'],
  [/HPE_|HTTPParserError/, 'the answer is not HTTP/1.1: is this the right port?'],
];

/** What an error says, of `who` if it says nothing more. */
export function explained(error: unknown, who: string): string {
  const said = saidBy(error);
  const known = ADVICE.find(([pattern]) => pattern.test(said));
  return known?.[1] ?? `${who} failed (${quoted(said)})`;
}

/** Whatever was thrown: it may throw when it is looked at. */
function saidBy(error: unknown): string {
  try {
    return allWords(error);
  } catch {
    return 'an error that cannot be shown';
  }
}

/** Names, codes and messages of an error and of what caused it. */
function allWords(error: unknown, depth = 4): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : 'no error was given';
  const code = 'code' in error && typeof error.code === 'string' ? `${error.code}: ` : '';
  const own = `${error.name}: ${code}${error.message}`;
  const inner = error instanceof AggregateError ? (error.errors[0] as unknown) : error.cause;
  return inner === undefined || depth === 0 ? own : `${own}: ${allWords(inner, depth - 1)}`;
}
