//! F23: code of the host panics: in the fetch, in a callback, in `revoked_if`. The next call works, and nobody waits for a ghost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use bearward::testing::TestIssuer;
use bearward::{Attempt, Fetch, FetchError, FetchRequest, FetchResponse, HttpFetch, Outcome};

use crate::support::{Clock, ask, code, good, warmed};

/// Panics the first time, then fetches.
struct Stumbling(AtomicU64);

impl Fetch for Stumbling {
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        assert!(self.0.fetch_add(1, Ordering::SeqCst) > 0, "the first fetch panics: on purpose");
        HttpFetch::new().fetch(request)
    }
}

#[test]
fn f23_the_fetch_thread_panics() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().fetch(Stumbling(AtomicU64::new(0))).build().unwrap();
    let token = good(&issuer);
    let started = Instant::now();
    thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| assert_eq!(code(&verifier, &token), "keys_unavailable"));
        }
    });
    assert!(started.elapsed() < Duration::from_secs(4), "waiters are told at once, not after the lease");
    assert_eq!(issuer.connections(), 0);
    assert_eq!(ask(&verifier, &token, Clock::start().at(2.0)), "accept");
    assert_eq!(issuer.connections(), 1);
}

/// A known key does not notice that its refresh panicked.
#[test]
fn f23_a_refresh_panics() {
    let issuer = TestIssuer::start();
    let verifier =
        issuer.verifier().fetch(Stumbling(AtomicU64::new(0))).jwks_snapshot(issuer.jwks()).build().unwrap();
    let (token, clock) = (good(&issuer), Clock::start());
    let refresh = verifier.check(&token, clock.at(700.0), Attempt::First).refresh.expect("a stale set");
    assert!(thread::spawn(move || refresh.run_here(clock.at(700.0))).join().is_err());
    assert_eq!(ask(&verifier, &token, clock.at(701.0)), "accept");
    assert_eq!(ask(&verifier, &token, clock.at(710.0)), "accept");
    assert_eq!(issuer.connections(), 1);
}

/// Callers wait with callbacks (asyncio, Node): one that panics must not keep the others waiting for the lease.
#[test]
fn f23_a_callback_panics() {
    let issuer = TestIssuer::start();
    issuer.slow(Duration::from_millis(200));
    let verifier = issuer.verifier().build().unwrap();
    let (token, now) = (good(&issuer), Clock::start().at(0.0));
    let wait = || match verifier.check(&token, now, Attempt::First).outcome {
        Outcome::Wait(flight) => flight,
        decided => panic!("a wait, not {decided:?}"),
    };
    let (led, joined) = (wait(), wait());
    let landing = led.launch();
    landing.on_done(|| panic!("a callback panics: on purpose"));
    let told = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&told);
    joined.launch().on_done(move || seen.store(true, Ordering::SeqCst));
    landing.wait();
    let started = Instant::now();
    while !told.load(Ordering::SeqCst) {
        assert!(started.elapsed() < Duration::from_secs(3), "the second callback never came");
        thread::sleep(Duration::from_millis(5));
    }
    assert_eq!(code(&verifier, &token), "accept");
    assert_eq!(issuer.requests(), 1);
}

/// It is the application's panic and reaches the application; the verifier is as before.
#[test]
fn f23_revoked_if_panics() {
    let stumble = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&stumble);
    let (issuer, verifier, _) = warmed(move |builder| {
        builder.revoked_if(move |_| {
            assert!(!asked.load(Ordering::SeqCst), "revoked_if panics: on purpose");
            false
        })
    });
    let token = good(&issuer);
    stumble.store(true, Ordering::SeqCst);
    let panicking = verifier.clone();
    let again = token.clone();
    assert!(thread::spawn(move || code(&panicking, &again)).join().is_err());
    stumble.store(false, Ordering::SeqCst);
    assert_eq!(code(&verifier, &token), "accept");
    assert!(verifier.ready());
}
