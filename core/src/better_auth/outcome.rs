//! What is said of a session.

use crate::claims::Claims;
use crate::denial::Denial;
use crate::jwks::Flight;

/// A session, or that the issuer must be asked for it.
///
/// ```
/// use bearward::better_auth::Session;
/// fn is_signed_in(session: &Session) -> bool {
///     matches!(session, Session::Verified(_)) // `Renew` is no session
/// }
/// # assert!(!is_signed_in(&Session::Renew));
/// ```
#[derive(Clone, Debug)]
#[must_use = "`Renew` is not signed in"]
pub enum Session {
    /// Signed in. `sub` is the user's id and `sid` the session's; the user's members stand at top level.
    Verified(Claims),
    /// The session token is genuine, but there is no fresh session data: whether the session still lives, only the issuer knows.
    /// Nobody is signed in by this.
    Renew,
}

/// What [`SessionCookies::check`](super::SessionCookies::check) says.
///
/// ```
/// use bearward::better_auth::{SessionCookies, SessionOutcome, SessionStep};
/// # use bearward::{Attempt, Now, Secret};
/// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
/// # let sessions = SessionCookies::builder(secret).build()?;
/// let SessionStep { outcome, refresh } = sessions.check("theme=dark", Now::system(), Attempt::First);
/// if let Some(flight) = refresh {
///     drop(flight.launch()); // keys are renewed behind the answer
/// }
/// assert!(matches!(outcome, SessionOutcome::Denied(_)));
/// # Ok::<(), bearward::ConfigError>(())
/// ```
#[must_use = "`refresh` is a fetch that somebody must launch"]
#[derive(Debug)]
pub struct SessionStep {
    /// The decision, or what to wait for.
    pub outcome: SessionOutcome,
    /// A fetch that somebody must launch and nobody waits for.
    pub refresh: Option<Flight>,
}

/// A decision about a session, or what it waits for.
///
/// ```
/// use bearward::better_auth::{Session, SessionOutcome};
/// fn settle(outcome: SessionOutcome) -> Option<Session> {
///     match outcome {
///         SessionOutcome::Decided(session) => Some(session),
///         SessionOutcome::Denied(_) => None,
///         SessionOutcome::Wait(flight) => {
///             flight.launch().wait();
///             None // and check once more, with `Attempt::Second`
///         }
///     }
/// }
/// # let _ = settle;
/// ```
#[derive(Debug)]
pub enum SessionOutcome {
    /// A session, or that it must be renewed.
    Decided(Session),
    /// There is none, or it cannot be judged.
    Denied(Denial),
    /// Keys are being fetched: launch the flight, wait, and check again with [`Attempt::Second`](crate::Attempt::Second).
    Wait(Flight),
}
