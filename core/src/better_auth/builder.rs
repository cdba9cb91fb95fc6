//! Building session cookies: the options, with Better Auth's own defaults.

use super::session::Freshness;
use crate::claims::Claims;
use crate::clock::Seconds;
use crate::key::Secret;
use crate::verifier::{RevokedIf, Verifier};

/// The forms of session data, by Better Auth's names of them (`cookieCache.strategy`).
///
/// ```
/// use bearward::better_auth::Strategy;
/// assert_eq!(Strategy::from_name("jwe"), Some(Strategy::Jwe));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Strategy {
    /// base64url JSON with an HMAC: the default of Better Auth.
    Compact,
    /// A JWT, by HS256 or signed with the issuer's private key.
    Jwt,
    /// An encrypted JWT (feature `aws-lc-rs`).
    Jwe,
}

impl Strategy {
    /// The strategy of that name.
    ///
    /// ```
    /// # use bearward::better_auth::Strategy;
    /// assert_eq!(Strategy::from_name("compact"), Some(Strategy::Compact));
    /// assert_eq!(Strategy::from_name("none"), None);
    /// ```
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Compact, Self::Jwt, Self::Jwe].into_iter().find(|strategy| strategy.name() == name)
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Jwt => "jwt",
            Self::Jwe => "jwe",
        }
    }
}

/// Builds [`SessionCookies`](super::SessionCookies). Every option has Better Auth's own default.
///
/// ```
/// # use bearward::Secret;
/// # use bearward::better_auth::SessionCookies;
/// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
/// let sessions = SessionCookies::builder(secret).prefix("shop").version("2").secure(true).build()?;
/// # Ok::<(), bearward::ConfigError>(())
/// ```
#[must_use = "a builder does nothing until `build()`"]
pub struct SessionCookiesBuilder {
    pub(super) secret: Secret,
    pub(super) base_url: Option<String>,
    pub(super) verifier: Option<Verifier>,
    pub(super) issuer: Option<String>,
    pub(super) strategy: Option<Strategy>,
    pub(super) prefix: Option<String>,
    pub(super) token_name: Option<String>,
    pub(super) data_name: Option<String>,
    pub(super) secure: Option<bool>,
    pub(super) freshness: Freshness,
    pub(super) leeway: Seconds,
    pub(super) max_data_age: Option<Seconds>,
    pub(super) revoked_if: Option<RevokedIf>,
    pub(super) origins: Option<Vec<String>>,
}

impl SessionCookiesBuilder {
    pub(super) fn new(secret: Secret) -> Self {
        let freshness = Freshness::default();
        Self {
            secret,
            base_url: None,
            verifier: None,
            issuer: None,
            strategy: None,
            prefix: None,
            token_name: None,
            data_name: None,
            secure: None,
            leeway: Seconds(freshness.leeway),
            freshness,
            max_data_age: None,
            revoked_if: None,
            origins: None,
        }
    }

