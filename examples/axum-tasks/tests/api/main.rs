//! The API as its users meet it: over TCP, with tokens of a real issuer, on SQLite and, if `TEST_DATABASE_URL` names a
//! PostgreSQL database, there too.

#![allow(unreachable_pub, reason = "one crate: `pub` is for its other modules")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a panic here is a failed test"
)]

mod support;

mod body;
mod config;
mod cors;
mod docs;
mod ownership;
mod pages;
mod probes;
mod process;
mod refusals;
mod tasks;
mod users;
