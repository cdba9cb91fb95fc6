//! `check` without any I/O: what a host's own loop is promised.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use bearward::testing::TestIssuer;
use bearward::{Attempt, Now, Outcome, Verifier};
use serde_json::json;

fn word(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Verified(_) => "accept",
        Outcome::Denied(denial) => denial.code().as_str(),
        Outcome::Wait(flight) if flight.is_led() => "lead",
        Outcome::Wait(_) => "join",
    }
}

fn setup() -> (TestIssuer, Verifier, String) {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().build().unwrap();
    let token = issuer.mint(json!({"sub": "alice", "exp": 99_999_999_999_u64}));
    (issuer, verifier, token)
}

#[test]
fn one_leads_the_others_join_and_all_are_answered() {
    let (issuer, verifier, token) = setup();
    let now = Now::system();
    let first = verifier.check(&token, now, Attempt::First);
    assert!(first.refresh.is_none());
    assert_eq!(word(&first.outcome), "lead");
    let second = verifier.check(&token, now, Attempt::First);
    assert_eq!(word(&second.outcome), "join");
    assert_eq!(issuer.connections(), 0, "check itself does nothing");
    let (Outcome::Wait(led), Outcome::Wait(joined)) = (first.outcome, second.outcome) else {
        panic!("two waits")
    };
    let told = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&told);
    let landing = joined.launch();
    landing.on_done(move || seen.store(true, Ordering::SeqCst));
    assert!(landing.deadline() > Instant::now());
    led.launch().wait();
    landing.wait();
    // Callbacks run on the flight's thread, after blocking waiters are woken.
    let started = Instant::now();
    while !told.load(Ordering::SeqCst) {
        assert!(started.elapsed() < Duration::from_secs(5));
        std::thread::yield_now();
    }
    // Who asks late is told at once.
    let late = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&late);
    landing.on_done(move || seen.store(true, Ordering::SeqCst));
    assert!(late.load(Ordering::SeqCst));
    assert_eq!(word(&verifier.check(&token, Now::system(), Attempt::Second).outcome), "accept");
    assert_eq!(issuer.requests(), 1);
}

/// A second attempt never waits, whatever the state.
#[test]
fn a_second_attempt_never_waits() {
    let (issuer, verifier, token) = setup();
    let now = Now::system();
    assert_eq!(word(&verifier.check(&token, now, Attempt::Second).outcome), "keys_unavailable");
    let Outcome::Wait(flight) = verifier.check(&token, now, Attempt::First).outcome else { panic!("a wait") };
    assert_eq!(word(&verifier.check(&token, now, Attempt::Second).outcome), "keys_unavailable");
    flight.run_here(now);
    assert_eq!(word(&verifier.check(&token, now, Attempt::Second).outcome), "accept");
    let unknown = issuer.unknown_kid(json!({"sub": "alice"}));
    assert_eq!(word(&verifier.check(&unknown, now, Attempt::Second).outcome), "key_not_found");
    assert_eq!(issuer.requests(), 1);
}

/// I7: a led flight that is dropped is a cancelled one; those who joined are told at once.
#[test]
fn a_dropped_flight_wakes_all_and_is_an_outage() {
    let (_issuer, verifier, token) = setup();
    let now = Now::system();
    let led = verifier.check(&token, now, Attempt::First).outcome;
    let Outcome::Wait(joined) = verifier.check(&token, now, Attempt::First).outcome else { panic!("a join") };
    let started = Instant::now();
    let waiter = std::thread::spawn(move || joined.launch().wait());
    drop(led);
    waiter.join().unwrap();
    assert!(started.elapsed() < Duration::from_secs(1));
    let denied = verifier.check(&token, Now::system(), Attempt::First).outcome;
    assert_eq!(word(&denied), "keys_unavailable");
}

