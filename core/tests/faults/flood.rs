//! F15, F16, F17: many tokens at once, with kids that nobody has and kids that are new.

use std::sync::Barrier;
use std::thread;
use std::time::{Duration, Instant};

use bearward::Verifier;
use bearward::testing::{Answer, TestIssuer};

use crate::scenarios::Scenario;
use crate::support::{Clock, ask, code, good, unknown, warmed};

/// #39 (CVE-2026-48524) and #41: random kids as fast as four threads can; one GET per cooldown, and no known kid pays for it.
#[test]
fn f15_ten_thousand_random_kids() {
    let scenario = Scenario::named("f15_flood");
    let (issuer, verifier, _) = warmed(|builder| builder);
    let (count, every) = (scenario.number("unknown_tokens"), scenario.number("known_every"));
    let token = good(&issuer);
    let before = issuer.requests();
    let started = Instant::now();
    thread::scope(|scope| {
        for worker in 0..4 {
            let (verifier, token, scenario) = (&verifier, &token, &scenario);
            scope.spawn(move || {
                for number in (worker..count).step_by(4) {
                    if number % every < 4 {
                        assert_eq!(code(verifier, token), scenario.word("known_code"));
                    }
                    let unknown = unknown(number.try_into().unwrap());
                    assert_eq!(code(verifier, &unknown), scenario.word("unknown_code"));
                }
            });
        }
    });
    // On a machine so busy that this takes longer than the cooldown, one more for each.
    let cooldowns = started.elapsed().as_secs() / scenario.number("one_more_request_per_seconds");
    let requests = issuer.requests() - before;
    assert!((1..=scenario.number("requests") + cooldowns).contains(&requests), "{requests} requests");
}

/// #39 over an hour, ten unknown kids a second: one GET in 30 s and no other.
#[test]
fn f15_an_hour_of_random_kids() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    let before = issuer.requests();
    for number in 0..36_000 {
        let now = clock.at(number as f64 / 10.0);
        assert_eq!(ask(&verifier, &unknown(number), now), "key_not_found");
    }
    let requests = issuer.requests() - before;
    assert!((119..=121).contains(&requests), "{requests} requests in an hour");
}

#[test]
fn f16_a_cold_stampede() {
    let scenario = Scenario::named("f16_stampede");
    let issuer = TestIssuer::start();
    issuer.slow(scenario.milliseconds("answer_after_ms"));
    let verifier = issuer.verifier().build().unwrap();
    let token = good(&issuer);
    together(&scenario, &verifier, |_| token.clone(), scenario.word("cold_code"));
    assert_eq!((issuer.requests(), issuer.connections()), (1, 1));
}

/// Each of them has a kid of its own; all are answered by the one GET.
#[test]
fn f16_a_stampede_of_unknown_kids() {
    let scenario = Scenario::named("f16_stampede");
    let (issuer, verifier, _) = warmed(|builder| builder);
    issuer.slow(scenario.milliseconds("answer_after_ms"));
    together(&scenario, &verifier, unknown, scenario.word("unknown_code"));
    assert_eq!(issuer.requests() - 1, scenario.number("requests"));
}

#[test]
fn f16_a_stampede_into_a_failure() {
    let scenario = Scenario::named("f16_stampede");
    let issuer = TestIssuer::start();
    // Told after a while: the answer itself is at once, but nobody gets it before all have asked or joined.
    issuer.answer_with(Answer::status(500).with_header("Retry-After", "60"));
    let verifier = issuer.verifier().build().unwrap();
    let token = good(&issuer);
    together(&scenario, &verifier, |_| token.clone(), scenario.word("failing_code"));
    assert_eq!(issuer.requests(), scenario.number("requests"));
}

/// So many callers start together; all get this answer.
fn together(scenario: &Scenario, verifier: &Verifier, token: impl Fn(usize) -> String, expected: &str) {
    let callers = usize::try_from(scenario.number("callers")).unwrap();
    let tokens: Vec<String> = (0..callers).map(token).collect();
    let start = Barrier::new(callers);
    thread::scope(|scope| {
        for token in &tokens {
            let start = &start;
            scope.spawn(move || {
                start.wait();
                assert_eq!(code(verifier, token), expected);
            });
        }
    });
}

/// The first token of a new key is accepted after one GET, however young the set; the next ones cost none.
#[test]
fn f17_rotation() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    let old = good(&issuer);
    for (number, seconds) in [1.0, 2.0, 3.0].into_iter().enumerate() {
        issuer.rotate();
        for _ in 0..10 {
            assert_eq!(ask(&verifier, &good(&issuer), clock.at(seconds)), "accept");
            assert_eq!(ask(&verifier, &old, clock.at(seconds)), "accept", "still in the set");
        }
        assert_eq!(issuer.requests(), number as u64 + 2);
    }
}

/// A rotation just after a fetch for a kid that nobody has: the new key waits for the cooldown, and not a second longer.
#[test]
fn f17_rotation_within_the_cooldown() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    assert_eq!(ask(&verifier, &unknown(0), clock.at(1.0)), "key_not_found");
    issuer.rotate();
    assert_eq!(ask(&verifier, &good(&issuer), clock.at(30.9)), "key_not_found");
    assert_eq!(issuer.requests(), 2);
    assert_eq!(ask(&verifier, &good(&issuer), clock.at(31.0)), "accept");
    assert_eq!(issuer.requests(), 3);
}

/// The same in real time, with callers on several threads and the shortest cooldown.
#[test]
fn f17_rotation_under_load() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().cooldown(1).build().unwrap();
    assert_eq!(code(&verifier, &good(&issuer)), "accept");
    for _ in 0..3 {
        issuer.rotate();
        let token = good(&issuer);
        thread::scope(|scope| {
            for _ in 0..20 {
                scope.spawn(|| assert_eq!(code(&verifier, &token), "accept"));
            }
        });
    }
    assert_eq!(issuer.requests(), 4, "one GET a rotation");
    thread::sleep(Duration::from_millis(1));
    assert_eq!(ask(&verifier, &good(&issuer), Clock::start().at(0.0)), "accept");
}
