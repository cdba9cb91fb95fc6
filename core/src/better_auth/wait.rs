//! The loops over `check`: blocking, with a given clock, and async.

use super::{Session, SessionCookies, SessionOutcome, SessionStep};
use crate::clock::Now;
use crate::denial::{Denial, DenialCode};
use crate::jwks::Flight;
use crate::verifier::Attempt;
#[cfg(feature = "axum")]
use crate::verifier::landed;

impl SessionCookies {
    /// Decides about the text of a request's `Cookie` header (empty: there is none). Blocks only where the issuer's keys have to be
    /// fetched first, which only asymmetric session data needs; at most six seconds.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let sessions = SessionCookies::builder(secret).build()?;
    /// let denial = sessions.decide("theme=dark").unwrap_err();
    /// assert_eq!(denial.code().as_str(), "token_missing");
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// A [`Denial`], which has been logged.
    pub fn decide(&self, cookies: impl AsRef<[u8]>) -> Result<Session, Denial> {
        let result =
            self.decide_blocking(cookies.as_ref(), || self.now(), |flight, _| flight.launch().wait());
        result.map_err(|denial| denial.logged("-"))
    }

    /// Decides at a given moment; a fetch runs on this thread. For tests and vectors.
    ///
    /// ```
    /// # use bearward::{Now, Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let sessions = SessionCookies::builder(secret).build()?;
    /// assert!(sessions.decide_at("", Now::system()).is_err());
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// A [`Denial`], not logged.
    pub fn decide_at(&self, cookies: impl AsRef<[u8]>, now: Now) -> Result<Session, Denial> {
        self.decide_blocking(cookies.as_ref(), || now, |flight, now| flight.run_here(now))
    }

    /// [`decide`](Self::decide) without blocking the runtime: a fetch runs on a thread of its own, and this future waits for it.
    ///
    /// Needs a tokio runtime with its time driver (`enable_all`, as `#[tokio::main]` has it).
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let sessions = SessionCookies::builder(secret).build()?;
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// assert!(sessions.decide_async("theme=dark").await.is_err());
    /// # });
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// A [`Denial`], which has been logged.
    #[cfg(feature = "axum")]
    pub async fn decide_async(&self, cookies: impl AsRef<[u8]>) -> Result<Session, Denial> {
        let cookies = cookies.as_ref();
        let first = match self.check(cookies, self.now(), Attempt::First).launch_refresh() {
            SessionOutcome::Wait(flight) => {
                landed(flight.launch()).await;
                self.check(cookies, self.now(), Attempt::Second).launch_refresh()
            }
            decided => decided,
        };
        first.settle(self).map_err(|denial| denial.logged("-"))
    }

    fn decide_blocking(
        &self,
        cookies: &[u8],
        now: impl Fn() -> Now,
        wait: impl Fn(Flight, Now),
    ) -> Result<Session, Denial> {
        let outcome = match self.check(cookies, now(), Attempt::First).launch_refresh() {
            SessionOutcome::Wait(flight) => {
                wait(flight, now());
                self.check(cookies, now(), Attempt::Second).launch_refresh()
            }
            decided => decided,
        };
        outcome.settle(self)
    }

    /// The monotonic clock is read only where keys can age.
    fn now(&self) -> Now {
        if self.asks_keys() { Now::system() } else { Now::unix_only() }
    }
}

impl SessionStep {
    fn launch_refresh(self) -> SessionOutcome {
        if let Some(flight) = self.refresh {
            // Nobody waits for it: its landing wakes nobody.
            drop(flight.launch());
        }
        self.outcome
    }
}

impl SessionOutcome {
    /// The answer of a second attempt, which never waits; if it did, not knowing is an outage and no fault of the session.
    fn settle(self, sessions: &SessionCookies) -> Result<Session, Denial> {
        match self {
            Self::Decided(session) => Ok(session),
            Self::Denied(denial) => Err(denial),
            Self::Wait(_) => {
                let unavailable = Denial::new(DenialCode::KeysUnavailable);
                Err(unavailable.presented_by(sessions.0.presentation.as_ref()))
            }
        }
    }
}
