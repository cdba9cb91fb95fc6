//! Keys over HTTP as a whole: what the machine's invariants come to for callers, in virtual time and with real threads.
//!
//! The invariants stand beside the machine (`src/jwks/machine.rs`), each with the test that holds it.
#![cfg(feature = "testing")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests, and the helpers that clippy does not know as tests, fail loudly"
)]

mod clocks;
mod cold;
mod fork;
mod hanging;
mod independent;
mod locks;
mod lost;
mod outage;
mod site;
mod steady;

#[path = "../../src/jwks/machine/tests/signer.rs"]
mod signer;
