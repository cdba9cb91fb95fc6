//! `bearward/next`: locks for Next.js 15.5 and 16. The proxy decides each request, handlers and pages decide again:
//! paths that a matcher misses never see the proxy.

export { betterAuthSession } from './better_auth_session.js';
export type { BetterAuthSessionOptions } from './better_auth_session.js';
export { currentClaims, currentOwner } from './current.js';
export type { CurrentOptions, OwnerPageOptions, PageParams } from './current.js';
export { withClaims, withOwner } from './handlers.js';
export type { HandlerOptions, OwnerOptions, RouteContext, RouteHandler } from './handlers.js';
export { IDENTITY_HEADERS } from './identity_headers.js';
export { nextPath } from './next_path.js';
export { protect } from './protect.js';
export type { ProtectOptions, Proxy } from './protect.js';
export type { RequestVerifier, Session, SessionVerdict } from './session.js';
