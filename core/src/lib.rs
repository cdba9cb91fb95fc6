//! Verifies bearer tokens.
#![forbid(unsafe_code)]
