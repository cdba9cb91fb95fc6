//! The loops over `check`: blocking, with a given clock, and async.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use super::refusals::unavailable;
use super::{Attempt, Outcome, Step, Verifier};
use crate::claims::Claims;
use crate::clock::Now;
use crate::denial::{Denial, DenialCode};
use crate::jwks::{Flight, Landing, Source};

impl Verifier {
    /// Verifies a token. Blocks only where keys have to be fetched first (a cold start, an unknown `kid`), at most six seconds;
    /// a token with a known key is decided at once, whatever the issuer's endpoint does.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// let claims = verifier.verify(&token).unwrap();
    /// assert_eq!(verifier.verify("no token").unwrap_err().code().as_str(), "token_malformed");
    /// # }
    /// ```
    ///
    /// # Errors
    /// A [`Denial`], which has been logged.
    pub fn verify(&self, token: &str) -> Result<Claims, Denial> {
        let result = self.decide_blocking(token, || self.now(), |flight, _| flight.launch().wait());
        result.map_err(|denial| denial.logged("-"))
    }

    /// Verifies a token at a given moment; a fetch runs on this thread. For tests and vectors.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::Now;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// let now = Now::system();
    /// assert!(verifier.verify_at(&token, now).is_ok());
    /// let in_a_day = Now::at(now.unix() + 86_400.0, now.monotonic());
    /// assert_eq!(verifier.verify_at(&token, in_a_day).unwrap_err().code().as_str(), "token_expired");
    /// # }
    /// ```
    ///
    /// # Errors
    /// A [`Denial`], not logged.
    pub fn verify_at(&self, token: &str, now: Now) -> Result<Claims, Denial> {
        self.decide_blocking(token, || now, |flight, now| flight.run_here(now))
    }

    fn decide_blocking(
        &self,
        token: &str,
        now: impl Fn() -> Now,
        wait: impl Fn(Flight, Now),
    ) -> Result<Claims, Denial> {
        let step = self.check(token, now(), Attempt::First);
        match step.launch_refresh() {
            Outcome::Verified(claims) => Ok(claims),
            Outcome::Denied(denial) => Err(denial),
            Outcome::Wait(flight) => {
                wait(flight, now());
                self.check(token, now(), Attempt::Second).settle(self)
            }
        }
    }

    /// Verifies a token without blocking the runtime: a fetch runs on a thread of its own, and this future waits for it.
    ///
    /// Needs a tokio runtime with its time driver (`enable_all`, as `#[tokio::main]` has it).
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let claims = verifier.verify_async(&token).await.unwrap();
    /// assert_eq!(claims.subject_str(), "alice");
    /// # });
    /// # }
    /// ```
    ///
    /// # Errors
    /// A [`Denial`], which has been logged.
    #[cfg(feature = "axum")]
    pub async fn verify_async(&self, token: &str) -> Result<Claims, Denial> {
        self.decide_async(token).await.map_err(|denial| denial.logged("-"))
    }

    #[cfg(feature = "axum")]
    pub(crate) async fn decide_async(&self, token: &str) -> Result<Claims, Denial> {
        match self.check(token, self.now(), Attempt::First).launch_refresh() {
            Outcome::Verified(claims) => Ok(claims),
            Outcome::Denied(denial) => Err(denial),
            Outcome::Wait(flight) => {
                landed(flight.launch()).await;
                self.check(token, self.now(), Attempt::Second).settle(self)
            }
        }
    }

    /// Fetches the keys now if there are none: call it at start. Several issuers are asked at the same time.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// verifier.warm().unwrap(); // `?` at the start of the program
    /// # assert!(verifier.ready());
    /// # issuer.down();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// assert_eq!(verifier.warm().unwrap_err().status(), 503); // the issuer is down
    /// # }
    /// ```
    ///
    /// # Errors
    /// `keys_unavailable` if there are still none; its explanation says what the endpoint did.
    pub fn warm(&self) -> Result<(), Denial> {
        let landings = self.warming();
        landings.iter().for_each(Landing::wait);
        self.after_warming()
    }