    /// Better Auth's URL (`BETTER_AUTH_URL`): `https` expects `__Secure-` cookies, `http` plain ones; asymmetric session data is judged by the keys
    /// that it publishes (fetched when the first such cookie comes); its origin may send sessions with unsafe methods.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let sessions = SessionCookies::builder(secret).base_url("https://app.example.com").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn base_url(mut self, base_url: &str) -> Self {
        self.base_url = Some(base_url.to_owned());
        self
    }

    /// The keys of asymmetric session data: those of a verifier of one issuer, whose key cache, algorithms and issuers count here too.
    /// So does its `revoked_if`, which is asked about every session, after that of the session cookies. Its audience, `typ` and subject do
    /// not: session cookies have their own.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let verifier = Verifier::better_auth("https://app.example.com")?.build()?; // shared with the API's routes
    /// let sessions = SessionCookies::builder(secret).verifier(verifier.clone()).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn verifier(mut self, verifier: Verifier) -> Self {
        self.verifier = Some(verifier);
        self
    }

    /// `iss` of asymmetric session data, where it is not the verifier's.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let sessions = SessionCookies::builder(secret)
    ///     .base_url("https://app.example.com") // asymmetric session data needs its keys
    ///     .issuer("better-auth:session-cache")
    ///     .build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn issuer(mut self, issuer: &str) -> Self {
        self.issuer = Some(issuer.to_owned());
        self
    }

    /// Accepts this form of session data alone. Otherwise each that the keys can judge passes.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let sessions = SessionCookies::builder(secret).strategy(bearward::better_auth::Strategy::Compact).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn strategy(mut self, strategy: Strategy) -> Self {
        self.strategy = Some(strategy);
        self
    }

    /// `advanced.cookiePrefix`; `better-auth` unless set.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let sessions = SessionCookies::builder(secret).prefix("shop").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefix = Some(prefix.to_owned());
        self
    }

    /// The whole name of the session token's cookie (`advanced.cookies.session_token.name`), without `__Secure-`.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let sessions = SessionCookies::builder(secret).session_token_name("sid").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn session_token_name(mut self, name: &str) -> Self {
        self.token_name = Some(name.to_owned());
        self
    }

    /// The whole name of the session data's cookie, without `__Secure-`; its chunks have a dot and a number behind it.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let sessions = SessionCookies::builder(secret).session_data_name("session").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn session_data_name(mut self, name: &str) -> Self {
        self.data_name = Some(name.to_owned());
        self
    }

    /// `cookieCache.version`; `1` unless set. Data of another version must be renewed.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let sessions = SessionCookies::builder(secret).version("2").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn version(mut self, version: &str) -> Self {
        self.freshness.version = Some(version.to_owned());
        self
    }

    /// Does not look at the version: for a `cookieCache.version` that is a function.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let sessions = SessionCookies::builder(secret).any_version().build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn any_version(mut self) -> Self {
        self.freshness.version = None;
        self
    }

    /// Expects cookies with `__Secure-` in front alone, or those without it alone (`advanced.useSecureCookies`). Otherwise the base URL says it; without
    /// one a secure session token wins over a plain one, and the two families are never mixed.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let sessions = SessionCookies::builder(secret).secure(true).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn secure(mut self, secure: bool) -> Self {
        self.secure = Some(secure);
        self
    }

    /// How far clocks may be apart, in seconds; 5 unless set, at most 3600.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let sessions = SessionCookies::builder(secret).leeway(0).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn leeway(mut self, leeway: impl Into<Seconds>) -> Self {
        self.leeway = leeway.into();
        self
    }

    /// Data that the issuer wrote longer ago, in seconds, must be renewed: how long a session may outlive its sign-out elsewhere.
    /// (Where `cookieCache.refreshCache` lets the issuer renew data from the data itself, its age says nothing.)
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let sessions = SessionCookies::builder(secret).max_data_age(60).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn max_data_age(mut self, age: impl Into<Seconds>) -> Self {
        self.max_data_age = Some(age.into());
        self
    }

    /// The last word on every acceptance; an error in it is a 503, never a pass. That of a [`verifier`](Self::verifier) counts too.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let sessions = SessionCookies::builder(secret).revoked_if(|claims| Ok(claims.get_str("sid") == Some("stolen"))).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn revoked_if(
        mut self,
        revoked_if: impl Fn(&Claims) -> Result<bool, String> + Send + Sync + 'static,
    ) -> Self {
        self.revoked_if = Some(Box::new(revoked_if));
        self
    }

    /// The origins that may send a session with an unsafe method: for [`check_request`](super::SessionCookies::check_request). The base URL's own unless set.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// let sessions = SessionCookies::builder(secret).allowed_origins(["https://app.example.com"]).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn allowed_origins(mut self, origins: impl crate::Names) -> Self {
        self.origins = Some(origins.into_names());
        self
    }
}
