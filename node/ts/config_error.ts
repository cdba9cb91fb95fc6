//! Misconfiguration; one class for every entry of the package.

export { ConfigError } from './edge/config_error.js';
