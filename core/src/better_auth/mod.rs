//! Better Auth's session cookies, decided without asking Better Auth.
//!
//! A browser that is signed in sends two cookies: `session_token`, a signed opaque token, and with `cookieCache` switched on
//! `session_data`, a signed or encrypted copy of session and user that lives for some minutes. The presence of a cookie proves
//! nothing; this decides both:
//!
//! ```text
//!  Cookie header      session_token       session_data                           payload             claims
//!  -------------  ->  -------------  ->   -----------------------------------  ->  -------------  ->   ------------
//!  cookies.rs         token.rs            compact.rs | jwt.rs | jwe.rs           payload.rs          session.rs
//!  (names, family,    (HMAC: genuine      (signature or encryption, of the       (of this token,     (fresh; what
//!  chunks)            or refused)         secret or of the issuer's keys)        of one user)        may leave)
//! ```
//!
//! ```
//! use bearward::Secret;
//! use bearward::better_auth::{Session, SessionCookies};
//!
//! # fn main() -> Result<(), bearward::ConfigError> {
//! # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
//! // Secret::from_env("BETTER_AUTH_SECRET")?
//! let sessions = SessionCookies::builder(secret).base_url("https://app.example.com").build()?;
//!
//! # let cookie_header = "theme=dark";
//! match sessions.decide(cookie_header) {
//!     Ok(Session::Verified(claims)) => println!("{} is signed in", claims.subject_str()),
//!     Ok(Session::Renew) => println!("ask Better Auth: GET /api/auth/get-session"),
//!     Err(denial) => println!("to the sign-in page: {denial}"),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! What signs somebody out elsewhere is not seen before the data expires (`cookieCache.maxAge`, five minutes unless set):
//! [`max_data_age`](SessionCookiesBuilder::max_data_age) shortens that.

mod answer;
mod build;
mod builder;
mod compact;
mod cookies;
mod date;
#[cfg(feature = "host")]
mod host;
#[cfg(feature = "aws-lc-rs")]
mod jwe;
mod jwt;
mod outcome;
mod payload;
mod session;
mod token;
mod wait;

use std::fmt;
use std::sync::Arc;

use ring::hmac;

pub use builder::{SessionCookiesBuilder, Strategy};
pub use outcome::{Session, SessionOutcome, SessionStep};
pub(crate) use session::GenuineSession;

use crate::bearer::{RequestHead, Transport};
use crate::challenge::Presentation;
use crate::claims::{Claims, Expect, SubjectRule};
use crate::clock::Now;
use crate::denial::{Denial, DenialCode};
use crate::jwks::Flight;
use crate::key::Secret;
use crate::verifier::{Attempt, RevokedIf, Undecided, check_revoked};
use cookies::{Jar, Names};
use jwt::JwtKeys;
use payload::Opened;
use session::Freshness;
use token::SessionToken;

/// Decides about Better Auth's session cookies. Built once, shared by all requests: cloning shares it.
///
/// ```
/// # use bearward::Secret;
/// use bearward::better_auth::SessionCookies;
/// # let secret = Secret::rotating(["n3w-Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo", "0ld-Zx8wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo"]);
/// let sessions = SessionCookies::builder(secret) // newest first, as in Better Auth's `secrets`
///     .base_url("https://app.example.com")
///     .build()?;
/// # Ok::<(), bearward::ConfigError>(())
/// ```
#[derive(Clone)]
pub struct SessionCookies(Arc<Inner>);

struct Inner {
    names: Names,
    strategy: Option<Strategy>,
    /// HMAC-SHA256 under the newest secret.
    key: hmac::Key,
    jwt: JwtKeys,
    #[cfg(feature = "aws-lc-rs")]
    jwe: jwe::JweKeys,
    expect: Expect,
    freshness: Freshness,
    revoked_if: Option<RevokedIf>,
    presentation: Option<Arc<Presentation>>,
    transport: Transport,
}

