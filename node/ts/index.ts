//! The public interface of `bearward` on Node.js.

export { requireAnyScope, requireOwner, requirePathOwner, requireRecordOwner, requireScope, scopesOf, subjectOf } from './claims.js';
export { ConfigError } from './config_error.js';
export { Denied } from './denied.js';
export { SessionCookies, type SessionCookiesOptions } from './session_cookies.js';
export { type Logger, type LogLevel, type LogLine, setLogger } from './log.js';
export type * from './types.js';
export { Verifier } from './verifier.js';
