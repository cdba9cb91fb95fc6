//! F1-F25: what a key endpoint can do wrong, each fault a test through the public `Verifier` against a real server on loopback that
//! counts connections. `scenarios.json` holds those that the Python and Node suites repeat, with the numbers.
//!
//! Ages, cooldowns and pauses pass in virtual time (`support::Clock`); only deadlines of sockets pass for real, and every bound on real
//! time leaves room for a busy machine. Attacks 39-43, 45, 47 and 56 of the catalogue are named where they are tested.
#![cfg(feature = "testing")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests, and the helpers that clippy does not know as tests, fail loudly"
)]

mod scenarios;
mod support;

mod ages;
mod answers;
mod clocks;
#[cfg(unix)]
mod cpu;
mod flood;
#[cfg(unix)]
mod fork;
mod large;
mod lifetimes;
mod outages;
mod panics;
mod redirects;
mod removal;
mod slow;
mod tls;
