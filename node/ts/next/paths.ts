//! Which paths go through undecided.

import { ConfigError } from '../config_error.js';

/** Judges a path: one without base path and locale, as percent-encoded as it came. */
export type PathTest = (path: string) => boolean;

/**
 * A test for patterns: `/about` is this page, `/docs/*` everything below `/docs` and `/docs` itself. Whole segments
 * count: `/api/auth/*` is not `/api/authx`. A path that leads out when it is decoded, such as `/docs/..%2fadmin`, is not below.
 */
export function pathTest(option: string, patterns: readonly string[]): PathTest {
  const exact = new Set<string>();
  const below: PathTest[] = [];
  for (const pattern of patterns) {
    const path = checked(option, pattern);
    const base = /^(.*)\/(?:\*|:path\*)$/.exec(path)?.[1];
    if ((base ?? path).includes('*')) {
      throw new ConfigError(`${option}: ${JSON.stringify(pattern)}: a * stands for all below a path, at its end: write "/docs/*"`);
    }
    if (base === undefined) {
      exact.add(path);
    } else {
      exact.add(base === '' ? '/' : base);
      const isWritten = isBelow(base);
      const isMeant = isBelow(base === '' ? '' : (plain(base) ?? base));
      below.push((path) => isWritten(path) && (!path.includes('%') || isMeant(plain(path) ?? '')));
    }
  }
  return (path) => exact.has(path) || below.some((test) => test(path));
}

/** A test for paths that are locked in a stricter way: those below `bases` as they are written, or when they are decoded. */
export function apiTest(option: string, bases: readonly string[]): PathTest {
  const tests = bases.map((base) => {
    const path = checkedBase(option, base);
    return [isBelow(path), isBelow(plain(path) ?? path)] as const;
  });
  return (path) => {
    const meant = /%|\/\//.test(path) ? plain(path) : path;
    return meant === null || tests.some(([isWritten, isMeant]) => isWritten(path) || isMeant(meant));
  };
}

function isBelow(base: string): PathTest {
  return (path) => path === base || path.startsWith(`${base}/`);
}

/** The path as whoever decodes it may walk it: `/docs/..%2fadmin` is `/admin`. Null for what cannot be decoded. */
function plain(path: string): string | null {
  const walked: string[] = [];
  try {
    for (const segment of decodeURIComponent(path).split(/[/\\]+/)) {
      if (segment === '..') walked.pop();
      else if (segment !== '' && segment !== '.') walked.push(segment);
    }
  } catch {
    return null;
  }
  return `/${walked.join('/')}`;
}

/** The path without its last slash, which `trailingSlash` adds or not. */
export function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** A path that stands for all below it, without a `*`; not `/`, below which everything is. Throws `ConfigError`. */
export function checkedBase(option: string, path: unknown): string {
  const base = checked(option, path);
  if (base === '/') throw new ConfigError(`${option}: "/" is every path of this application: name the part that is meant, such as "/api"`);
  if (base.includes('*')) throw new ConfigError(`${option}: ${JSON.stringify(path)}: all below a path is meant anyhow: write "/api", without a *`);
  return base;
}

/** A path of this application, without its last slash. Throws `ConfigError` for anything else. */
export function checked(option: string, path: unknown): string {
  if (typeof path !== 'string' || !/^\/(?![/\\])/.test(path) || /[\\?#\s]/.test(path)) {
    throw new ConfigError(`${option}: ${JSON.stringify(path)} is not a path of this application: it must look like "/sign-in", without query or host`);
  }
  const encoded = new URL(path, 'http://here.invalid').pathname;
  return withoutSlash(encoded);
}
