//! Any text as a token: refused, whatever it is, and nothing panics. Without the secret nobody makes one that passes.
//!
//! `cargo +nightly fuzz run token` in `core/`.
#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use bearward::{Now, Secret, Verifier};
use libfuzzer_sys::fuzz_target;

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    let secret = Secret::new(b"fuzz-only-secret-0123456789abcdef0123456789");
    let builder = Verifier::any_issuer().any_audience().secret(secret);
    builder.optional_subject().build().expect("a good configuration")
});

fuzz_target!(|text: &str| {
    assert!(VERIFIER.verify_at(text, Now::at(0.0, Duration::ZERO)).is_err());
});
