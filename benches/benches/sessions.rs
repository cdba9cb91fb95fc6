//! Better Auth's session cookies under criterion: accepted, to be renewed, refused.
//!
//! `cargo bench -p bearward-benches --bench sessions`. Fresh session data is good for five minutes: more than this takes.
#![allow(clippy::expect_used, reason = "a measurement that cannot be set up fails loudly")]

use std::hint::black_box;
use std::time::Duration;

use bearward::better_auth::{Session, SessionCookies};
use bearward::testing::{TestIssuer, TestSession};
use bearward::{DenialCode, Secret};
use criterion::Criterion;

const SECRET: &str = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0";

/// What a decision has to come to; anything else would be measured for nothing.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Expected {
    Verified,
    Renew,
    Denied(DenialCode),
}

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(50)
        .configure_from_args();
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().build().expect("a verifier");
    verifier.warm().expect("the issuer is up");
    let sessions =
        SessionCookies::builder(Secret::new(SECRET)).verifier(verifier).build().expect("a verifier");

    let alice = TestSession::of("alice");
    let good = alice.cookies(SECRET);
    let forged = alice.cookies("another secret of 32 characters, 1");
    let browser = format!("theme=dark; consent=1; {good}; _ga=GA1.1.1234567890.1767225600");
    let cases = [
        ("compact", good, Expected::Verified),
        ("compact, among other cookies", browser, Expected::Verified),
        ("jwt, EdDSA", issuer.session_cookies(&alice, SECRET), Expected::Verified),
        ("stale data", alice.clone().stale().cookies(SECRET), Expected::Renew),
        ("no data", alice.without_data().cookies(SECRET), Expected::Renew),
        ("another secret", forged, Expected::Denied(DenialCode::SignatureInvalid)),
        ("no session", "theme=dark; consent=1".to_owned(), Expected::Denied(DenialCode::TokenMissing)),
    ];
    let mut group = criterion.benchmark_group("session cookies");
    for (name, cookies, expected) in &cases {
        assert_eq!(decided(&sessions, cookies), *expected, "{name}");
        group.bench_function(*name, |bencher| {
            bencher.iter(|| decided(&sessions, black_box(cookies)));
        });
    }
    group.finish();
    criterion.final_summary();
}

fn decided(sessions: &SessionCookies, cookies: &str) -> Expected {
    match sessions.decide(cookies) {
        Ok(Session::Verified(_)) => Expected::Verified,
        Ok(_) => Expected::Renew,
        Err(denial) => Expected::Denied(denial.code()),
    }
}
