//! I7 after a fork: no thread survives it, a flight of the parent's is nobody's, and the keys are still there.
#![cfg(target_os = "linux")]
#![allow(unsafe_code, reason = "there is no fork in the standard library")]

use bearward::Verifier;

use crate::signer::Signer;
use crate::site::{Site, at, first, second, token};

unsafe extern "C" {
    fn fork() -> i32;
    fn waitpid(pid: i32, status: *mut i32, options: i32) -> i32;
    fn _exit(code: i32) -> !;
}

/// What the child's work returns, which must be 0 for "all is well".
fn in_a_child(work: impl FnOnce() -> i32) -> i32 {
    // SAFETY: the child runs this work alone, which starts no thread, and leaves by _exit; the C library keeps its
    // allocator usable in the child.
    let pid = unsafe { fork() };
    assert!(pid >= 0, "no process could be had");
    if pid == 0 {
        let code = std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).unwrap_or(99);
        // SAFETY: ends the child at once, without the exit handlers that belong to the parent.
        unsafe { _exit(code) }
    }
    let mut status = 0;
    // SAFETY: `status` lives through the call, and the child is ours.
    let waited = unsafe { waitpid(pid, &raw mut status, 0) };
    assert_eq!((waited, status & 0x7f), (pid, 0), "the child was killed");
    (status >> 8) & 0xff
}

/// The parent's flight is on, and is not the child's: the child leads one of its own and decides by it.
fn cold_child(verifier: &Verifier, known: &str) -> i32 {
    let (said, flights) = first(verifier, known, at(0.1));
    if said != "lead" {
        return 1;
    }
    flights.into_iter().for_each(|flight| flight.run_here(at(0.2)));
    i32::from(second(verifier, known, at(0.2)) != "accept") * 2
}

#[test]
fn a_child_does_not_wait_for_the_parents_flight() {
    let signer = Signer::new("known", 1);
    let known = token(&signer);
    let site = Site::serving([&signer]);
    let verifier = site.verifier().build().unwrap();
    let (said, flights) = first(&verifier, &known, at(0.0));
    assert_eq!(said, "lead");
    assert_eq!(in_a_child(|| cold_child(&verifier, &known)), 0);
    // The parent knows nothing of it.
    assert_eq!(first(&verifier, &known, at(0.3)).0, "join");
    flights.into_iter().for_each(|flight| flight.run_here(at(0.4)));
    assert_eq!(second(&verifier, &known, at(0.4)), "accept");
    assert_eq!(site.gets(), 1);
}

/// `warm()` before the fork is worth it: the child decides at once, with the parent's lookup for another key under way.
#[test]
fn a_child_keeps_the_keys_of_its_parent() {
    let signer = Signer::new("known", 1);
    let (known, unknown) = (token(&signer), token(&Signer::new("unknown", 2)));
    let site = Site::serving([&signer]);
    let verifier = site.verifier().build().unwrap();
    first(&verifier, &known, at(0.0)).1.into_iter().for_each(|flight| flight.run_here(at(0.0)));
    let (said, _flying) = first(&verifier, &unknown, at(1.0));
    assert_eq!(said, "lead");
    let child = || {
        let known_said = first(&verifier, &known, at(1.1)).0;
        let unknown_said = first(&verifier, &unknown, at(1.1)).0;
        i32::from(known_said != "accept") + 2 * i32::from(unknown_said != "lead")
    };
    assert_eq!(in_a_child(child), 0);
}
