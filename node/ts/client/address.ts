/** The base URL without its last slash. Throws a `TypeError` for one with a query, a fragment or credentials. */
export function baseAddress(baseUrl: string): string {
  const url = new URL(resolved(baseUrl));
  if (!/^https?:$/.test(url.protocol) || url.search || url.hash || url.username || url.password) {
    throw new TypeError(`baseUrl must be an http(s) address without query, fragment or credentials: ${baseUrl}`);
  }
  return url.origin + url.pathname.replace(/\/+$/, '');
}

/** An address as the page would read it. */
export function resolved(url: string): string {
  const page = (globalThis as { location?: { href?: string } }).location?.href;
  return new URL(url, page).href;
}

/**
 * Base and path, joined by concatenation: `new URL(path, base)` would drop the base's own path, or follow
 * `//elsewhere`. Throws a `TypeError` for a path that leaves the base, also after a server's decoding.
 */
export function address(base: string, path: string): string {
  if (typeof path !== 'string') throw new TypeError('the path must be a string');
  const joined = base + (/^($|[/?#])/.test(path) ? '' : '/') + path;
  const decoded = joined.replace(/%2e/gi, '.').replace(/%2f|%5c|\\/gi, '/');
  if (/^[a-z][a-z\d+.-]*:\/\//i.test(path) || ![joined, decoded].every((url) => inside(base, url))) {
    throw new TypeError(`the path leaves baseUrl: ${path}`);
  }
  return joined;
}

function inside(base: string, joined: string): boolean {
  const url = new URL(joined);
  const here = url.origin + url.pathname;
  return !url.username && !url.password && (here === base || here.startsWith(`${base}/`));
}
