//! The `Cookie` field of a request after the issuer's `Set-Cookie` fields.

/** The `Cookie` field that the browser will send when it has taken these `Set-Cookie` fields (RFC 6265 section 5.4). */
export function withCookies(cookie: string, setCookies: readonly string[], now = Date.now()): string {
  const set = new Map<string, string | null>();
  for (const field of setCookies) {
    const [pair = '', ...attributes] = field.split(';');
    const at = pair.indexOf('=');
    if (at <= 0) continue;
    set.set(pair.slice(0, at).trim(), isOver(attributes, now) ? null : pair.trim());
  }
  const kept = cookie.split(';').map((pair) => pair.trim()).filter((pair) => pair !== '' && !set.has(nameOf(pair)));
  const fresh = [...set.values()].filter((pair) => pair !== null);
  return [...kept, ...fresh].join('; ');
}

function nameOf(pair: string): string {
  const at = pair.indexOf('=');
  return at < 0 ? pair : pair.slice(0, at).trim();
}

/** Whether the field takes the cookie away. `Max-Age` wins over `Expires`. */
function isOver(attributes: readonly string[], now: number): boolean {
  let expires: number | undefined;
  for (const attribute of attributes) {
    const [name = '', value = ''] = attribute.split('=').map((part) => part.trim());
    if (name.toLowerCase() === 'max-age') return Number(value) <= 0;
    if (name.toLowerCase() === 'expires') expires = Date.parse(value);
  }
  return expires !== undefined && expires <= now;
}
