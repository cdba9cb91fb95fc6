// Every function of the addon catches what panics in it: past the border to Node.js it would end the process.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';

import { REPOSITORY } from '../support/places.mjs';

test('no function lets a panic through', () => {
  const folder = `${REPOSITORY}/node/src`;
  const functions = readdirSync(folder).filter((name) => name.endsWith('.rs')).flatMap((name) => {
    const source = readFileSync(`${folder}/${name}`, 'utf8');
    // From one attribute to the function that it stands on.
    return source.split(/^ *#\[napi/m).slice(1).flatMap((piece) => {
      const called = /^ *pub fn (\w+)/m.exec(piece);
      return called && !/^ *(pub struct|impl) /m.test(piece.slice(0, called.index)) ? [{ called: called[1], options: piece.slice(0, called.index) }] : [];
    });
  });
  assert.ok(functions.length > 45, `${functions.length} functions were found`);
  assert.deepEqual(functions.filter(({ options }) => !options.includes('catch_unwind')).map(({ called }) => called), []);
});
