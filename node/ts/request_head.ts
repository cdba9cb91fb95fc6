//! What a decision is told of a request, looked at before it is believed.

import { wrong } from './text.js';
import type { RequestHead } from './types.js';

/** Method and headers, each read once. Throws a TypeError where they are none. */
export function headOf(request: RequestHead): RequestHead {
  if (typeof request !== 'object' || request === null) throw wrong('request', '{ method, headers }', request);
  const { method, headers } = request;
  if (typeof method !== 'string') throw wrong('method', 'a string', method);
  const isList = typeof headers === 'object' && headers !== null && Symbol.iterator in headers;
  if (!isList) throw wrong('headers', 'a Headers, or pairs of name and value', headers);
  return { method, headers };
}

/** A header field. Whatever the host has there: a number is as good as its digits. */
export function fieldOf(field: unknown): [name: string, value: string] {
  const isPair = typeof field === 'object' && field !== null && Symbol.iterator in field;
  if (!isPair) throw wrong('headers', 'pairs of name and value', field);
  const [name, value] = field as Iterable<unknown>;
  return [String(name), String(value)];
}

/** A Cookie field; empty where there is none. */
export function cookieField(cookieHeader: string | null | undefined): string {
  if (cookieHeader === null || cookieHeader === undefined) return '';
  if (typeof cookieHeader !== 'string') throw wrong('cookieHeader', 'a string, or null where there is none', cookieHeader);
  return cookieHeader;
}
