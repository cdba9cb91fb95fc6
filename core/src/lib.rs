//! Verifies bearer tokens (JWT) and says who may touch what.
#![forbid(unsafe_code)]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod algorithm;
mod bearer;
mod builder;
mod challenge;
mod claims;
mod clock;
mod config_error;
mod denial;
mod header;
mod json;
mod jwks;
mod key;
mod policy;
mod presets;
mod signature;
mod stats;
mod token;
mod verifier;

#[cfg(feature = "axum")]
pub mod axum;
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
pub use policy::OwnerId;
pub use stats::Stats;
pub use verifier::{Attempt, Outcome, Step, Verifier};
