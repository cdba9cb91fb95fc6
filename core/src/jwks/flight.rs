//! A fetch under way: run once by whoever leads it, on a thread of its own, and waited for by any number.

use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};

use super::fetch::{Fetch, FetchRequest};
use super::machine::{FETCH_DEADLINE, Ticket};
use super::source::Source;
use crate::clock::Now;

type Callback = Box<dyn FnOnce() + Send>;

/// Wakes everybody who waits for a flight; also when its runner is lost.
pub(super) struct Completion {
    state: Mutex<Waiters>,
    landed: Condvar,
    /// Nobody waits longer: then the flight counts as lost.
    deadline: Instant,
}

#[derive(Default)]
struct Waiters {
    done: bool,
    callbacks: Vec<Callback>,
}

impl Completion {
    pub(super) fn new(lease: Duration) -> Self {
        Self { state: Mutex::default(), landed: Condvar::new(), deadline: Instant::now() + lease }
    }

    /// One that has ended already.
    pub(super) fn done() -> Self {
        let completion = Self::new(Duration::ZERO);
        completion.finish();
        completion
    }

    pub(super) fn finish(&self) {
        let callbacks = {
            let mut waiters = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            waiters.done = true;
            std::mem::take(&mut waiters.callbacks)
        };
        self.landed.notify_all();
        for callback in callbacks {
            // One host's panic must not keep the news from the others.
            let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(callback));
        }
    }

    fn on_done(&self, callback: Callback) {
        {
            let mut waiters = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if !waiters.done {
                waiters.callbacks.push(callback);
                return;
            }
        }
        callback();
    }

    fn wait(&self) {
        let mut waiters = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        while !waiters.done {
            let left = self.deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return;
            }
            waiters = self.landed.wait_timeout(waiters, left).unwrap_or_else(PoisonError::into_inner).0;
        }
    }
}

/// A fetch that [`check`](crate::Verifier::check) asks for: led (this one runs it) or joined (somebody else does).
///
/// Dropping a led flight cancels it, and all who wait are told.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// use bearward::{Attempt, Now, Outcome};
/// # use bearward::testing::TestIssuer;
/// # let issuer = TestIssuer::start();
/// # let verifier = issuer.verifier().build().unwrap();
/// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
/// let Outcome::Wait(flight) = verifier.check(&token, Now::system(), Attempt::First).outcome else {
///     panic!("there are no keys yet");
/// };
/// flight.launch().wait(); // or, without blocking, `on_done` of the landing
/// # assert!(verifier.ready());
/// # }
/// ```
#[must_use = "a led flight that is dropped is a cancelled fetch: launch it"]
pub struct Flight {
    completion: Arc<Completion>,
    run: Option<Box<Run>>,
}

impl Flight {
    pub(super) fn led(completion: Arc<Completion>, run: Run) -> Self {
        Self { completion, run: Some(Box::new(run)) }
    }

    pub(super) fn joined(completion: Arc<Completion>) -> Self {
        Self { completion, run: None }
    }

    /// True if this flight is to be run here; false if it only waits for one that is on.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::{Attempt, Now, Outcome};
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let check = || verifier.check(&token, Now::system(), Attempt::First).outcome;
    /// let (Outcome::Wait(first), Outcome::Wait(second)) = (check(), check()) else { panic!("no keys yet") };
    /// assert!(first.is_led() && !second.is_led()); // one fetch, two that wait for it
    /// # first.launch().wait();
    /// # second.launch().wait();
    /// # }
    /// ```
    pub fn is_led(&self) -> bool {
        self.run.is_some()
    }

    /// Starts the fetch on a short-lived thread of its own (never a pool of the host's) and returns at once.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::{Attempt, Now, Outcome};
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let Outcome::Wait(flight) = verifier.check(&token, Now::system(), Attempt::First).outcome else { panic!() };
    /// let landing = flight.launch(); // the fetch is on its way
    /// landing.wait();
    /// assert!(verifier.ready());
    /// # }
    /// ```
    pub fn launch(self) -> Landing {
        if let Some(run) = self.run {
            // If no thread can be had the run is dropped, which cancels the flight and wakes all.
            let _ =
                std::thread::Builder::new().name("bearward-keys".to_owned()).spawn(move || (*run).fly(None));
        }
        Landing(self.completion)
    }

