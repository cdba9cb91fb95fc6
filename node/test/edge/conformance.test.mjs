// Every vector through `bearward/edge`, in Node.js.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { exactly } from '../conformance/exact.mjs';
import { close, vectors } from './conformance/files.mjs';
import { runAll } from './conformance/run.mjs';
import { edge } from './installed.mjs';
import { VECTORS } from '../support/places.mjs';

test('every vector is decided as expected', async () => {
  const report = await runAll(await edge(), vectors(VECTORS, await exactly()));
  close(report, 'edge');
  assert.ok(report.decisions.length > 1000, 'the vectors were read');
  assert.equal(report.mismatches.length, 0, `${report.mismatches.length} differ:\n${report.mismatches.slice(0, 50).join('\n')}`);
});
