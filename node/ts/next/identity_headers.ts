//! Headers by which a proxy tells an application who is asking: from the outside they are a claim to be somebody.

/** What `protect` strips unless told otherwise; a `*` stands for any ending. */
export const IDENTITY_HEADERS: readonly string[] = Object.freeze([
  'x-user', 'x-user-*', 'x-userid', 'x-username', 'x-email', 'x-account-id', 'x-subject', 'x-sub',
  'x-role', 'x-roles', 'x-scope', 'x-scopes', 'x-groups', 'x-permissions', 'x-claims', 'x-claim-*', 'x-jwt-*',
  'x-tenant', 'x-tenant-id', 'x-org-id', 'x-organization-id', 'x-session', 'x-session-*', 'x-identity', 'x-identity-*',
  'x-authenticated', 'x-authenticated-*', 'x-auth-user', 'x-auth-user-*', 'x-auth-request-*', 'x-remote-*', 'remote-user',
  'x-forwarded-user', 'x-forwarded-email', 'x-forwarded-preferred-username', 'x-forwarded-groups',
  'x-forwarded-authorization', 'x-forwarded-access-token', 'x-original-authorization', 'x-middleware-subrequest',
]);

/** Gives the headers without those, or the very same object where there is none of them. */
export function stripper(names: readonly string[]): (headers: Headers) => Headers {
  const exact = new Set<string>();
  const starts: string[] = [];
  for (const name of names) {
    const lower = name.toLowerCase();
    if (lower.endsWith('*')) starts.push(lower.slice(0, -1));
    else exact.add(lower);
  }
  const matches = (name: string): boolean => exact.has(name) || starts.some((start) => name.startsWith(start));
  return (headers) => {
    const found = [...headers.keys()].filter(matches);
    if (found.length === 0) return headers;
    const kept = new Headers(headers);
    for (const name of found) kept.delete(name);
    return kept;
  };
}
