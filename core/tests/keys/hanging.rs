//! I1: known keys never wait, with the endpoint dead or hanging and others waiting for it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bearward::testing::TestIssuer;
use bearward::{Attempt, Now, Outcome};
use serde_json::json;

const UNKNOWN: usize = 20;

/// Nothing here is measured by a clock: the proof is that those who wait still do when all others have their answers.
#[test]
fn known_keys_do_not_wait_beside_twenty_unknown_kids() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().build().unwrap();
    verifier.warm().unwrap();
    issuer.hang();
    let known = issuer.mint(json!({"sub": "alice"}));
    let answered = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let ask_unknown = || {
            let denial = verifier.verify(&issuer.unknown_kid(json!({"sub": "alice"}))).unwrap_err();
            answered.fetch_add(1, Ordering::SeqCst);
            denial.code().as_str()
        };
        let waiting: Vec<_> = (0..UNKNOWN).map(|_| scope.spawn(ask_unknown)).collect();
        until(|| issuer.requests() == 2 && verifier.stats().key_misses >= UNKNOWN as u64);
        let (mut accepted, since) = (0, Instant::now());
        // The fetch is given up after five seconds: until then there is time for two hundred decisions, even on a busy machine.
        while accepted < 200 && since.elapsed() < Duration::from_secs(3) {
            let step = verifier.check(&known, Now::system(), Attempt::First);
            assert!(matches!(step.outcome, Outcome::Verified(_)), "a known key waits");
            assert!(verifier.verify(&known).is_ok());
            accepted += 1;
        }
        let meanwhile = answered.load(Ordering::SeqCst);
        issuer.down();
        let said: Vec<_> = waiting.into_iter().map(|caller| caller.join().unwrap()).collect();
        assert_eq!(said, ["keys_unavailable"; UNKNOWN]);
        assert!(accepted > 0 && meanwhile == 0, "{accepted} accepted, {meanwhile} answered before");
    });
    assert_eq!(issuer.requests(), 2, "twenty unknown kids, one GET");
}

/// A stale set decides while its renewal hangs, and the renewal is one.
#[test]
fn a_stale_set_decides_while_its_renewal_hangs() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().build().unwrap();
    let token = issuer.mint(json!({"sub": "alice", "exp": 99_999_999_999_u64}));
    let (unix, monotonic) = (Now::system().unix(), Duration::from_secs(1_000));
    verifier.verify_at(&token, Now::at(unix, monotonic)).unwrap();
    issuer.hang();
    let stale = Now::at(unix + 3_600.0, monotonic + Duration::from_secs(3_600));
    let mut renewals = Vec::new();
    for _ in 0..100 {
        let step = verifier.check(&token, stale, Attempt::First);
        assert!(matches!(step.outcome, Outcome::Verified(_)));
        renewals.extend(step.refresh.map(bearward::Flight::launch));
    }
    until(|| issuer.requests() == 2);
    assert_eq!(renewals.len(), 1);
    issuer.down();
    renewals.iter().for_each(bearward::Landing::wait);
}

fn until(holds: impl Fn() -> bool) {
    let since = Instant::now();
    while !holds() {
        assert!(since.elapsed() < Duration::from_secs(30), "it never came to that");
        std::thread::sleep(Duration::from_millis(1));
    }
}
