//! The loops over `check`: blocking, with a given clock, and async.

use super::{Session, SessionCookies, SessionOutcome, SessionStep};
use crate::bearer::RequestHead;
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
        let cookies = cookies.as_ref();
        let check = |attempt| self.check(cookies, self.now(), attempt);
        let result = self.after_waiting(check, |flight| flight.launch().wait());
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
        let cookies = cookies.as_ref();
        self.after_waiting(|attempt| self.check(cookies, now, attempt), |flight| flight.run_here(now))
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
        let decided = self.after_waiting_async(|attempt| self.check(cookies, self.now(), attempt)).await;
        decided.map_err(|denial| denial.logged("-"))
    }

    /// Decides about a whole request, as [`check_request`](Self::check_request) does. Blocks as [`decide`](Self::decide).
    ///
    /// ```
    /// # use bearward::{RequestHead, Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let sessions = SessionCookies::builder(secret).build()?;
    /// let head = RequestHead { method: "POST", headers: [("accept", &b"*/*"[..])] };
    /// assert_eq!(sessions.decide_request(head).unwrap_err().code().as_str(), "token_missing");
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// A [`Denial`], not logged: the caller knows the route.
    pub fn decide_request<'a, I>(&self, request: RequestHead<'a, I>) -> Result<Session, Denial>
    where
        I: IntoIterator<Item = (&'a str, &'a [u8])>,
    {
        let head = Head::of(request);
        let check = |attempt| self.check_request(head.again(), self.now(), attempt);
        self.after_waiting(check, |flight| flight.launch().wait())
    }

    /// [`decide_request`](Self::decide_request) without blocking the runtime.
    ///
    /// ```
    /// # use bearward::{RequestHead, Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let sessions = SessionCookies::builder(secret).build()?;
    /// # tokio::runtime::Runtime::new().unwrap().block_on(async {
    /// let head = RequestHead { method: "GET", headers: [("accept", &b"*/*"[..])] };
    /// assert!(sessions.decide_request_async(head).await.is_err());
    /// # });
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// A [`Denial`], not logged.
    #[cfg(feature = "axum")]
    pub async fn decide_request_async<'a, I>(&self, request: RequestHead<'a, I>) -> Result<Session, Denial>
    where
        I: IntoIterator<Item = (&'a str, &'a [u8])>,
    {
        let head = Head::of(request);
        self.after_waiting_async(|attempt| self.check_request(head.again(), self.now(), attempt)).await
    }

    fn after_waiting(
        &self,
        check: impl Fn(Attempt) -> SessionStep,
        wait: impl FnOnce(Flight),
    ) -> Result<Session, Denial> {
        match check(Attempt::First).launch_refresh() {
            SessionOutcome::Wait(flight) => {
                wait(flight);
                check(Attempt::Second).launch_refresh().settle(self)
            }
            decided => decided.settle(self),
        }
    }

    #[cfg(feature = "axum")]
    async fn after_waiting_async(&self, check: impl Fn(Attempt) -> SessionStep) -> Result<Session, Denial> {
        match check(Attempt::First).launch_refresh() {
            SessionOutcome::Wait(flight) => {
                landed(flight.launch()).await;
                check(Attempt::Second).launch_refresh().settle(self)
            }
            decided => decided.settle(self),
        }
    }

    /// The monotonic clock is read only where keys can age.
    fn now(&self) -> Now {
        if self.asks_keys() { Now::system() } else { Now::unix_only() }
    }
}

/// A head that can be looked at twice.
struct Head<'a> {
    method: &'a str,
    headers: Vec<(&'a str, &'a [u8])>,
}

impl<'a> Head<'a> {
    fn of(request: RequestHead<'a, impl IntoIterator<Item = (&'a str, &'a [u8])>>) -> Self {
        Self { method: request.method, headers: request.headers.into_iter().collect() }
    }

    fn again(&self) -> RequestHead<'a, impl Iterator<Item = (&'a str, &'a [u8])>> {
        RequestHead { method: self.method, headers: self.headers.iter().copied() }
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
