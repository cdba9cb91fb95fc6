//! Which paths go through undecided.

import { ConfigError } from '../config_error.js';

/** Judges a path: one without base path and locale, as percent-encoded as it came. */
export type PathTest = (path: string) => boolean;

/**
 * A test for patterns: `/about` is this page, `/docs/*` everything below `/docs` and `/docs` itself. Whole segments
 * count: `/api/auth/*` is not `/api/authx`.
 */
export function pathTest(option: string, patterns: readonly string[]): PathTest {
  const exact = new Set<string>();
  const below: string[] = [];
  for (const pattern of patterns) {
    const path = checked(option, pattern);
    const base = /^(.*)\/(?:\*|:path\*)$/.exec(path)?.[1];
    if (base === undefined) {
      exact.add(path);
    } else {
      exact.add(base === '' ? '/' : base);
      below.push(`${base}/`);
    }
  }
  return (path) => exact.has(path) || below.some((base) => path.startsWith(base));
}

/** The path without its last slash, which `trailingSlash` adds or not. */
export function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** A path of this application, without its last slash. Throws `ConfigError` for anything else. */
export function checked(option: string, path: unknown): string {
  if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path) || /[\\?#\s]/.test(path)) {
    throw new ConfigError(`${option}: ${JSON.stringify(path)} is not a path of this application: it must look like "/sign-in", without query or host`);
  }
  const encoded = new URL(path, 'http://here.invalid').pathname;
  return withoutSlash(encoded);
}
