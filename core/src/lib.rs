//! Verifies bearer tokens (JWT) and says who may touch what.
//!
//! # The flow
//!
//! ```text
//!  request head      token text        header         key          signature        claims           policy
//!  ------------  ->  ------------  ->  --------  ->  --------  ->  -----------  ->  ----------  ->  -----------
//!  bearer.rs         token.rs          header.rs     key/          signature/       claims/         policy.rs
//!                                                    jwks/ (keys
//!                                                    over HTTP)
//!       |                 |               |             |               |              |               |
//!       +-----------------+---------------+-------------+---------------+--------------+---------------+
//!                                                  denial/  (one registry: code, status, challenge, body)
//! ```
//!
//! Each stage is a type with one private constructor: claims exist only for a token whose signature, times, issuer and
//! audience have held, and never beside an error. There is no unverified decoding in this crate.
//!
//! # Quick start
//!
//! ```no_run
//! use bearward::Verifier;
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let token = "";
//! let verifier = Verifier::better_auth("https://app.example.com")?.build()?;
//! verifier.warm()?; // fetches the keys now; without it the first token does
//!
//! let claims = verifier.verify(token)?; // microseconds; waits only where there are no keys yet
//! claims.require_owner("user-42")?;
//! # Ok(())
//! # }
//! ```
//!
//! In an axum application use the extractors of the `axum` module instead. Why each check is there, attack by attack,
//! is in [`manual`].
//!
//! # The public interface is:
//!
//! - [`Verifier`], built by [`VerifierBuilder`]: a wrong configuration is a [`ConfigError`] at start;
//! - [`Claims`] with owner and scope checks; [`Subject`], [`OwnerId`];
//! - [`Denial`] with its [`DenialCode`] and, for logs, its [`Explanation`];
//! - [`better_auth`]: Better Auth's session cookies, decided alike;
//! - keys: [`Secret`], [`Algorithm`], and for keys over HTTP [`Fetch`] and [`Stats`];
//! - without I/O, for hosts with loops of their own: [`Verifier::check`], [`Step`], [`Flight`], [`Landing`], [`Now`].
//!
//! # Crate features
//!
//! - `aws-lc-rs` (default): public-key algorithms on aws-lc-rs with parsed keys, and ES512. Without it all is on ring.
//! - `jwks` (default): the built-in HTTP client for key sets.
//! - `token-cache` (default): the opt-in cache of verified tokens.
//! - `axum`: extractors and layer for axum 0.8, and `verify_async`. `utoipa`: OpenAPI helpers.
//! - `cli`: `bearward doctor`, which looks at a configuration before users do.
//! - `host`: what bindings for other languages build on; hidden, and of no use in a Rust program.
//! - `testing`: an issuer on loopback for tests. Nothing outside it can sign.
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod algorithm;
mod bearer;
pub mod better_auth;
mod builder;
mod challenge;
mod claims;
mod clock;
mod config_error;
mod denial;
mod header;
mod header_cache;
mod json;
mod jwks;
mod key;
mod language;
pub mod manual;
mod policy;
mod presets;
mod signature;
mod stats;
mod token;
#[cfg(feature = "token-cache")]
mod token_cache;
mod verifier;

#[cfg(feature = "axum")]
pub mod axum;
#[cfg(feature = "cli")]
pub mod cli;
#[cfg(feature = "testing")]
pub mod testing;

pub use algorithm::Algorithm;
pub use bearer::RequestHead;
pub use builder::{Names, NeedsAudience, NeedsKeys, Ready, VerifierBuilder};
pub use claims::{Claims, OneOf, Subject};
pub use clock::{Now, Seconds};
pub use config_error::ConfigError;
pub use denial::{Denial, DenialCode, Explanation};
#[cfg(feature = "jwks")]
pub use jwks::HttpFetch;
pub use jwks::{Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse, Flight, Landing};
pub use key::Secret;
pub use language::Language;
pub use policy::OwnerId;
pub use stats::Stats;
pub use verifier::{Attempt, Outcome, Step, Verifier};

/// The README's Rust programs are compiled and run with the documentation tests.
#[cfg(all(doctest, feature = "axum", feature = "testing"))]
#[doc = include_str!("../../README.md")]
struct Readme;
