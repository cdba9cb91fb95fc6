// The shared vectors (vectors/README.md) through the interface of a host: `bearward/edge` or the native package. Runs in every runtime.

import { cookieCase } from './cookies.mjs';
import { casesOf, understand } from './format.mjs';
import { configCase, headerCase, jwksCase, ownershipCase, responseCase } from './kinds.mjs';
import { Report } from './report.mjs';
import { sequence } from './sequences.mjs';
import { tokenCase } from './tokens.mjs';

const RUN = {
  cases: tokenCase,
  header_cases: headerCase,
  ownership_cases: ownershipCase,
  config_cases: configCase,
  jwks_cases: jwksCase,
  jwks_sequences: sequence,
  response_cases: responseCase,
  cookie_cases: cookieCase,
};

/** Decides every case of the files. */
export async function runAll(host, files) {
  const report = new Report();
  for (const { kind, test, setup, path } of files.flatMap((file) => [...casesOf(file)])) {
    report.enter(`${path}: ${test.name}`);
    try {
      understand(kind, test);
      await RUN[kind](host, test, setup, report);
    } catch (error) {
      report.wrong('a decision', error instanceof Error ? error.stack : String(error));
    }
  }
  return report;
}
