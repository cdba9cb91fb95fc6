//! `verify` from many threads: one GET, no deadlock, and no thread that outlives its purpose.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::{Duration, Instant};

use bearward::testing::TestIssuer;
use serde_json::json;

use crate::support::{code, warmed};

/// F16: 200 threads miss at once.
#[test]
fn two_hundred_cold_threads_make_one_get() {
    let issuer = TestIssuer::start();
    issuer.slow(Duration::from_millis(300));
    let verifier = issuer.verifier().build().unwrap();
    let token = issuer.mint(json!({"sub": "alice"}));
    let start = Barrier::new(200);
    let accepted = AtomicUsize::new(0);
    thread::scope(|scope| {
        for _ in 0..200 {
            scope.spawn(|| {
                start.wait();
                if code(&verifier, &token) == "accept" {
                    accepted.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
    });
    assert_eq!((accepted.into_inner(), issuer.requests()), (200, 1));
}

#[test]
fn cold_threads_that_fail_together_ask_once() {
    let issuer = TestIssuer::start();
    issuer.answer_with(bearward::testing::Answer::status(500));
    let verifier = issuer.verifier().build().unwrap();
    let token = issuer.mint(json!({"sub": "alice"}));
    thread::scope(|scope| {
        for _ in 0..100 {
            scope.spawn(|| assert_eq!(code(&verifier, &token), "keys_unavailable"));
        }
    });
    assert_eq!(issuer.requests(), 1, "the rest is back-off");
}

/// F15 and #41: known keys never wait and are never starved.
#[test]
fn known_keys_are_decided_at_once_beside_a_flood() {
    let (issuer, verifier) = warmed(|builder| builder);
    issuer.hang();
    let good = issuer.mint(json!({"sub": "alice"}));
    thread::scope(|scope| {
        let floods: Vec<_> = (0..20)
            .map(|_| {
                let token = issuer.unknown_kid(json!({"sub": "alice"}));
                let verifier = &verifier;
                scope.spawn(move || code(verifier, &token))
            })
            .collect();
        thread::sleep(Duration::from_millis(50));
        for _ in 0..200 {
            let started = Instant::now();
            assert_eq!(code(&verifier, &good), "accept");
            assert!(started.elapsed() < Duration::from_millis(500));
        }
        issuer.down();
        for flood in floods {
            assert_eq!(flood.join().unwrap(), "keys_unavailable");
        }
    });
    assert_eq!(issuer.requests(), 2);
}

/// #43, F18: a key that is gone is refused from the refresh on.
#[test]
fn a_removed_key_is_refused_after_the_refresh() {
    let (issuer, verifier) = warmed(|builder| builder);
    let old = issuer.mint(json!({"sub": "alice"}));
    issuer.rotate();
    issuer.remove_old_keys();
    assert_eq!(code(&verifier, &old), "accept", "nobody has told us yet");
    thread::sleep(Duration::from_millis(1_010));
    verifier.refresh().unwrap();
    assert_eq!(code(&verifier, &old), "key_not_found");
    assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "alice"}))), "accept");
}

/// F19: the same kid with a new key.
#[test]
fn a_reused_kid_refuses_the_old_signature_after_the_refresh() {
    let (issuer, verifier) = warmed(|builder| builder);
    let old = issuer.mint(json!({"sub": "alice"}));
    issuer.reuse_kid();
    let new = issuer.mint(json!({"sub": "alice"}));
    assert_eq!(code(&verifier, &new), "signature_invalid", "a young set is not doubted");
    assert_eq!(issuer.requests(), 1);
    thread::sleep(Duration::from_millis(1_010));
    verifier.refresh().unwrap();
    assert_eq!(code(&verifier, &new), "accept");
    assert_eq!(code(&verifier, &old), "signature_invalid");
}

/// #42, F2, F12: a failed refresh changes nothing.
#[test]
fn a_failed_refresh_keeps_the_keys() {
    use bearward::testing::Answer;
    let (issuer, verifier) = warmed(|builder| builder);
    let good = issuer.mint(json!({"sub": "alice"}));
    for answer in
        [Answer::html("x"), Answer::status(500), Answer::json("{\"keys\":[]}"), Answer::redirect("/")]
    {
        issuer.answer_with(answer.clone());
        // The operator may ask once a second.
        thread::sleep(Duration::from_millis(1_010));
        assert_eq!(verifier.refresh().unwrap_err().code().as_str(), "keys_unavailable", "{answer:?}");
        assert_eq!(code(&verifier, &good), "accept", "{answer:?}");
        assert!(verifier.ready());
    }
    assert_eq!(verifier.stats().fetch_failures, 4);
    issuer.answer_normally();
    thread::sleep(Duration::from_millis(1_010));
    verifier.refresh().unwrap();
}

/// After an outage the first good answer ends it.
#[test]
fn a_cold_start_recovers_when_the_issuer_does() {
    let issuer = TestIssuer::start();
    issuer.down();
    let verifier = issuer.verifier().build().unwrap();
    let token = issuer.mint(json!({"sub": "alice"}));
    assert_eq!(code(&verifier, &token), "keys_unavailable");
    issuer.up();
    let started = Instant::now();
    while code(&verifier, &token) != "accept" {
        assert!(started.elapsed() < Duration::from_secs(5), "the back-off starts at about 1 s");
        thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(verifier.stats().fetches["cold"], 2);
}

/// F24: the last verifier goes while its fetch is on.
#[test]
fn threads_and_verifiers_come_and_go() {
    let issuer = TestIssuer::start();
    issuer.slow(Duration::from_millis(100));
    let token = issuer.mint(json!({"sub": "alice"}));
    for _ in 0..5 {
        let verifier = issuer.verifier().build().unwrap();
        let workers: Vec<_> = (0..8)
            .map(|_| {
                let (verifier, token) = (verifier.clone(), token.clone());
                thread::spawn(move || code(&verifier, &token))
            })
            .collect();
        drop(verifier);
        for worker in workers {
            assert_eq!(worker.join().unwrap(), "accept");
        }
    }
    assert_eq!(issuer.requests(), 5);
}

/// Everything at once: nothing panics, nothing hangs, every answer is a true one.
#[test]
fn operators_and_callers_at_once() {
    let (issuer, verifier) = warmed(|builder| builder);
    let issuer = Arc::new(issuer);
    let good = issuer.mint(json!({"sub": "alice"}));
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
    thread::scope(|scope| {
        for worker in 0..4 {
            let (verifier, good, stop) = (&verifier, &good, Arc::clone(&stop));
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    match worker {
                        0 => drop(verifier.refresh()),
                        1 => drop((verifier.stats(), verifier.ready(), format!("{verifier:?}"))),
                        2 => verifier.revoke_key("another"),
                        _ => assert_eq!(code(verifier, good), "accept"),
                    }
                }
            });
        }
        thread::sleep(Duration::from_millis(400));
        stop.store(true, Ordering::Relaxed);
    });
    assert_eq!(code(&verifier, &good), "accept");
}