/// Why there are no claims.
enum Otherwise {
    Denied(Denial),
    Wait(Flight),
    /// For the log.
    Renew(&'static str),
}

impl From<Denial> for Otherwise {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl From<Undecided> for Otherwise {
    fn from(undecided: Undecided) -> Self {
        match undecided {
            Undecided::Denied(denial) => Self::Denied(denial),
            Undecided::Wait(flight) => Self::Wait(flight),
        }
    }
}

impl SessionCookies {
    /// For sessions of the issuer that holds this secret (`BETTER_AUTH_SECRET`). Of several, newest first, the newest alone signs, as with
    /// Better Auth; what older ones encrypted can still be read.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let sessions = SessionCookies::builder(secret).base_url("https://app.example.com").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn builder(secret: Secret) -> SessionCookiesBuilder {
        SessionCookiesBuilder::new(secret)
    }

    /// Decides without any I/O about the text of a request's `Cookie` header: what a host's own loop builds on. Several fields are joined
    /// with `; `; no header is an empty text.
    ///
    /// For requests that may change something use [`check_request`](Self::check_request): browsers send cookies with requests of other sites too.
    ///
    /// ```
    /// # use bearward::{Attempt, Now, Secret};
    /// # use bearward::better_auth::{SessionCookies, SessionOutcome};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let sessions = SessionCookies::builder(secret).build()?;
    /// let forged = "better-auth.session_token=mine.xBURO3+IxYEVyzzkBiG71KrojAAAAAAAAAAAAAAAAAA=";
    /// let step = sessions.check(forged, Now::system(), Attempt::First);
    /// let SessionOutcome::Denied(denial) = step.outcome else { unreachable!() };
    /// assert_eq!(denial.code().as_str(), "signature_invalid");
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn check(&self, cookies: impl AsRef<[u8]>, now: Now, attempt: Attempt) -> SessionStep {
        let mut refresh = None;
        let jar = Jar::read([cookies.as_ref()], &self.0.names);
        let outcome = jar.map_err(Into::into).and_then(|jar| self.0.decide(&jar, now, attempt, &mut refresh));
        self.0.step(outcome, refresh)
    }

    /// [`check`](Self::check) for a whole request: an unsafe method or a WebSocket handshake needs an Origin of the list
    /// ([`allowed_origins`](SessionCookiesBuilder::allowed_origins)) or `Sec-Fetch-Site: same-origin`, or it is `origin_not_allowed`.
    ///
    /// ```
    /// # use bearward::{Attempt, Now, RequestHead, Secret};
    /// # use bearward::better_auth::{SessionCookies, SessionOutcome};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let sessions = SessionCookies::builder(secret).base_url("https://app.example.com").build()?;
    /// let cookie = &b"__Secure-better-auth.session_token=any"[..];
    /// let head = RequestHead { method: "POST", headers: [("cookie", cookie), ("origin", &b"https://evil.example"[..])] };
    /// let SessionOutcome::Denied(denial) = sessions.check_request(head, Now::system(), Attempt::First).outcome else { unreachable!() };
    /// assert_eq!(denial.code().as_str(), "origin_not_allowed");
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn check_request<'a, I>(&self, request: RequestHead<'a, I>, now: Now, attempt: Attempt) -> SessionStep
    where
        I: IntoIterator<Item = (&'a str, &'a [u8])>,
    {
        let mut refresh = None;
        let outcome = self.0.decide_request(request, now, attempt, &mut refresh);
        self.0.step(outcome, refresh)
    }

    fn asks_keys(&self) -> bool {
        self.0.jwt.public.is_some()
    }
}

impl Inner {
    fn step(&self, outcome: Result<Claims, Otherwise>, refresh: Option<Flight>) -> SessionStep {
        let outcome = match outcome {
            Ok(claims) => SessionOutcome::Decided(Session::Verified(claims)),
            Err(Otherwise::Renew(why)) => {
                tracing::debug!(target: "bearward", why, "a session must be renewed");
                SessionOutcome::Decided(Session::Renew)
            }
            Err(Otherwise::Denied(denial)) => {
                SessionOutcome::Denied(denial.presented_by(self.presentation.as_ref()))
            }
            Err(Otherwise::Wait(flight)) => SessionOutcome::Wait(flight),
        };
        SessionStep { outcome, refresh }
    }

