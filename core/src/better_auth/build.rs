//! From options to [`SessionCookies`]: what is wrong with a configuration is said at start.

use std::sync::Arc;

use super::builder::SessionCookiesBuilder;
use super::cookies::{Names, SECURE};
#[cfg(feature = "aws-lc-rs")]
use super::jwe::JweKeys;
use super::jwt::{JwtKeys, PublicKeys, TYPE};
use super::session::Freshness;
use super::{Inner, SessionCookies};
use crate::algorithm::{Algorithm, AlgorithmSet};
use crate::bearer::Transport;
use crate::clock::Seconds;
use crate::config_error::ConfigError;
use crate::header::HeaderRules;
use crate::key::SecretKeys;
use crate::language::Spelled;
use crate::verifier::{Keys, Verifier};

impl SessionCookiesBuilder {
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
        if freshness.version.as_deref() == Some("") {
            return Err(ConfigError::new(format!(
                "{} is empty, and no session data has such a version: leave it out for \"1\", as Better Auth does.",
                Spelled::Name("version")
            )));
        }
        if self.issuer.as_deref() == Some("") {
            return Err(ConfigError::new(format!(
                "{} is empty: write the `iss` of asymmetric session data, or leave it out.",
                Spelled::Name("issuer")
            )));
        }
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
        // Of the parsed address: `HTTPS://` is https too, and plain cookies would pass there. What does not parse is refused with the keys.
        let is_https = |text: &String| url::Url::parse(text).is_ok_and(|url| url.scheme() == "https");
        let secure = self.base_url.as_ref().map(is_https);
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
    if matches!(member.keys, Keys::Secret(..)) {
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
