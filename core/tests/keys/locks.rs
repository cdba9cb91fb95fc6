//! I11: no lock is held over I/O or host code: host code may use the verifier that calls it.

use std::sync::{Arc, OnceLock, mpsc};
use std::time::Duration;

use bearward::{Attempt, Fetch, FetchError, FetchRequest, FetchResponse, Flight, Verifier};

use crate::signer::Signer;
use crate::site::{Site, at, first, settled, token};

/// Everything that takes the lock or may take it, at that second.
fn use_it(verifier: &Verifier, second: f64) {
    let unknown = Signer::new("unknown", 7);
    let _ = verifier.stats();
    let _ = verifier.ready();
    verifier.revoke_key("some-other");
    for signer in [Signer::new("known", 1), Signer::new("known", 3), unknown] {
        // What would be led is not run: its drop cancels it, which takes the lock once more.
        drop(verifier.check(&token(&signer), at(second), Attempt::First));
    }
}

#[derive(Clone)]
struct Reentrant(Site, Arc<OnceLock<Verifier>>);

impl Fetch for Reentrant {
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        if let Some(verifier) = self.1.get() {
            use_it(verifier, 700.0);
        }
        self.0.fetch(request)
    }
}

/// Runs the work on another thread: a deadlock is a failure and not a test that hangs.
fn in_time(work: impl FnOnce() + Send + 'static) {
    let (done, is_done) = mpsc::channel();
    let worker = std::thread::spawn(move || {
        work();
        let _ = done.send(());
    });
    if is_done.recv_timeout(Duration::from_secs(60)) == Err(mpsc::RecvTimeoutError::Timeout) {
        panic!("it waits for itself");
    }
    worker.join().unwrap();
}

#[test]
fn a_fetcher_may_use_its_verifier() {
    in_time(|| {
        let known = Signer::new("known", 1);
        let site = Site::serving([&known]);
        let own: Arc<OnceLock<Verifier>> = Arc::default();
        let verifier = site.verifier().fetch(Reentrant(site.clone(), Arc::clone(&own))).build().unwrap();
        // Set before the renewal: what is known decides while the fetcher asks.
        assert_eq!(settled(&verifier, &token(&known), at(0.0)), "accept");
        own.set(verifier.clone()).unwrap_or_else(|_| panic!("set once"));
        let (said, renewal) = first(&verifier, &token(&known), at(700.0));
        assert_eq!((said, renewal.len()), ("accept", 1));
        renewal.into_iter().for_each(|flight| flight.run_here(at(700.0)));
        assert_eq!(settled(&verifier, &token(&known), at(701.0)), "accept");
        assert_eq!(site.gets(), 2);
    });
}

#[test]
fn the_applications_word_may_use_the_verifier() {
    in_time(|| {
        let known = Signer::new("known", 1);
        let site = Site::serving([&known]);
        let own: Arc<OnceLock<Verifier>> = Arc::default();
        let inside = Arc::clone(&own);
        let asked = std::sync::atomic::AtomicBool::new(false);
        let builder = site.verifier().revoked_if(move |_| {
            if !asked.swap(true, std::sync::atomic::Ordering::SeqCst) {
                inside.get().into_iter().for_each(|verifier| use_it(verifier, 40.0));
            }
            false
        });
        #[cfg(feature = "token-cache")]
        let builder = builder.token_cache(100, 100_000);
        let verifier = builder.build().unwrap();
        own.set(verifier.clone()).unwrap_or_else(|_| panic!("set once"));
        for _ in 0..3 {
            assert_eq!(settled(&verifier, &token(&known), at(0.0)), "accept");
        }
    });
}

#[test]
fn a_callback_may_use_the_verifier() {
    in_time(|| {
        let known = Signer::new("known", 1);
        let site = Site::serving([&known]);
        let verifier = site.verifier().build().unwrap();
        let (_, led) = first(&verifier, &token(&known), at(0.0));
        let (_, joined) = first(&verifier, &token(&known), at(0.0));
        let (told, is_told) = mpsc::channel();
        for flight in joined {
            let (verifier, told) = (verifier.clone(), told.clone());
            flight.launch().on_done(move || {
                use_it(&verifier, 40.0);
                let _ = told.send(());
            });
        }
        led.into_iter().for_each(|flight: Flight| flight.run_here(at(0.1)));
        is_told.recv().unwrap();
    });
}