/// A flight that is forgotten (leaked) costs its lease and no more.
#[test]
fn a_lost_flight_is_replaced_after_its_lease() {
    let (issuer, verifier, token) = setup();
    let at = |seconds: f64| Now::at(Now::system().unix(), Duration::from_secs_f64(1_000.0 + seconds));
    let Outcome::Wait(lost) = verifier.check(&token, at(0.0), Attempt::First).outcome else {
        panic!("a wait")
    };
    std::mem::forget(lost);
    assert_eq!(word(&verifier.check(&token, at(5.9), Attempt::First).outcome), "join");
    assert_eq!(
        word(&verifier.check(&token, at(6.0), Attempt::First).outcome),
        "keys_unavailable",
        "lost is failed"
    );
    let next = verifier.check(&token, at(8.0), Attempt::First).outcome;
    let Outcome::Wait(flight) = next else { panic!("a new lead, not {}", word(&next)) };
    assert!(flight.is_led());
    flight.run_here(at(8.0));
    assert_eq!(word(&verifier.check(&token, at(8.0), Attempt::Second).outcome), "accept");
    assert_eq!(issuer.requests(), 1);
}

/// I12: the answer of a flight that counted as lost changes nothing.
#[test]
fn a_late_landing_has_no_effect() {
    let (issuer, verifier, token) = setup();
    let at = |seconds: f64| Now::at(Now::system().unix(), Duration::from_secs_f64(1_000.0 + seconds));
    let Outcome::Wait(old) = verifier.check(&token, at(0.0), Attempt::First).outcome else {
        panic!("a wait")
    };
    let _ = verifier.check(&token, at(6.0), Attempt::First);
    issuer.rotate();
    issuer.remove_old_keys();
    let Outcome::Wait(new) = verifier.check(&token, at(9.0), Attempt::First).outcome else {
        panic!("a wait")
    };
    new.run_here(at(9.0));
    assert_eq!(word(&verifier.check(&token, at(9.0), Attempt::Second).outcome), "key_not_found");
    old.run_here(at(10.0));
    assert_eq!(word(&verifier.check(&token, at(10.0), Attempt::Second).outcome), "key_not_found");
    let current = issuer.mint(json!({"sub": "alice", "exp": 99_999_999_999_u64}));
    assert_eq!(word(&verifier.check(&current, at(10.0), Attempt::Second).outcome), "accept");
}

/// I1: a stale set decides now, and asks for a refresh beside it, once.
#[test]
fn a_stale_set_decides_and_is_renewed_beside() {
    let (issuer, verifier, token) = setup();
    let base = Now::system().unix();
    let at = |seconds: f64| Now::at(base + seconds, Duration::from_secs_f64(1_000.0 + seconds));
    assert!(verifier.verify_at(&token, at(0.0)).is_ok());
    let fresh = verifier.check(&token, at(500.0), Attempt::First);
    assert!(fresh.refresh.is_none());
    let stale = verifier.check(&token, at(700.0), Attempt::First);
    assert_eq!(word(&stale.outcome), "accept");
    let flight = stale.refresh.expect("a refresh that nobody waits for");
    let meanwhile = verifier.check(&token, at(700.0), Attempt::First);
    assert_eq!((word(&meanwhile.outcome), meanwhile.refresh.is_none()), ("accept", true));
    issuer.down();
    flight.run_here(at(705.0));
    assert_eq!(word(&verifier.check(&token, at(86_000.0), Attempt::First).outcome), "accept");
    let dead = verifier.check(&token, at(86_500.0), Attempt::Second);
    assert_eq!(word(&dead.outcome), "keys_unavailable");
}

/// A bad signature under a known kid is refused at once; an old set is doubted, once in five minutes.
#[test]
fn a_bad_signature_doubts_an_old_set_once() {
    let (issuer, verifier, token) = setup();
    let base = Now::system().unix();
    let at = |seconds: f64| Now::at(base + seconds, Duration::from_secs_f64(1_000.0 + seconds));
    assert!(verifier.verify_at(&token, at(0.0)).is_ok());
    let bad = issuer.wrong_key(json!({"sub": "alice"}));
    let young = verifier.check(&bad, at(29.0), Attempt::First);
    assert_eq!((word(&young.outcome), young.refresh.is_none()), ("signature_invalid", true));
    let old = verifier.check(&bad, at(31.0), Attempt::First);
    assert_eq!(word(&old.outcome), "signature_invalid");
    old.refresh.expect("a doubt").run_here(at(31.0));
    for seconds in [62.0, 120.0, 330.0] {
        assert!(verifier.check(&bad, at(seconds), Attempt::First).refresh.is_none(), "{seconds}");
    }
    assert!(verifier.check(&bad, at(332.0), Attempt::First).refresh.is_some());
    assert_eq!(issuer.requests(), 2);
}
