//! F4, F5, F6: it connects, and never ends. One deadline of 5 s for all of it, whatever trickles in; known keys do not notice.

use std::thread;
use std::time::{Duration, Instant};

use bearward::testing::{Answer, TestIssuer};

use crate::scenarios::Scenario;
use crate::support::{code, good, last_error, unknown, warmed};

/// The deadline of the built-in fetch, with room for a busy machine: less would be a deadline per read that was lucky.
const DEADLINE: std::ops::Range<Duration> = Duration::from_millis(4_500)..Duration::from_millis(9_000);

/// #41 (jwks-rsa-java#173): known kids beside unknown ones that wait.
#[test]
fn f04_accepts_and_never_answers() {
    let scenario = Scenario::named("f04_hanging");
    let (issuer, verifier, _) = warmed(|builder| builder);
    issuer.hang();
    let token = good(&issuer);
    let before = issuer.requests();
    thread::scope(|scope| {
        let waiting = scope.spawn(|| {
            let started = Instant::now();
            (code(&verifier, &unknown(0)), started.elapsed())
        });
        while issuer.requests() == before {
            thread::sleep(Duration::from_millis(2));
        }
        for _ in 0..scenario.number("known_tokens") {
            let started = Instant::now();
            assert_eq!(code(&verifier, &token), scenario.word("known_code"));
            assert!(started.elapsed() < scenario.milliseconds("known_token_at_most_ms"));
        }
        assert!(!waiting.is_finished(), "all of them were decided while the fetch hung");
        let (code, took) = waiting.join().unwrap();
        assert_eq!(code, scenario.word("unknown_code"));
        let bounds =
            scenario.milliseconds("unknown_at_least_ms")..scenario.milliseconds("unknown_at_most_ms");
        assert!(bounds.contains(&took), "{took:?}");
    });
    assert_eq!(issuer.requests() - before, scenario.number("requests"));
}

#[test]
fn f05_slowloris_in_the_header() {
    let issuer = TestIssuer::start();
    issuer.trickle(Answer::json(issuer.jwks()), Duration::from_secs(1));
    cold_start_ends_in_time(&issuer);
}

#[test]
fn f06_slowloris_in_the_body() {
    let issuer = TestIssuer::start();
    issuer.trickle_body(Answer::json(issuer.jwks()), Duration::from_secs(1));
    cold_start_ends_in_time(&issuer);
}

fn cold_start_ends_in_time(issuer: &TestIssuer) {
    let verifier = issuer.verifier().build().unwrap();
    let started = Instant::now();
    assert_eq!(code(&verifier, &good(issuer)), "keys_unavailable");
    assert!(DEADLINE.contains(&started.elapsed()), "{:?}", started.elapsed());
    assert_eq!(issuer.connections(), 1);
    assert!(last_error(&verifier).contains(issuer.url()), "{}", last_error(&verifier));
}
