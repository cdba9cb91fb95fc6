import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';

const app = process.env.NEXT_APP;
const root = process.env.BEARWARD_REPOSITORY;

/** The files of the README's Next.js program, each begun by a comment with its path. */
function files() {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');
  const section = readme.split('\n### Next.js\n')[1].split('\n### ')[0];
  const program = section.split('```ts\n')[1].split('\n```')[0];
  const parts = program.split(/^\/\/ (\S+\.ts)\b.*$/m).slice(1);
  return Array.from({ length: parts.length / 2 }, (_, index) => [parts[2 * index], parts[2 * index + 1].trim()]);
}

test('the README\'s program is as short as it says, and compiles as it stands', () => {
  const program = files();
  assert.deepEqual(program.map(([path]) => path), ['lib/bearward.ts', 'proxy.ts', 'app/api/[user_id]/tasks/route.ts', 'next.config.ts']);
  const lines = program.flatMap(([, text]) => text.split('\n')).filter((line) => line !== '');
  assert.ok(lines.length <= 14, `${lines.length} lines`);
  const folder = join(app, 'readme');
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of program) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), `${text}\n`);
  }
  const options = { strict: true, noEmit: true, skipLibCheck: true, target: 'es2022', module: 'esnext', moduleResolution: 'bundler', types: ['node'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: options, include: ['**/*.ts'] }));
  const tsc = join(app, 'node_modules/typescript/bin/tsc');
  try {
    execFileSync(process.execPath, [tsc, '--project', folder], { encoding: 'utf8' });
  } catch (error) {
    assert.fail(error.stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