    /// Runs the fetch on this thread and lands it at `now`: for virtual time and for hosts without threads.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::{Attempt, Now, Outcome};
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let now = Now::system();
    /// # let Outcome::Wait(flight) = verifier.check(&token, now, Attempt::First).outcome else { panic!() };
    /// flight.run_here(now); // no thread
    /// assert!(verifier.ready());
    /// # }
    /// ```
    pub fn run_here(self, now: Now) {
        if let Some(run) = self.run {
            (*run).fly(Some(now));
        }
    }
}

impl std::fmt::Debug for Flight {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Flight").field("led", &self.is_led()).finish_non_exhaustive()
    }
}

/// Where one waits for a flight.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// # use bearward::{Attempt, Landing, Now, Outcome};
/// # use bearward::testing::TestIssuer;
/// # let issuer = TestIssuer::start();
/// # let verifier = issuer.verifier().build().unwrap();
/// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
/// # let Outcome::Wait(flight) = verifier.check(&token, Now::system(), Attempt::First).outcome else { panic!() };
/// let landing: Landing = flight.launch();
/// let (sender, receiver) = std::sync::mpsc::channel();
/// landing.on_done(move || drop(sender.send(())));
/// receiver.recv_timeout(std::time::Duration::from_secs(6)).unwrap();
/// # }
/// ```
pub struct Landing(Arc<Completion>);

impl Landing {
    /// Blocks until the flight has landed or failed, at most for its lease (6 s).
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::{Attempt, Now, Outcome};
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let Outcome::Wait(flight) = verifier.check(&token, Now::system(), Attempt::First).outcome else { panic!() };
    /// flight.launch().wait();
    /// let outcome = verifier.check(&token, Now::system(), Attempt::Second).outcome;
    /// assert!(matches!(outcome, Outcome::Verified(_)));
    /// # }
    /// ```
    pub fn wait(&self) {
        self.0.wait();
    }

    /// Calls back when the flight has landed or failed, from the flight's thread, or at once if it has already. After
    /// [`deadline`](Self::deadline) do not wait any longer.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::{Attempt, Now, Outcome};
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let Outcome::Wait(flight) = verifier.check(&token, Now::system(), Attempt::First).outcome else { panic!() };
    /// # let (sender, receiver) = std::sync::mpsc::channel();
    /// flight.launch().on_done(move || sender.send("landed").unwrap());
    /// assert_eq!(receiver.recv(), Ok("landed"));
    /// # }
    /// ```
    pub fn on_done(&self, callback: impl FnOnce() + Send + 'static) {
        self.0.on_done(Box::new(callback));
    }

    /// When the flight counts as lost.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::{Attempt, Now, Outcome};
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let Outcome::Wait(flight) = verifier.check(&token, Now::system(), Attempt::First).outcome else { panic!() };
    /// let landing = flight.launch();
    /// assert!(landing.deadline() > std::time::Instant::now());
    /// # landing.wait();
    /// # }
    /// ```
    pub fn deadline(&self) -> Instant {
        self.0.deadline
    }
}

/// The one run of a flight. Its drop tells the source, so that a flight cannot be lost without notice.
pub(super) struct Run {
    /// Weak: a landing for a verifier that is gone finds nothing and ends.
    source: Weak<Source>,
    fetch: Arc<dyn Fetch>,
    request: FetchRequest,
    ticket: Ticket,
    started: Now,
    landed: bool,
}

impl Run {
    pub(super) fn new(
        source: Weak<Source>,
        fetch: Arc<dyn Fetch>,
        url: String,
        etag: Option<String>,
        ticket: Ticket,
        started: Now,
    ) -> Self {
        let request = FetchRequest { url, etag, timeout: FETCH_DEADLINE };
        Self { source, fetch, request, ticket, started, landed: false }
    }

    fn fly(mut self, now: Option<Now>) {
        if let Some(source) = self.source.upgrade() {
            tracing::debug!(target: "bearward", url = %source.shown_url, "fetching keys");
        }
        let answer = self.fetch.fetch(&self.request);
        if let Some(source) = self.source.upgrade() {
            let sent_etag = self.request.etag.is_some();
            source.land(self.ticket, self.started, sent_etag, answer, now.unwrap_or_else(Now::system));
            // Only now: whatever ends this before is a flight that did not come back.
            self.landed = true;
        }
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        if !self.landed
            && let Some(source) = self.source.upgrade()
        {
            source.cancel(self.ticket, Now::system());
        }
    }
}
