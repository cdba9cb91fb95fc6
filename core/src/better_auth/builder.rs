//! Building [`SessionCookies`]: what is wrong with a configuration is said at start.

use std::sync::Arc;

use super::cookies::{Names, SECURE};
#[cfg(feature = "aws-lc-rs")]
use super::jwe::JweKeys;
use super::jwt::{JwtKeys, PublicKeys, TYPE};
use super::session::Freshness;
use super::{Inner, SessionCookies};
use crate::algorithm::{Algorithm, AlgorithmSet};
use crate::bearer::Transport;
use crate::claims::Claims;
use crate::clock::Seconds;
use crate::config_error::ConfigError;
use crate::header::HeaderRules;
use crate::key::{Secret, SecretKeys};
use crate::language::Spelled;
use crate::verifier::{Keys, RevokedIf, Verifier};

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

/// Builds [`SessionCookies`]. Every option has Better Auth's own default.
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
    secret: Secret,
    base_url: Option<String>,
    verifier: Option<Verifier>,
    issuer: Option<String>,
    strategy: Option<Strategy>,
    prefix: Option<String>,
    token_name: Option<String>,
    data_name: Option<String>,
    secure: Option<bool>,
    freshness: Freshness,
    leeway: Seconds,
    max_data_age: Option<Seconds>,
    revoked_if: Option<RevokedIf>,
    origins: Option<Vec<String>>,
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

    /// The keys of asymmetric session data: those of a verifier of one issuer, whose key cache, algorithms and issuers count here too. Its
    /// audience, `typ` and subject do not: session cookies have their own.
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
    /// let sessions = SessionCookies::builder(secret).issuer("better-auth:session-cache").build()?;
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

    /// The last word on every acceptance; an error in it is a 503, never a pass.
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

    /// The origins that may send a session with an unsafe method: for [`check_request`](SessionCookies::check_request). The base URL's own unless set.
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

    /// The finished thing.
    ///
    /// ```
    /// # use bearward::{Secret, better_auth::SessionCookies};
    /// let short = Secret::new("short");
    /// let error = SessionCookies::builder(short).build().unwrap_err();
    /// assert!(error.to_string().contains("at least 32 are needed"));
    /// ```
    ///
    /// # Errors
    /// A [`ConfigError`] that says what to change.
    pub fn build(self) -> Result<SessionCookies, ConfigError> {
        let names = self.names()?;
        let hs256: AlgorithmSet = [Algorithm::Hs256].into_iter().collect();
        // All are checked; the newest alone signs.
        drop(SecretKeys::prepare(&self.secret, hs256)?);
        let newest = self.secret.newest();
        let shared = SecretKeys::prepare(&newest, hs256)?;
        let origins = self.origins()?;
        let freshness = Freshness {
            leeway: within("leeway", self.leeway, 0.0, 3600.0)?,
            max_data_age: self.max_data_age.map(|age| within("max_data_age", age, 1.0, 1e10)).transpose()?,
            ..self.freshness
        };
        let verifier = verifier_of(self.verifier, self.base_url.as_deref())?;
        let public = verifier.map(|verifier| public_keys(&verifier, self.issuer.as_deref())).transpose()?;
        let presentation = public.as_ref().and_then(|public| public.verifier.presentation.clone());
        Ok(SessionCookies(Arc::new(Inner {
            names,
            strategy: self.strategy,
            key: newest.hmac_sha256(),
            jwt: JwtKeys { shared, shared_rules: HeaderRules { algorithms: hs256, typ: None }, public },
            #[cfg(feature = "aws-lc-rs")]
            jwe: JweKeys::derive(&self.secret)?,
            expect: super::expect(freshness.leeway),
            freshness,
            revoked_if: self.revoked_if,
            presentation,
            transport: Transport { cookie: Some(String::new()), origins, ..Transport::default() },
        })))
    }

    fn names(&self) -> Result<Names, ConfigError> {
        let prefix = self.prefix.as_deref().unwrap_or("better-auth");
        let name =
            |own: &Option<String>, name: &str| own.clone().unwrap_or_else(|| format!("{prefix}.{name}"));
        let (token, data) = (name(&self.token_name, "session_token"), name(&self.data_name, "session_data"));
        for name in [&token, &data] {
            if prefix.is_empty() || !is_cookie_name(name) {
                return Err(ConfigError::new(format!("{name:?} is no name of a cookie.")));
            }
            if name.starts_with(SECURE) {
                return Err(ConfigError::new(format!(
                    "Leave {SECURE} out of the cookies' names: {} says whether it stands in front.",
                    Spelled::Name("secure")
                )));
            }
        }
        if token == data || token.strip_prefix(&data).is_some_and(|rest| rest.starts_with('.')) {
            return Err(ConfigError::new("Session token and session data need names of their own."));
        }
        let secure = self.base_url.as_ref().map(|url| url.starts_with("https:"));
        Ok(Names { token, data, secure: self.secure.or(secure) })
    }

    fn origins(&self) -> Result<Vec<String>, ConfigError> {
        let origin = |text: &String| Some(url::Url::parse(text).ok()?.origin().ascii_serialization());
        let Some(origins) = &self.origins else {
            return Ok(self.base_url.iter().filter_map(origin).collect());
        };
        if origins.iter().any(|given| origin(given).as_ref() != Some(given)) {
            // Not shown: it may hold a password.
            return Err(ConfigError::new(
                "An allowed origin is not one: write scheme, host and port alone, such as https://app.example.com.",
            ));
        }
        Ok(origins.clone())
    }
}

/// RFC 6265 section 4.1.1: a token of HTTP.
fn is_cookie_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_graphic() && !b"\"(),/:;<=>?@[\\]{}".contains(&byte);
    !name.is_empty() && name.bytes().all(fits)
}

fn within(name: &str, Seconds(value): Seconds, least: f64, most: f64) -> Result<f64, ConfigError> {
    if (least..=most).contains(&value) {
        return Ok(value);
    }
    Err(ConfigError::new(format!("{} is {value} seconds: choose {least} to {most}.", Spelled::Name(name))))
}

/// The verifier that was given, or that of the base URL where this build can fetch keys.
fn verifier_of(given: Option<Verifier>, base_url: Option<&str>) -> Result<Option<Verifier>, ConfigError> {
    let Some(base_url) = base_url else { return Ok(given) };
    let of_url = Verifier::better_auth(base_url)?;
    match given {
        Some(verifier) => Ok(Some(verifier)),
        None if cfg!(feature = "jwks") => of_url.build().map(Some),
        None => Ok(None),
    }
}

fn public_keys(verifier: &Verifier, issuer: Option<&str>) -> Result<PublicKeys, ConfigError> {
    let [member] = verifier.inner().members.as_slice() else {
        return Err(ConfigError::new("The verifier is one of several issuers: give Better Auth's alone."));
    };
    if matches!(member.keys, Keys::Secret(_)) {
        return Err(ConfigError::new(
            "The verifier holds a shared secret: session cookies have theirs already; give one of Better Auth's keys, or none.",
        ));
    }
    Ok(PublicKeys {
        rules: HeaderRules { algorithms: member.rules.algorithms, typ: Some(TYPE.to_owned()) },
        issuers: issuer.map(|issuer| vec![issuer.to_owned()]).or_else(|| member.expect.issuers.clone()),
        member: Arc::clone(member),
        verifier: Arc::clone(verifier.inner()),
    })
}
