// What runs inside a runtime that answers requests: the vectors of one file come in, what was decided goes out.

import * as entry from 'bearward';
import * as virtual from 'bearward/virtual_time';

import { runAll } from '../../edge/conformance/run.mjs';
import { hostOf } from '../../edge/hosts.mjs';
import { live } from './live.mjs';

/** POST / with a file of vectors; GET /live?jwks=... with a bearer token, which is verified with fetched keys. */
export async function handle(request) {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname === '/live') return live(entry, request, searchParams);
  const { decisions, mismatches } = await runAll(hostOf(entry, virtual), [await request.json()]);
  return Response.json({ decisions, mismatches });
}
