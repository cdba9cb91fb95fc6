// A program for the runtimes that start one: `whole.mjs FILE KEYS TOKEN...` decides every vector of a file of files, then the tokens with
// the keys of that address. It asks for "bearward": the runtime's condition chooses the entry.

import { readFileSync } from 'node:fs';

import * as entry from 'bearward';

import { runAll } from '../../edge/conformance/run.mjs';
import { hostOf } from '../../edge/hosts.mjs';
import { live } from './live.mjs';

const [file, keys, ...tokens] = (globalThis.Deno?.args ?? process.argv.slice(2)).map(String);
const virtual = await import(new URL('./dist/edge/virtual_time.js', packageOf(import.meta.resolve('bearward'))).href);
const { decisions, mismatches } = await runAll(hostOf(entry, virtual), JSON.parse(readFileSync(file, 'utf8')));
const answers = await Promise.all(tokens.map((token) => ask(token)));
console.log(`\n${JSON.stringify({ entry: import.meta.resolve('bearward'), decisions, mismatches, answers })}`);

async function ask(token) {
  const request = new Request('http://localhost/live', { headers: { authorization: `Bearer ${token}` } });
  const response = await live(entry, request, new URLSearchParams({ jwks: keys }));
  return [response.status, await response.json()];
}

/** The folder of an entry's package. */
function packageOf(entry) {
  return entry.slice(0, entry.indexOf('/dist/') + 1);
}
