//! F1, F2, F3: nobody is there. An outage is never a 401, and never a storm.

use std::time::{Duration, Instant};

use bearward::Verifier;
use bearward::testing::TestIssuer;

use crate::support::{Clock, ask, code, fetches, good, last_error, unknown, warmed};

#[test]
fn f01_refused_at_start() {
    let issuer = TestIssuer::start();
    issuer.down();
    let started = Instant::now();
    let verifier = issuer.verifier().build().unwrap();
    let denial = verifier.verify(&good(&issuer)).unwrap_err();
    assert!(started.elapsed() < Duration::from_secs(3), "a start that hangs: {:?}", started.elapsed());
    assert_eq!((denial.code().as_str(), denial.status()), ("keys_unavailable", 503));
    assert!(denial.retry_after().is_some_and(|seconds| seconds >= 1), "{denial:?}");
    assert!(!verifier.ready());
}

/// The pause after the first failure is 1 s, give or take a quarter; then it doubles, up to 24 s before the quarter.
#[test]
fn f01_retries_after_the_back_off() {
    let issuer = TestIssuer::start();
    issuer.down();
    let verifier = issuer.verifier().build().unwrap();
    let (token, clock) = (good(&issuer), Clock::start());
    let mut tried = Vec::new();
    for tenth in 0..3_000 {
        let now = f64::from(tenth) / 10.0;
        let before = fetches(&verifier);
        assert_eq!(ask(&verifier, &token, clock.at(now)), "keys_unavailable");
        if fetches(&verifier) > before {
            tried.push(now);
        }
    }
    let pauses: Vec<f64> = tried.windows(2).map(|pair| pair[1] - pair[0]).collect();
    for (pause, doubled) in pauses.iter().zip([1.0, 2.0, 4.0, 8.0, 16.0, 24.0, 24.0, 24.0]) {
        assert!((doubled * 0.75 - 0.1..=doubled * 1.25 + 0.2).contains(pause), "{pauses:?}");
    }
    assert!(pauses.len() >= 10, "{pauses:?}");

    issuer.up();
    assert_eq!(ask(&verifier, &token, clock.at(331.0)), "accept");
    assert_eq!(issuer.connections(), 1);
}

/// #42 (GHSA-fhv5-28vv-h8m8): the endpoint dies after the first fetch; the old keys serve until max_stale, then 503.
#[test]
fn f02_refused_after_a_good_fetch() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    let token = good(&issuer);
    issuer.down();
    for minute in 1..1_440 {
        assert_eq!(ask(&verifier, &token, clock.at(f64::from(minute) * 60.0)), "accept", "minute {minute}");
        // An outage is no verdict on a kid.
        let denied = ask(&verifier, &unknown(minute as usize), clock.at(f64::from(minute) * 60.0));
        assert_eq!(denied, "keys_unavailable", "minute {minute}");
    }
    assert_eq!(ask(&verifier, &token, clock.at(86_401.0)), "keys_unavailable");
    let denial = verifier.verify_at(&token, clock.at(86_402.0)).unwrap_err();
    assert_eq!(denial.status(), 503);
    issuer.up();
    assert_eq!(ask(&verifier, &token, clock.at(86_500.0)), "accept");
}

/// A name that does not resolve (RFC 6761 keeps `.invalid` for that) is an outage like any other.
#[test]
fn f03_dns_failure() {
    let issuer = TestIssuer::start();
    let verifier = Verifier::issuer(issuer.issuer())
        .audience(issuer.audience())
        .jwks_url("https://keys.bearward.invalid/jwks")
        .build()
        .unwrap();
    let started = Instant::now();
    let token = good(&issuer);
    assert_eq!(code(&verifier, &token), "keys_unavailable");
    // A resolver that is not there costs its limit of 3 s, not the resolver's own patience.
    assert!(started.elapsed() < Duration::from_secs(7), "{:?}", started.elapsed());
    assert!(last_error(&verifier).contains("keys.bearward.invalid"), "{}", last_error(&verifier));
    assert_eq!(code(&verifier, &token), "keys_unavailable");
    assert_eq!((fetches(&verifier), issuer.connections()), (1, 0), "the second time is back-off");
}
