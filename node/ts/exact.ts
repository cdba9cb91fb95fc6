//! JSON whose integers are not rounded: those beyond 2^53 become bigints. For texts that the addon has read strictly before.

import type { ClaimValue } from './types.js';

const TOKEN = /[ \t\n\r]*(?:([[\]{}:,])|("(?:[^"\\]|\\.)*")|(-?\d+)(?![\d.eE])|(-?\d[\d.eE+-]*)|(true|false|null))/y;

/** As `JSON.parse`, but exact. The text must be valid: this looks no closer than it has to. */
export function parseExactly(text: string): ClaimValue {
  TOKEN.lastIndex = 0;
  return value(text, next(text));
}

type Token = RegExpExecArray;

function next(text: string): Token {
  const token = TOKEN.exec(text);
  if (token === null) throw new SyntaxError('no JSON');
  return token;
}

function value(text: string, token: Token): ClaimValue {
  const [, sign, string, integer, number, word] = token;
  if (sign === '{') return object(text);
  if (sign === '[') return array(text);
  if (integer !== undefined) return Number.isSafeInteger(Number(integer)) ? Number(integer) : BigInt(integer);
  return JSON.parse(string ?? number ?? word ?? 'null') as ClaimValue;
}

function object(text: string): ClaimValue {
  const members: Record<string, ClaimValue> = {};
  for (let token = next(text); token[1] !== '}'; token = next(text)) {
    if (token[1] === ',') continue;
    const name = JSON.parse(token[2] ?? '""') as string;
    next(text); // the colon
    // Never an assignment: `__proto__` would set the prototype.
    const member = { value: value(text, next(text)), enumerable: true, writable: true, configurable: true };
    Object.defineProperty(members, name, member);
  }
  return members;
}

function array(text: string): ClaimValue {
  const items: ClaimValue[] = [];
  for (let token = next(text); token[1] !== ']'; token = next(text)) {
    if (token[1] !== ',') items.push(value(text, token));
  }
  return items;
}
