//! The options of a verifier, by theme; each has a default that is safe.

mod answers;
mod claims;
mod keys;
mod token;
mod transport;
