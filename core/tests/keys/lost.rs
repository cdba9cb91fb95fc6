//! I7: whoever waits is answered, whatever became of the flight.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bearward::{Attempt, Fetch, FetchError, FetchRequest, FetchResponse, Now, Outcome};

use crate::signer::Signer;
use crate::site::{Site, at, first, settled, token};

/// A fetcher with a fault of its own.
struct Panics;

impl Fetch for Panics {
    fn fetch(&self, _: &FetchRequest) -> Result<FetchResponse, FetchError> {
        std::panic::resume_unwind(Box::new("a fetcher's own fault"))
    }
}

/// A runner that panics is a failed fetch, and all who wait are told at once, not at the end of the lease.
#[test]
fn a_panic_in_the_fetcher_is_an_outage() {
    let known = Signer::new("known", 1);
    let verifier = Site::default().verifier().fetch(Panics).build().unwrap();
    let since = Instant::now();
    let codes: Vec<_> = std::thread::scope(|scope| {
        let ask = || verifier.verify(&token(&known)).unwrap_err().code().as_str();
        let callers: Vec<_> = (0..8).map(|_| scope.spawn(ask)).collect();
        callers.into_iter().map(|caller| caller.join().unwrap()).collect()
    });
    assert_eq!(codes, ["keys_unavailable"; 8]);
    assert!(since.elapsed() < Duration::from_secs(5), "they waited for the lease");
    assert_eq!(verifier.stats().fetch_failures, verifier.stats().fetches["cold"]);
}

/// A reply that never comes costs its lease; nobody joins it after that, and the next flight is another one.
#[test]
fn a_lost_flight_is_joined_no_longer_than_its_lease() {
    let known = Signer::new("known", 1);
    let site = Site::serving([&known]);
    let verifier = site.verifier().build().unwrap();
    let (said, lost) = first(&verifier, &token(&known), at(0.0));
    assert_eq!(said, "lead");
    for second in [0.0, 3.0, 5.999] {
        assert_eq!(first(&verifier, &token(&known), at(second)).0, "join");
    }
    assert_eq!(first(&verifier, &token(&known), at(6.0)).0, "keys_unavailable");
    assert_eq!(settled(&verifier, &token(&known), at(7.3)), "accept", "a back-off of a second and a quarter");
    // Its late landing finds that it is not waited for any more.
    site.serve([&Signer::new("another", 2)]);
    lost.into_iter().for_each(|flight| flight.run_here(at(8.0)));
    assert_eq!(settled(&verifier, &token(&known), at(8.0)), "accept");
}

/// A verifier that is gone leaves nothing behind: its flight ends and tells nobody.
#[test]
fn a_flight_outlives_its_verifier_without_harm() {
    let known = Signer::new("known", 1);
    let site = Site::serving([&known]);
    let verifier = site.verifier().build().unwrap();
    let Outcome::Wait(flight) = verifier.check(&token(&known), Now::system(), Attempt::First).outcome else {
        panic!("a cold start waits");
    };
    drop(verifier);
    flight.launch().wait();
    assert!(site.gets() <= 1);
}

/// Who joined is told once, when the flight has landed.
#[test]
fn callbacks_are_called_once_each() {
    let known = Signer::new("known", 1);
    let site = Site::serving([&known]);
    let verifier = site.verifier().build().unwrap();
    static CALLED: AtomicUsize = AtomicUsize::new(0);
    let mut led = None;
    for _ in 0..5 {
        let Outcome::Wait(flight) = verifier.check(&token(&known), at(0.0), Attempt::First).outcome else {
            panic!("a cold start waits");
        };
        if flight.is_led() {
            led = Some(flight);
        } else {
            flight.launch().on_done(|| {
                CALLED.fetch_add(1, Ordering::SeqCst);
            });
        }
    }
    assert_eq!(CALLED.load(Ordering::SeqCst), 0);
    led.expect("the first leads").run_here(at(0.1));
    assert_eq!(CALLED.load(Ordering::SeqCst), 4);
}