    /// [`warm`](Self::warm) without blocking the runtime.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// verifier.warm_async().await.unwrap();
    /// assert!(verifier.ready());
    /// # });
    /// # }
    /// ```
    ///
    /// # Errors
    /// As [`warm`](Self::warm).
    #[cfg(feature = "axum")]
    pub async fn warm_async(&self) -> Result<(), Denial> {
        for landing in self.warming() {
            landed(landing).await;
        }
        self.after_warming()
    }

    /// Fetches the keys now, past every brake but one: at most once a second, for which this waits.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # verifier.warm().unwrap();
    /// issuer.rotate();
    /// issuer.remove_old_keys();
    /// verifier.refresh().unwrap(); // at once, not when the set has aged
    /// # assert!(verifier.verify(&issuer.mint(serde_json::json!({"sub": "alice"}))).is_ok());
    /// # }
    /// ```
    ///
    /// # Errors
    /// `keys_unavailable` if that failed; known keys stay.
    pub fn refresh(&self) -> Result<(), Denial> {
        let flights = self.sources().filter_map(refreshed);
        let landings: Vec<Landing> = flights.map(Flight::launch).collect();
        landings.iter().for_each(Landing::wait);
        self.check_sources(|source| !source.is_failing())
    }

    /// One flight for each source without keys.
    fn warming(&self) -> Vec<Landing> {
        let now = Now::system();
        let flights = self.sources().filter_map(|source| source.warm(now));
        flights.map(Flight::launch).collect()
    }

    fn after_warming(&self) -> Result<(), Denial> {
        let now = Now::system();
        self.check_sources(|source| source.is_ready(now))
    }

    fn check_sources(&self, good: impl Fn(&Source) -> bool) -> Result<(), Denial> {
        match self.sources().find(|source| !good(source)) {
            Some(source) => Err(self.inner().finish(unavailable(source, Duration::ZERO))),
            None => Ok(()),
        }
    }

    fn sources(&self) -> impl Iterator<Item = &Arc<Source>> {
        self.inner().members.iter().filter_map(|member| member.keys.source())
    }

    /// This moment, by the clocks that this verifier looks at: what a host gives to [`check`](Self::check). The monotonic clock is read
    /// only where keys can age.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::{Attempt, Outcome, testing::TestIssuer};
    /// # let issuer = TestIssuer::secret();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// let step = verifier.check(&token, verifier.now(), Attempt::First);
    /// assert!(matches!(step.outcome, Outcome::Verified(_)));
    /// # }
    /// ```
    pub fn now(&self) -> Now {
        if self.inner().members.iter().any(|member| member.keys.source().is_some()) {
            Now::system()
        } else {
            Now::unix_only()
        }
    }
}

/// An operator's flight. Who asks twice in a second has seen the answer to the first, and wants what is served now.
fn refreshed(source: &Arc<Source>) -> Option<Flight> {
    let pause = match source.refresh(Now::system()) {
        Ok(flight) => return Some(flight),
        Err(pause) => pause,
    };
    thread::sleep(pause);
    source.refresh(Now::system()).ok()
}

impl Step {
    fn launch_refresh(self) -> Outcome {
        if let Some(flight) = self.refresh {
            // Nobody waits for it: its landing wakes nobody.
            drop(flight.launch());
        }
        self.outcome
    }

    /// The answer of a second attempt.
    fn settle(self, verifier: &Verifier) -> Result<Claims, Denial> {
        match self.launch_refresh() {
            Outcome::Verified(claims) => Ok(claims),
            Outcome::Denied(denial) => Err(denial),
            // A second attempt never waits; if it did, not knowing is an outage and no fault of the token.
            Outcome::Wait(_) => Err(verifier.inner().finish(Denial::new(DenialCode::KeysUnavailable))),
        }
    }
}

/// Waits for a flight with the runtime's own means; not longer than its lease.
#[cfg(feature = "axum")]
pub(crate) async fn landed(landing: Landing) {
    let deadline = tokio::time::Instant::from_std(landing.deadline());
    let (sender, receiver) = tokio::sync::oneshot::channel::<()>();
    landing.on_done(move || drop(sender));
    // Either way the caller checks again: the machine knows what became of the flight.
    let _ = tokio::time::timeout_at(deadline, receiver).await;
}
