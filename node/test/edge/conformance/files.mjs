// Which files are read, and where the decisions go.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, delimiter, join } from 'node:path';

/** Every file of the folder, and of the added directories. */
export function vectors(folder, parse = JSON.parse) {
  const more = (process.env.BEARWARD_VECTORS ?? '').split(delimiter).filter((name) => name !== '');
  const paths = [folder, ...more].flatMap(filesOf);
  return paths.map((path) => ({ path: basename(path), whole: parse(readFileSync(path, 'utf8')) }));
}

/** Writes the decisions where BEARWARD_DECISIONS says, and says how many there are. */
export function close(report, label) {
  const file = process.env.BEARWARD_DECISIONS;
  if (file) writeFileSync(file, report.decisions.map(([name, decision]) => `${name}\t${decision}\n`).join(''));
  console.log(`conformance: ${label} ${report.decisions.length}`);
}

function filesOf(folder) {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'schema.json');
  if (names.length === 0) throw new Error(`${folder} holds no vectors`);
  return names.sort().map((name) => join(folder, name));
}