    fn decide_request<'a, I>(
        &self,
        request: RequestHead<'a, I>,
        now: Now,
        attempt: Attempt,
        refresh: &mut Option<Flight>,
    ) -> Result<Claims, Otherwise>
    where
        I: IntoIterator<Item = (&'a str, &'a [u8])>,
    {
        let fields = self.transport.read(request.headers);
        let jar = Jar::read(fields.cookies.iter().copied(), &self.names)?;
        jar.token()?; // a request without a session is that, wherever it comes from
        self.transport.check_origin(request.method, &fields)?;
        self.decide(&jar, now, attempt, refresh)
    }

    /// The decision, top to bottom. No data is looked at, and no key asked for, before the session token has proved genuine.
    fn decide(
        &self,
        jar: &Jar<'_>,
        now: Now,
        attempt: Attempt,
        refresh: &mut Option<Flight>,
    ) -> Result<Claims, Otherwise> {
        let token = SessionToken::verify(jar.token()?, &self.key)?;
        let data = jar.data()?.ok_or(Otherwise::Renew("there is no session data"))?;
        let opened = self.open(&data, now, attempt, refresh)?;
        let payload = payload::read(&opened, &token, &self.key)?;
        let genuine = session::judge(&payload, &self.freshness, now.unix())?;
        let claims = Claims::of_session(genuine, &self.expect, self.presentation.as_ref(), now)?;
        self.check_revoked(&claims)?;
        Ok(claims)
    }

    /// The application's last word, and that of the verifier whose keys these are: whoever is shut out there is not let in here.
    fn check_revoked(&self, claims: &Claims) -> Result<(), Denial> {
        check_revoked(self.revoked_if.as_ref(), claims)?;
        let of_verifier = self.jwt.public.as_ref().and_then(|public| public.member.revoked_if.as_ref());
        check_revoked(of_verifier, claims)
    }

    /// The form is told by the number of its parts: each has keys of its own, and no data chooses among those of another.
    fn open(
        &self,
        data: &str,
        now: Now,
        attempt: Attempt,
        refresh: &mut Option<Flight>,
    ) -> Result<Opened<'_>, Otherwise> {
        let form = match data.bytes().filter(|byte| *byte == b'.').count() {
            0 => Strategy::Compact,
            2 => Strategy::Jwt,
            4 => Strategy::Jwe,
            _ => return Err(cookies::malformed("session_data of no known form").into()),
        };
        if let Some(strategy) = self.strategy.filter(|strategy| *strategy != form) {
            return Err(Denial::new(DenialCode::TokenTypeMismatch)
                .expected(format!("session_data of the strategy {}", strategy.name()))
                .received(form.name())
                .into());
        }
        match form {
            Strategy::Compact => Ok(compact::open(data, &self.key)?),
            Strategy::Jwt => self.jwt.open(data, now, attempt, refresh),
            Strategy::Jwe => Ok(self.decrypt(data)?),
        }
    }

    #[cfg(feature = "aws-lc-rs")]
    fn decrypt(&self, data: &str) -> Result<Opened<'_>, Denial> {
        self.jwe.open(data)
    }

    #[cfg(not(feature = "aws-lc-rs"))]
    fn decrypt(&self, _: &str) -> Result<Opened<'_>, Denial> {
        Err(Denial::new(DenialCode::AlgorithmNotAllowed)
            .expected("session_data that is signed")
            .received("encrypted session_data")
            .hint("encrypted session cookies need bearward's feature `aws-lc-rs`"))
    }
}

/// What the claims of a session are held to, once more: the same judge as for tokens.
fn expect(leeway: f64) -> Expect {
    Expect {
        issuers: None,
        audiences: None,
        leeway,
        max_token_age: None,
        required: Vec::new(),
        one_of: Vec::new(),
        subject: SubjectRule::Text("sub".to_owned()),
        allow_unbound_use: false,
        scopes_from: None,
    }
}

/// Shows what is looked for, never with what.
impl fmt::Debug for SessionCookies {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionCookies")
            .field("session_token", &self.0.names.token)
            .field("session_data", &self.0.names.data)
            .field("secure", &self.0.names.secure)
            .field("strategy", &self.0.strategy)
            .finish_non_exhaustive()
    }
}

/// Shows the same.
impl fmt::Debug for SessionCookiesBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionCookiesBuilder").finish_non_exhaustive()
    }
}
