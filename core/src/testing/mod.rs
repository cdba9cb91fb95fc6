//! A real issuer on loopback for tests: it signs tokens of every algorithm, serves its key set over HTTP, rotates, and fails
//! on request.
//!
//! ```
//! use bearward::testing::TestIssuer;
//! use serde_json::json;
//!
//! let issuer = TestIssuer::start();
//! let verifier = issuer.verifier().build().expect("a valid configuration");
//!
//! let claims = verifier.verify(&issuer.mint(json!({"sub": "alice"}))).expect("a good token");
//! assert!(claims.require_owner("alice").is_ok());
//!
//! let denial = verifier.verify(&issuer.expired(json!({"sub": "alice"}))).expect_err("an old token");
//! assert_eq!(denial.code().as_str(), "token_expired");
//! ```
//!
//! Everything here blocks, runs on plain threads and listens on 127.0.0.1 only; dropping the issuer ends its threads.
//! Misuse panics: this is a test kit. Nothing outside this module can sign.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a test kit fails loudly: a panic here is a failed test, never a failed service"
)]

mod answer;
mod builder;
mod connection;
mod control;
mod forge;
mod issuer;
mod key;
mod key_ring;
mod mint;
mod port;
mod public_key;
mod request;
mod server;
mod session;
mod site;
mod verifier;

pub use answer::Answer;
pub use builder::TestIssuerBuilder;
pub use issuer::TestIssuer;
pub use mint::{Mint, SignedBy};
pub use request::Request;
pub use session::TestSession;

/// The lock, also after a test that panicked while holding it.
fn lock<T>(mutex: &std::sync::Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn base64url(bytes: &[u8]) -> String {
    base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes)
}

fn random<const N: usize>() -> [u8; N] {
    use ring::rand::{SecureRandom, SystemRandom};
    let mut bytes = [0; N];
    SystemRandom::new().fill(&mut bytes).expect("the system's random numbers");
    bytes
}
