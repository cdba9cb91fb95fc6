//! bearward for runtimes without native addons: the same options, codes and answers, on WebCrypto through `jose`.
//!
//! The flow is that of the core, file by file: bearer -> token -> header -> key/ (jwks/ over HTTP) -> signature -> claims/ -> policy -> denial/.

export { Denied } from '../denied.js';
export { setLogger } from '../log.js';
export type { Logger, LogLevel, LogLine } from '../log.js';
export type * from '../types.js';
export {
  requireAnyScope, requireOwner, requirePathOwner, requireRecordOwner, requireScope, scopesOf, subjectOf,
} from './claims.js';
export { ConfigError } from './config_error.js';
export { SessionCookies, type SessionCookiesOptions } from './session_cookies.js';
export { Verifier } from './verifier.js';
