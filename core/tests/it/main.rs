//! bearward through its public API: real tokens, a real issuer on loopback, real HTTP.
#![cfg(all(feature = "axum", feature = "testing"))]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests, and the helpers that clippy does not know as tests, fail loudly"
)]

mod support;

mod axum_denials;
mod axum_extract;
mod axum_layer;
mod axum_once;
#[cfg(feature = "utoipa")]
mod axum_openapi;
mod axum_owner;
mod axum_presentation;
mod axum_raw;
mod axum_session;
mod axum_transport;
mod clocks;
mod config_errors;
mod config_keys;
mod fetch_ages;
mod fetch_async;
mod fetch_blocking;
mod fetch_operator;
mod fetch_own;
mod hints;
#[cfg(feature = "host")]
mod host;
mod log_keys;
mod log_leaks;
mod log_lines;
mod many_issuers;
mod oracle;
mod properties;
mod sans_io;
mod sessions;
mod sessions_config;
mod sessions_hostile;
#[cfg(feature = "token-cache")]
mod token_cache;
