// Every vector through the native package. The runner is the one that `bearward/edge` has too.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { close, vectors } from '../edge/conformance/files.mjs';
import { runAll } from '../edge/conformance/run.mjs';
import { VECTORS } from '../support/places.mjs';
import { exactly } from './exact.mjs';
import { nativeHost } from './host.mjs';

test('every vector is decided as expected', async () => {
  const host = await nativeHost();
  const report = await runAll(host, vectors(VECTORS, await exactly()));
  host.close();
  close(report, 'node');
  assert.ok(report.decisions.length > 1000, 'the vectors were read');
  assert.equal(report.mismatches.length, 0, `${report.mismatches.length} differ:\n${report.mismatches.slice(0, 50).join('\n')}`);
});
