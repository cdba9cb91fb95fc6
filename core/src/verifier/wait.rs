//! The loops over `check`: blocking, with a given clock, and async.

use super::{Attempt, Outcome, Step, Verifier};
use crate::claims::Claims;
use crate::clock::Now;
use crate::denial::{Denial, DenialCode};
use crate::jwks::Source;
use std::sync::Arc;

impl Verifier {
    /// Verifies a token. Blocks only where keys have to be fetched first (a cold start, an unknown `kid`), at most six seconds;
    /// a token with a known key is decided at once, whatever the issuer's endpoint does.
    ///
    /// # Errors
    /// A [`Denial`], which has been logged.
    pub fn verify(&self, token: &str) -> Result<Claims, Denial> {
        let result = self.decide_blocking(token, || self.now(), |flight, _| flight.launch().wait());
        result.map_err(|denial| denial.logged("-"))
    }

    /// Verifies a token at a given moment; a fetch runs on this thread. For tests and vectors.
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
        wait: impl Fn(crate::jwks::Flight, Now),
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
                landed(flight).await;
                self.check(token, self.now(), Attempt::Second).settle(self)
            }
        }
    }

    /// Fetches the keys now if there are none: call it at start.
    ///
    /// # Errors
    /// `keys_unavailable` if there are still none; its explanation says what the endpoint did.
    pub fn warm(&self) -> Result<(), Denial> {
        self.fetch_now(|source, now| !source.is_ready(now))
    }

    /// Fetches the keys now, past every brake but one: at most once a second.
    ///
    /// # Errors
    /// `keys_unavailable` if that failed; known keys stay.
    pub fn refresh(&self) -> Result<(), Denial> {
        self.fetch_now(|_, _| true)
    }

    fn fetch_now(&self, wanted: impl Fn(&Source, Now) -> bool) -> Result<(), Denial> {
        let now = Now::system();
        let sources: Vec<_> = self.sources().filter(|source| wanted(source, now)).collect();
        let landings: Vec<_> = sources
            .iter()
            .filter_map(|source| source.refresh(now))
            .map(crate::jwks::Flight::launch)
            .collect();
        for landing in landings {
            landing.wait();
        }
        self.after_fetch(&sources)
    }

    /// [`warm`](Self::warm) without blocking the runtime.
    ///
    /// # Errors
    /// As [`warm`](Self::warm).
    #[cfg(feature = "axum")]
    pub async fn warm_async(&self) -> Result<(), Denial> {
        let now = Now::system();
        let sources: Vec<_> = self.sources().filter(|source| !source.is_ready(now)).collect();
        for source in &sources {
            if let Some(flight) = source.refresh(now) {
                landed(flight).await;
            }
        }
        self.after_fetch(&sources)
    }

    fn after_fetch(&self, sources: &[Arc<Source>]) -> Result<(), Denial> {
        let now = Now::system();
        match sources.iter().find(|source| !source.is_ready(now) || source.is_failing()) {
            Some(source) => {
                Err(self.inner().finish(super::refusals::unavailable(source, std::time::Duration::ZERO)))
            }
            None => Ok(()),
        }
    }

    fn sources(&self) -> impl Iterator<Item = Arc<Source>> {
        self.inner().members.iter().filter_map(|member| member.keys.source().cloned())
    }

    /// The monotonic clock is read only where keys can age.
    fn now(&self) -> Now {
        if self.inner().members.iter().any(|member| member.keys.source().is_some()) {
            Now::system()
        } else {
            Now::unix_only()
        }
    }
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
async fn landed(flight: crate::jwks::Flight) {
    let landing = flight.launch();
    let deadline = tokio::time::Instant::from_std(landing.deadline());
    let (sender, receiver) = tokio::sync::oneshot::channel::<()>();
    landing.on_done(move || drop(sender));
    // Either way the caller checks again: the machine knows what became of the flight.
    let _ = tokio::time::timeout_at(deadline, receiver).await;
}
