//! The pass itself: tokens, arrays and objects.

import { Cursor } from './cursor.js';
import { addName, type Keep, type Names, type Node } from './node.js';
import { isDigit, readNumber } from './number.js';
import { readString } from './string.js';

/** Says of a member how much of its value is kept; null if it is only to be checked. */
export type Wanted = (name: string) => Keep | null;

/** The outermost object is depth 1. */
const MAX_DEPTH = 64;

const [QUOTE, COMMA, COLON, MINUS] = [0x22, 0x2c, 0x3a, 0x2d];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const NULL: Node = { kind: 'null' };
const ANY_LIST: Node = { kind: 'list', items: [] };
const ANY_OBJECT: Node = { kind: 'object', members: new Map() };
const nothing: Wanted = () => null;
const everything: Wanted = () => 'all';

/** One object and nothing else. */
export function scanObject(text: string, wanted: Wanted): Map<string, Node> {
  const cursor = new Cursor(text);
  if (cursor.token() !== OPEN_OBJECT) throw cursor.fault('not_an_object');
  const found = members(cursor, 1, wanted);
  if (!Number.isNaN(cursor.token())) throw cursor.fault('behind');
  return found;
}

/** The members of an object of that depth, behind its brace. */
function members(cursor: Cursor, depth: number, wanted: Wanted): Map<string, Node> {
  const found = new Map<string, Node>();
  const seen = new Set<string>();
  let token = cursor.token();
  if (token === CLOSE_OBJECT) return found;
  for (;;) {
    if (token !== QUOTE) throw cursor.fault('name');
    const name = readString(cursor);
    if (seen.has(name)) throw cursor.fault('twice');
    seen.add(name);
    if (cursor.token() !== COLON) throw cursor.fault('colon');
    const keep = wanted(name);
    const node = keep === 'raw' ? raw(cursor, depth) : value(cursor, depth, keep);
    if (keep !== null) found.set(name, node);
    token = cursor.token();
    if (token === CLOSE_OBJECT) return found;
    if (token !== COMMA) throw cursor.fault('comma');
    token = cursor.token();
  }
}

/** A value in something of that depth. */
function value(cursor: Cursor, depth: number, keep: Keep | null): Node {
  const token = cursor.token();
  if (token === QUOTE) return { kind: 'text', text: readString(cursor) };
  if (token === MINUS || isDigit(token)) return readNumber(cursor, token);
  switch (token) {
    case 0x74:
      word(cursor, 'rue');
      return { kind: 'boolean', value: true };
    case 0x66:
      word(cursor, 'alse');
      return { kind: 'boolean', value: false };
    case 0x6e:
      word(cursor, 'ull');
      return NULL;
    case OPEN_LIST:
      return list(cursor, deeper(cursor, depth), keep);
    case OPEN_OBJECT:
      return object(cursor, deeper(cursor, depth), keep);
    default:
      throw cursor.fault('value');
  }
}

/** A value, checked; gives its text without the white space around it. */
function raw(cursor: Cursor, depth: number): Node {
  cursor.passSpace();
  const start = cursor.at;
  value(cursor, depth, null);
  return { kind: 'raw', text: cursor.text.slice(start, cursor.at) };
}

function list(cursor: Cursor, depth: number, keep: Keep | null): Node {
  if (keep === null || keep === 'scalar' || keep === 'raw') {
    items(cursor, () => value(cursor, depth, null));
    return ANY_LIST;
  }
  if (keep === 'all') {
    const kept: Node[] = [];
    items(cursor, () => kept.push(value(cursor, depth, 'all')));
    return { kind: 'list', items: kept };
  }
  const names: Names = { found: false, foreign: null, first: [] };
  items(cursor, () => {
    addName(names, value(cursor, depth, 'scalar'), keep);
  });
  return { kind: 'names', names };
}

function object(cursor: Cursor, depth: number, keep: Keep | null): Node {
  if (keep === 'all') return { kind: 'object', members: members(cursor, depth, everything) };
  members(cursor, depth, nothing);
  return ANY_OBJECT;
}

/** The items of an array, behind its bracket; `item` reads one. */
function items(cursor: Cursor, item: () => void): void {
  const begin = cursor.at;
  if (cursor.token() === CLOSE_LIST) return;
  cursor.at = begin;
  for (;;) {
    item();
    const token = cursor.token();
    if (token === CLOSE_LIST) return;
    if (token !== COMMA) throw cursor.fault('comma');
  }
}

/** The rest of `true`, `false` or `null`. */
function word(cursor: Cursor, rest: string): void {
  if (!cursor.text.startsWith(rest, cursor.at)) throw cursor.fault('value');
  cursor.at += rest.length;
}

/** One level down, if there is one. */
function deeper(cursor: Cursor, depth: number): number {
  if (depth >= MAX_DEPTH) throw cursor.fault('depth');
  return depth + 1;
}
