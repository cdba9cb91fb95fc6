//! Each preset against a token of the shape that the provider documents, and against what only looks like one.
//!
//! The tokens are signed by an issuer on loopback under the provider's name; of the preset only the address of the keys is replaced.
#![cfg(feature = "testing")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests, and the helpers that clippy does not know as tests, fail loudly"
)]

mod support;

mod auth0;
mod better_auth;
mod clerk;
mod cognito;
mod config;
mod config_urls;
mod entra;
mod google;
mod keycloak;
mod okta;
mod overrides;
mod supabase;
mod vectors;
mod workos;
