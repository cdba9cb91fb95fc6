//! Keys over HTTP: a cache in which no known key ever waits.
//!
//! `machine` decides (pure), `source` holds the set behind an atomic pointer and asks the machine under a short lock, `flight` runs
//! one bounded GET on a thread of its own, `fetch` is that GET, `landing` what becomes of its answer.

mod cache_headers;
mod control;
pub(crate) mod discovery;
pub(crate) mod fetch;
mod flight;
mod landing;
pub(crate) mod machine;
mod snapshot;
mod source;
pub(crate) mod url_rules;

#[cfg(feature = "cli")]
pub(crate) use cache_headers::server_clock;
#[cfg(feature = "jwks")]
pub use fetch::HttpFetch;
pub use fetch::{Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse};
pub use flight::{Flight, Landing};
pub(crate) use source::{Look, Seed, Source};
