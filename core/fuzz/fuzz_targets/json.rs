//! A signed payload of any bytes: what is not taken for malformed is an object to `serde_json` too, with the same times.
//!
//! `cargo +nightly fuzz run json` in `core/`.
#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use base64_simd::URL_SAFE_NO_PAD;
use bearward::{DenialCode, Now, Secret, Verifier};
use libfuzzer_sys::fuzz_target;
use ring::hmac;
use serde_json::{Map, Value};

const SECRET: &[u8] = b"fuzz-only-secret-0123456789abcdef0123456789";

static VERIFIER: LazyLock<Verifier> = LazyLock::new(|| {
    let builder = Verifier::any_issuer().any_audience().secret(Secret::new(SECRET));
    builder.optional_subject().build().expect("a good configuration")
});

fuzz_target!(|payload: &[u8]| {
    let mut token = format!("eyJhbGciOiJIUzI1NiJ9.{}", URL_SAFE_NO_PAD.encode_to_string(payload));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET), token.as_bytes());
    token.push('.');
    URL_SAFE_NO_PAD.encode_append(tag.as_ref(), &mut token);
    let oracle = serde_json::from_slice::<Map<String, Value>>(payload);
    match VERIFIER.verify_at(&token, Now::at(0.0, Duration::ZERO)) {
        Ok(claims) => {
            let oracle = oracle.expect("what was accepted is JSON");
            let exp = oracle.get("exp").and_then(Value::as_f64).expect("exp is a number");
            assert!((claims.expires_at() - exp).abs() <= exp * 1e-15);
            assert_eq!(claims.as_json().as_bytes(), payload);
        }
        Err(denial) if denial.code() == DenialCode::TokenMalformed => {}
        Err(denial) if denial.code() == DenialCode::TokenTooLarge => {}
        Err(denial) => assert!(oracle.is_ok(), "{denial:?}"),
    }
});
