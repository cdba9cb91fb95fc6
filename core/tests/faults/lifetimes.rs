//! F24 and attack 47: verifiers and threads come and go while fetches are on.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use bearward::testing::TestIssuer;
use bearward::{Attempt, Fetch, FetchError, FetchRequest, FetchResponse, HttpFetch, Outcome};

use crate::scenarios::Scenario;
use crate::support::{Clock, StopAtEnd, code, good, unknown, warmed};

/// The host's last handle goes while its workers wait for the one fetch.
#[test]
fn f24_worker_threads() {
    let scenario = Scenario::named("f24_processes");
    let issuer = TestIssuer::start();
    issuer.slow(Duration::from_millis(100));
    let token = good(&issuer);
    for round in 1..=5 {
        let verifier = issuer.verifier().build().unwrap();
        let workers: Vec<_> = (0..scenario.number("workers"))
            .map(|_| {
                let (verifier, token) = (verifier.clone(), token.clone());
                thread::spawn(move || code(&verifier, &token))
            })
            .collect();
        drop(verifier);
        for worker in workers {
            assert_eq!(worker.join().unwrap(), scenario.word("worker_code"));
        }
        assert_eq!(issuer.requests(), round);
    }
}

/// Says when nobody holds it any more.
struct Held(Arc<AtomicU64>);

impl Fetch for Held {
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        HttpFetch::new().fetch(request)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// A hundred verifiers, each dropped while its fetch hangs: the drop does not wait, and when the fetches end nothing is left.
#[test]
fn f24_dropped_during_a_fetch() {
    let issuer = TestIssuer::start();
    issuer.hang();
    let gone = Arc::new(AtomicU64::new(0));
    let token = good(&issuer);
    let started = Instant::now();
    for _ in 0..100 {
        let verifier = issuer.verifier().fetch(Held(Arc::clone(&gone))).build().unwrap();
        let Outcome::Wait(flight) = verifier.check(&token, Clock::start().at(0.0), Attempt::First).outcome
        else {
            panic!("a cold start waits")
        };
        drop(flight.launch());
        drop(verifier);
    }
    assert!(started.elapsed() < Duration::from_secs(4), "a drop waits for nothing: {:?}", started.elapsed());
    until(|| issuer.requests() == 100);
    assert_eq!(gone.load(Ordering::SeqCst), 0, "each is held by its fetch alone");
    issuer.down();
    until(|| gone.load(Ordering::SeqCst) == 100);
}

/// A flight that is never launched holds nothing of the verifier.
#[test]
fn f24_dropped_before_a_fetch() {
    let issuer = TestIssuer::start();
    let gone = Arc::new(AtomicU64::new(0));
    let verifier = issuer.verifier().fetch(Held(Arc::clone(&gone))).build().unwrap();
    let token = good(&issuer);
    let waits = verifier.check(&token, Clock::start().at(0.0), Attempt::First).outcome;
    drop(verifier);
    let Outcome::Wait(flight) = waits else { panic!("a cold start waits") };
    let landing = flight.launch();
    let started = Instant::now();
    landing.wait();
    assert!(started.elapsed() < Duration::from_secs(8), "the lease at most");
    until(|| gone.load(Ordering::SeqCst) == 1);
}

/// #47 (CVE-2025-64527): fetches, answers, rotations, outages and operators at once. No panic, no deadlock, no false answer.
#[test]
fn f24_everything_at_once() {
    let (issuer, verifier, _) = warmed(|builder| builder.max_age(1).max_stale(3_600).cooldown(1));
    let token = good(&issuer);
    let stop = AtomicBool::new(false);
    let running = || !stop.load(Ordering::Relaxed);
    thread::scope(|scope| {
        let _stops_them = StopAtEnd(&stop);
        scope.spawn(|| {
            while running() {
                issuer.rotate();
                issuer.down();
                issuer.up();
                thread::sleep(Duration::from_millis(5));
            }
        });
        scope.spawn(|| {
            while running() {
                let _outage = verifier.refresh();
                let _seen = (verifier.stats(), verifier.ready(), format!("{verifier:?}"));
                verifier.revoke_key("another");
            }
        });
        scope.spawn(|| {
            for number in 0.. {
                if !running() {
                    return;
                }
                let denied = code(&verifier, &unknown(number));
                assert!(matches!(denied, "key_not_found" | "keys_unavailable"), "{denied}");
            }
        });
        for _ in 0..2 {
            scope.spawn(|| {
                while running() {
                    assert_eq!(code(&verifier, &token), "accept");
                }
            });
        }
        thread::sleep(Duration::from_secs(2));
    });
    assert_eq!(code(&verifier, &token), "accept");
}

fn until(what: impl Fn() -> bool) {
    let started = Instant::now();
    while !what() {
        assert!(started.elapsed() < Duration::from_secs(10), "it never came");
        thread::sleep(Duration::from_millis(5));
    }
}
