//! Session cookies: any header, and any data that is signed as the issuer would. Nothing panics; what passes is JSON, is of the session
//! token that came with it, and does not hold that token.
//!
//! `cargo +nightly fuzz run session` in `core/`.
#![no_main]

use std::sync::LazyLock;
use std::time::Duration;

use base64_simd::{STANDARD, URL_SAFE_NO_PAD};
use bearward::better_auth::{Session, SessionCookies};
use bearward::{Now, Secret};
use libfuzzer_sys::fuzz_target;
use ring::hmac;
use serde_json::{Map, Value};

const SECRET: &str = "fuzz-only-secret-0123456789abcdef0123456789";
const TOKEN: &str = "Uw7cQ2nVx0LrZ5tKj8Yb3HsPd6GfMa1E";

static SESSIONS: LazyLock<SessionCookies> =
    LazyLock::new(|| SessionCookies::builder(Secret::new(SECRET)).build().expect("a good configuration"));

fuzz_target!(|input: &[u8]| {
    let Some((kind, input)) = input.split_first() else { return };
    match kind % 3 {
        0 => drop(decide(input)),
        1 => check(input, &compact(input)),
        _ => check(input, &jwt(input)),
    }
});

/// Data that a genuine session token comes with.
fn check(payload: &[u8], data: &str) {
    let token = format!("{TOKEN}.{}", STANDARD.encode_to_string(tag(TOKEN.as_bytes())));
    let header = format!("better-auth.session_token={token}; better-auth.session_data={data}");
    let Some(Session::Verified(claims)) = decide(header.as_bytes()) else { return };
    let payload: Map<String, Value> = serde_json::from_slice(payload).expect("what was accepted is JSON");
    assert_eq!(payload["session"]["token"], TOKEN);
    assert_eq!(payload["user"]["id"], claims.subject_str());
    let claims: Map<String, Value> = serde_json::from_str(claims.as_json()).expect("claims are JSON");
    assert!(claims["session"].get("token").is_none());
}

fn decide(header: &[u8]) -> Option<Session> {
    SESSIONS.decide_at(header, Now::at(1.0, Duration::ZERO)).ok()
}

fn tag(message: &[u8]) -> Vec<u8> {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), message).as_ref().to_vec()
}

fn compact(payload: &[u8]) -> String {
    let fields = payload.strip_suffix(b"}").unwrap_or(payload);
    let signature = URL_SAFE_NO_PAD.encode_to_string(tag(&[fields, b",\"expiresAt\":9999999999999}"].concat()));
    let end = format!(",\"expiresAt\":9999999999999,\"signature\":\"{signature}\"}}");
    URL_SAFE_NO_PAD.encode_to_string([b"{\"session\":", payload, end.as_bytes()].concat())
}

fn jwt(payload: &[u8]) -> String {
    let input = format!("eyJhbGciOiJIUzI1NiJ9.{}", URL_SAFE_NO_PAD.encode_to_string(payload));
    let signature = URL_SAFE_NO_PAD.encode_to_string(tag(input.as_bytes()));
    format!("{input}.{signature}")
}
