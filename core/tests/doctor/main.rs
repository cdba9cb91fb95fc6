//! `bearward doctor`, run as a program: each fault is found, named, and has one line that mends it.
#![cfg(all(feature = "cli", feature = "testing"))]
#![allow(clippy::unwrap_used, reason = "tests")]

mod arguments;
mod clock;
mod keys;
mod secret;
mod support;
mod token;
