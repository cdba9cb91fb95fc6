//! F21: what the server says about how long its keys are good, within bounds.

use bearward::testing::{Answer, TestIssuer};

use crate::support::{Clock, ask, fetches, good, warmed};

/// When the refresh comes, in seconds, jitter of a tenth included.
#[test]
fn f21_cache_control_is_clamped() {
    let default = (539.0, 661.0);
    let shortest = (53.0, 67.0);
    let longest = (3_239.0, 3_961.0);
    for (cache_control, (not_before, not_after)) in [
        (None, default),
        (Some("max-age=0"), shortest),
        (Some("max-age=59"), shortest),
        (Some("no-store"), shortest),
        (Some("no-cache, max-age=3600"), shortest),
        (Some("max-age=1000000000000"), longest),
        (Some("max-age=99999999999999999999999999999"), longest),
        (Some("max-age=-1"), default),
        (Some("max-age=banana"), default),
        (Some("max-age=1200"), (1_079.0, 1_321.0)),
        (Some("public, max-age=60, max-age=600"), shortest),
    ] {
        let mut builder = TestIssuer::builder();
        if let Some(value) = cache_control {
            builder = builder.cache_control(value);
        }
        let issuer = builder.start();
        let verifier = issuer.verifier().build().unwrap();
        let (token, clock) = (good(&issuer), Clock::start());
        for (seconds, expected) in [(0.0, 1), (not_before, 1), (not_after, 2)] {
            assert_eq!(ask(&verifier, &token, clock.at(seconds)), "accept");
            assert_eq!(fetches(&verifier), expected, "{cache_control:?} at {seconds}");
        }
    }
}

/// `Age` counts; it can make a set old, not dead, and cannot cause a storm.
#[test]
fn f21_the_age_of_an_answer() {
    for (age, not_before, not_after) in [(300, 269.0, 331.0), (u64::MAX, 53.0, 67.0)] {
        let issuer = TestIssuer::builder().cache_control("max-age=600").age(age).start();
        let verifier = issuer.verifier().build().unwrap();
        let (token, clock) = (good(&issuer), Clock::start());
        for (seconds, expected) in [(0.0, 1), (not_before, 1), (not_after, 2)] {
            assert_eq!(ask(&verifier, &token, clock.at(seconds)), "accept");
            assert_eq!(fetches(&verifier), expected, "Age: {age} at {seconds}");
        }
    }
}

/// max-age=0 for an hour, a token every second: about one GET a minute.
#[test]
fn f21_max_age_zero_is_no_storm() {
    let issuer = TestIssuer::builder().cache_control("max-age=0, must-revalidate").start();
    let verifier = issuer.verifier().build().unwrap();
    let (token, clock) = (good(&issuer), Clock::start());
    for second in 0..3_600 {
        assert_eq!(ask(&verifier, &token, clock.at(f64::from(second))), "accept");
    }
    assert!((50..=70).contains(&issuer.requests()), "{} requests in an hour", issuer.requests());
}

/// A set confirmed by a 304 is as young as a new one, and keeps the keys.
#[test]
fn f21_not_modified_counts_as_fresh() {
    let issuer = TestIssuer::builder().etag().cache_control("max-age=60").start();
    let verifier = issuer.verifier().build().unwrap();
    let (token, clock) = (good(&issuer), Clock::start());
    // Asked each minute and a bit, for longer than max_stale.
    for number in 0..1_300 {
        assert_eq!(ask(&verifier, &token, clock.at(f64::from(number) * 67.0)), "accept");
    }
    assert_eq!(issuer.requests(), 1_300);
    assert!(issuer.last_request().unwrap().header("if-none-match").is_some());
    assert_eq!(verifier.stats().fetch_failures, 0);
}

/// An ETag that the server gives with another set must not keep a removed key: what counts is the status.
#[test]
fn f21_an_etag_that_lies() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    let old = good(&issuer);
    issuer.answer_with(Answer::json(issuer.jwks()).with_header("ETag", "\"same\""));
    assert_eq!(ask(&verifier, &old, clock.at(700.0)), "accept");
    issuer.rotate();
    issuer.remove_old_keys();
    issuer.answer_with(Answer::json(issuer.jwks()).with_header("ETag", "\"same\""));
    assert_eq!(ask(&verifier, &old, clock.at(1_400.0)), "accept");
    assert_eq!(ask(&verifier, &old, clock.at(1_400.0)), "key_not_found");
}
