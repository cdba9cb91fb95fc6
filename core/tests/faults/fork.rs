//! F24: fork without exec, as gunicorn with `preload_app` does. The flight's thread stays behind; perhaps a lock is held for ever.
//!
//! A forked child shares the listening sockets of every test of this process, so that an issuer that is down would still be
//! connected to: the test starts a process of its own and forks there.

use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use bearward::testing::TestIssuer;
use bearward::{Attempt, Now, Outcome, Verifier};

use crate::scenarios::Scenario;
use crate::support::{StopAtEnd, code, good, unknown};

/// Set in the process that forks: what it is to do.
const INSIDE: &str = "BEARWARD_TEST_FORK";

#[test]
fn f24_fork() {
    in_a_process_of_its_own("fetches");
}

/// The token cache is shared by all threads and full of locks of its own.
#[cfg(feature = "token-cache")]
#[test]
fn f24_fork_beside_a_busy_token_cache() {
    in_a_process_of_its_own("token cache");
}

fn in_a_process_of_its_own(what: &str) {
    let status = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "fork::f24_fork_inside", "--nocapture", "--test-threads=1"])
        .env(INSIDE, what)
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success(), "the process that forks said why on stderr");
}

/// The body of the tests above, in a process of its own; elsewhere it does nothing.
#[test]
fn f24_fork_inside() {
    match std::env::var(INSIDE).as_deref() {
        Ok("fetches") => {
            before_any_fetch();
            during_a_cold_fetch();
            during_a_fetch_beside_known_keys();
            many_times_beside_failing_fetches();
        }
        #[cfg(feature = "token-cache")]
        Ok("token cache") => beside_a_busy_token_cache(),
        _ => {}
    }
}

fn before_any_fetch() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().build().unwrap();
    let token = good(&issuer);
    for _ in 0..2 {
        in_child(|| code(&verifier, &token) == "accept");
    }
    assert_eq!(issuer.requests(), 2, "each child fetches for itself");
    assert_eq!(code(&verifier, &token), "accept");
}

/// The parent's flight is none of the child's: it starts one of its own instead of waiting for a thread that is not there.
fn during_a_cold_fetch() {
    let scenario = Scenario::named("f24_processes");
    let issuer = TestIssuer::start();
    issuer.hang();
    let verifier = issuer.verifier().build().unwrap();
    let token = good(&issuer);
    let _parents = flying(&verifier, &token);
    seen(&issuer, 1);
    issuer.answer_normally();
    let started = Instant::now();
    in_child(|| code(&verifier, &token) == "accept");
    assert!(started.elapsed() < scenario.milliseconds("child_at_most_ms"));
    assert_eq!(issuer.requests() - 1, scenario.number("child_requests"));
}

fn during_a_fetch_beside_known_keys() {
    let scenario = Scenario::named("f24_processes");
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().build().unwrap();
    let known = good(&issuer);
    assert_eq!(code(&verifier, &known), "accept");
    issuer.hang();
    let _parents = flying(&verifier, &unknown(0));
    seen(&issuer, 2);
    in_child(|| code(&verifier, &known) == scenario.word("child_known_code"));
    assert_eq!(issuer.requests(), 2, "known keys cost the child no fetch");
    issuer.answer_normally();
    issuer.rotate();
    let new = good(&issuer);
    in_child(|| code(&verifier, &new) == scenario.word("child_new_kid_code"));
    assert_eq!(issuer.requests() - 2, scenario.number("child_requests"));
}

/// Threads of the parent fetch, fail and look at the figures all the time: whatever lock they hold at the fork, the child gets by without it.
fn many_times_beside_failing_fetches() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().build().unwrap();
    let (known, strange) = (good(&issuer), unknown(0));
    assert_eq!(code(&verifier, &known), "accept");
    issuer.down();
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let _stops_them = StopAtEnd(&stop);
        for _ in 0..2 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let _outage = verifier.refresh();
                    let _figures = verifier.stats();
                    let _denied = code(&verifier, &strange);
                }
            });
        }
        for _ in 0..100 {
            in_child(|| {
                code(&verifier, &known) == "accept"
                    && code(&verifier, &strange) == "keys_unavailable"
                    && verifier.stats().accepted > 0
            });
        }
    });
}

/// Threads of the parent fill and empty the cache at the fork; the child decides all the same, with it or without.
#[cfg(feature = "token-cache")]
fn beside_a_busy_token_cache() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().token_cache(64, 1 << 20).build().unwrap();
    let tokens: Vec<_> =
        (0..300).map(|user| issuer.mint(serde_json::json!({"sub": format!("user-{user}")}))).collect();
    verifier.warm().unwrap();
    let stop = AtomicBool::new(false);
    let accepts = |tokens: &[String]| tokens.iter().all(|token| code(&verifier, token) == "accept");
    thread::scope(|scope| {
        let _stops_them = StopAtEnd(&stop);
        for worker in 0..3 {
            let (tokens, stop, accepts) = (&tokens[worker * 100..], &stop, &accepts);
            scope.spawn(move || {
                while !stop.load(Ordering::Relaxed) {
                    assert!(accepts(tokens));
                }
            });
        }
        for _ in 0..100 {
            in_child(|| accepts(&tokens[..20]));
        }
    });
}

/// A flight of the parent, on its way.
fn flying(verifier: &Verifier, token: &str) -> bearward::Landing {
    match verifier.check(token, Now::system(), Attempt::First).outcome {
        Outcome::Wait(flight) => flight.launch(),
        decided => panic!("a wait, not {decided:?}"),
    }
}

fn seen(issuer: &TestIssuer, requests: u64) {
    let started = Instant::now();
    while issuer.requests() < requests {
        assert!(started.elapsed() < Duration::from_secs(10), "the request never came");
        thread::sleep(Duration::from_millis(2));
    }
}

/// Forks; the child runs `what` and ends at once with its verdict, the parent waits for it, not for ever.
fn in_child(what: impl FnOnce() -> bool) {
    // SAFETY: the child runs code that allocates and starts threads, which glibc and the BSDs allow after a fork of a threaded process
    // (their allocators are re-initialised); it neither returns nor unwinds nor runs destructors of the parent's.
    let child = unsafe { libc::fork() };
    assert!(child >= 0, "fork");
    if child == 0 {
        let good = std::panic::catch_unwind(std::panic::AssertUnwindSafe(what)).unwrap_or(false);
        // SAFETY: ends this process without anything of the parent's being run.
        unsafe { libc::_exit(if good { 0 } else { 1 }) };
    }
    let started = Instant::now();
    let mut status = 0;
    // SAFETY: `child` is a child of this process that nobody else waits for; `status` outlives the call.
    while unsafe { libc::waitpid(child, &raw mut status, libc::WNOHANG) } == 0 {
        if started.elapsed() > Duration::from_secs(12) {
            // SAFETY: as above, and it has not been waited for yet: the id is still the child's.
            unsafe { libc::kill(child, libc::SIGKILL) };
            panic!("a child hangs");
        }
        thread::sleep(Duration::from_millis(1));
    }
    assert_eq!(status, 0, "the child's verdict");
}
