//! The `?next=` of a sign-in page: a path of this origin, and never a way out of it.

/**
 * Where to go after signing in: the `next` of the sign-in page's query if it is a path of this origin, `fallback`
 * otherwise (`https://elsewhere`, `//elsewhere`, `/\elsewhere`, several values, none).
 */
export function nextPath(value: string | readonly string[] | null | undefined, fallback = '/'): string {
  if (typeof value !== 'string' || !value.startsWith('/')) return fallback;
  // As a browser reads it: it drops tabs and line ends, and takes a backslash for a slash.
  const url = parsed(value);
  if (url === null || url.origin !== HERE || url.username !== '' || url.pathname.startsWith('//')) return fallback;
  return url.pathname + url.search + url.hash;
}

/** The address of the sign-in page that comes back to this path afterwards. */
export function signInWith(signIn: string, next: string): string {
  return `${signIn}${signIn.includes('?') ? '&' : '?'}next=${encodeURIComponent(onePath(next))}`;
}

/** A path that is one for every browser: `//elsewhere/x` is an address of another origin. */
export function onePath(path: string): string {
  return path.replace(/^[/\\]+/, '/');
}

/** No host of anybody's: RFC 2606. */
const HERE = 'http://here.invalid';

function parsed(path: string): URL | null {
  try {
    return new URL(path, HERE);
  } catch {
    return null;
  }
}
