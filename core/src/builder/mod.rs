//! Building a verifier: what must be chosen is chosen in the types, everything else has a default.

mod build;
mod many;
mod options;
mod remote;
mod settings;

use std::marker::PhantomData;
use std::path::PathBuf;

pub(crate) use many::many;
pub(crate) use settings::{KeyInput, Settings};

use crate::config_error::ConfigError;
use crate::key::Secret;
use crate::verifier::Verifier;

/// One name or several: issuers, audiences.
///
/// Implemented for `&str`, `String`, arrays, slices and vectors of either.
///
/// ```
/// # use bearward::Verifier;
/// let one = Verifier::issuer("https://id.example.com");
/// let several = Verifier::issuer(["https://id.example.com", "https://old.example.com"]);
/// # let (_, _) = (one, several);
/// ```
pub trait Names {
    /// The names in their order.
    ///
    /// ```
    /// use bearward::Names;
    /// assert_eq!("a".into_names(), ["a"]);
    /// assert_eq!(vec!["a", "b"].into_names(), ["a", "b"]);
    /// ```
    fn into_names(self) -> Vec<String>;
}

impl Names for &str {
    fn into_names(self) -> Vec<String> {
        vec![self.to_owned()]
    }
}

impl Names for String {
    fn into_names(self) -> Vec<String> {
        vec![self]
    }
}

impl Names for &String {
    fn into_names(self) -> Vec<String> {
        vec![self.clone()]
    }
}

impl<S: Into<String>, const N: usize> Names for [S; N] {
    fn into_names(self) -> Vec<String> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<S: Into<String>> Names for Vec<S> {
    fn into_names(self) -> Vec<String> {
        self.into_iter().map(Into::into).collect()
    }
}

impl<S: AsRef<str>> Names for &[S] {
    fn into_names(self) -> Vec<String> {
        self.iter().map(|name| name.as_ref().to_owned()).collect()
    }
}

/// Still to choose: the audience.
///
/// ```
/// use bearward::{NeedsAudience, Verifier, VerifierBuilder};
/// let builder: VerifierBuilder<NeedsAudience> = Verifier::issuer("https://id.example.com");
/// # let _ = builder;
/// ```
#[derive(Debug)]
pub struct NeedsAudience(());
/// Still to choose: the keys.
///
/// ```
/// use bearward::{NeedsKeys, Verifier, VerifierBuilder};
/// let builder: VerifierBuilder<NeedsKeys> = Verifier::issuer("https://id.example.com").any_audience();
/// # let _ = builder;
/// ```
#[derive(Debug)]
pub struct NeedsKeys(());
/// Everything that must be chosen is.
///
/// ```
/// use bearward::{Ready, Verifier, VerifierBuilder};
/// let builder: VerifierBuilder<Ready> = Verifier::better_auth("https://app.example.com")?;
/// # let _ = builder;
/// # Ok::<(), bearward::ConfigError>(())
/// ```
#[derive(Debug)]
pub struct Ready(());

/// Builds a [`Verifier`]. Its type says what is still to be chosen.
///
/// ```
/// use bearward::Verifier;
/// let verifier = Verifier::issuer("https://id.example.com")
///     .audience("https://api.example.com")
///     .jwks_url("https://id.example.com/jwks")
///     .leeway(30) // an option: anywhere in the chain
///     .build()?;
/// # Ok::<(), bearward::ConfigError>(())
/// ```
#[must_use = "a builder does nothing until `build()`"]
pub struct VerifierBuilder<Stage = Ready> {
    pub(crate) settings: Settings,
    stage: PhantomData<Stage>,
}

impl VerifierBuilder<NeedsAudience> {
    pub(crate) fn new(issuers: Option<Vec<String>>) -> Self {
        VerifierBuilder { settings: Settings::new(issuers), stage: PhantomData }
    }

    /// Accepts tokens that are for this audience: one name, or a list of which the token must have one.
    ///
    /// ```
    /// # use bearward::Verifier;
    /// let builder = Verifier::issuer("https://id.example.com").audience(["https://api.example.com", "api"]);
    /// # let _ = builder;
    /// ```
    pub fn audience(mut self, names: impl Names) -> VerifierBuilder<NeedsKeys> {
        self.settings.audiences = Some(names.into_names());
        self.next()
    }

    /// Does not look at `aud`: tokens for other APIs of the issuer pass too. Pin another claim with
    /// [`require`](VerifierBuilder::require) (`azp`, `client_id`), or the start log warns.
    ///
    /// ```
    /// # use bearward::Verifier;
    /// let verifier = Verifier::issuer("https://id.example.com")
    ///     .any_audience()
    ///     .jwks_url("https://id.example.com/jwks")
    ///     .require("client_id", ["my-app"]) // holds what `aud` would
    ///     .build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn any_audience(mut self) -> VerifierBuilder<NeedsKeys> {
        self.settings.audiences = None;
        self.next()
    }
}

/// The sources of keys. Called on a builder that has keys, each replaces them.
macro_rules! key_sources {
    ($stage:ty) => {
        impl VerifierBuilder<$stage> {
            /// HMAC with a shared secret (HS256 unless [`algorithms`](VerifierBuilder::algorithms) says otherwise).
            ///
            /// ```
            /// # use bearward::Secret;
            /// # use bearward::Verifier;
            /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com");
            /// # let secret = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0";
            /// let verifier = builder.secret(Secret::new(secret)).build()?;
            /// # Ok::<(), bearward::ConfigError>(())
            /// ```
            pub fn secret(self, secret: Secret) -> VerifierBuilder<Ready> {
                self.keys(KeyInput::Secret(secret))
            }

            /// One public key as PEM (`PUBLIC KEY` or `RSA PUBLIC KEY`).
            ///
            /// ```
            /// # use bearward::Verifier;
            /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com");
            /// let pem = "-----BEGIN PUBLIC KEY-----
            /// MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=
            /// -----END PUBLIC KEY-----";
            /// let verifier = builder.pem(pem).build()?;
            /// # Ok::<(), bearward::ConfigError>(())
            /// ```
            pub fn pem(self, pem: impl Into<String>) -> VerifierBuilder<Ready> {
                self.keys(KeyInput::Pem(pem.into()))
            }

            /// One public key as a JWK (RFC 7517), in JSON.
            ///
            /// ```
            /// # use bearward::Verifier;
            /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com");
            /// let jwk = r#"{"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
            /// let verifier = builder.jwk(jwk).build()?;
            /// # Ok::<(), bearward::ConfigError>(())
            /// ```
            pub fn jwk(self, jwk: impl Into<String>) -> VerifierBuilder<Ready> {
                self.keys(KeyInput::Jwk(jwk.into()))
            }

            /// A key set (RFC 7517 section 5), in JSON.
            ///
            /// ```
            /// # use bearward::Verifier;
            /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com");
            /// # let jwk = r#"{"kty": "OKP", "crv": "Ed25519", "kid": "1", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
            /// let jwks = format!(r#"{{"keys": [{jwk}]}}"#);
            /// let verifier = builder.jwks(jwks).build()?;
            /// # Ok::<(), bearward::ConfigError>(())
            /// ```
            pub fn jwks(self, jwks: impl Into<String>) -> VerifierBuilder<Ready> {
                self.keys(KeyInput::Jwks(jwks.into()))
            }

            /// A key set in a file, read when the verifier is built.
            ///
            /// ```
            /// # use bearward::Verifier;
            /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com");
            /// let error = builder.jwks_file("/etc/api/no-such-jwks.json").build().unwrap_err();
            /// assert!(error.to_string().contains("/etc/api/no-such-jwks.json"));
            /// ```
            pub fn jwks_file(self, path: impl Into<PathBuf>) -> VerifierBuilder<Ready> {
                self.keys(KeyInput::JwksFile(path.into()))
            }

            /// A key set behind a URL: https, or http on loopback. Fetched when first needed, and kept fresh.
            ///
            /// ```
            /// # use bearward::Verifier;
            /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com");
            /// let verifier = builder.jwks_url("https://id.example.com/.well-known/jwks.json").build()?;
            /// assert!(!verifier.ready()); // nothing has been fetched yet
            /// # Ok::<(), bearward::ConfigError>(())
            /// ```
            pub fn jwks_url(self, url: impl Into<String>) -> VerifierBuilder<Ready> {
                self.keys(KeyInput::Url(url.into()))
            }

            /// A key set that the issuer's OpenID Connect discovery document names. Needs exactly one issuer, an URL.
            ///
            /// ```
            /// # use bearward::Verifier;
            /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com");
            /// let verifier = builder.discovery().build()?; // https://id.example.com/.well-known/openid-configuration
            /// # Ok::<(), bearward::ConfigError>(())
            /// ```
            pub fn discovery(self) -> VerifierBuilder<Ready> {
                self.keys(KeyInput::Discovery)
            }

            fn keys(mut self, keys: KeyInput) -> VerifierBuilder<Ready> {
                self.settings.keys = Some(keys);
                self.next()
            }
        }
    };
}

key_sources!(NeedsKeys);
key_sources!(Ready);

impl VerifierBuilder<Ready> {
    /// Replaces the issuer of a preset.
    ///
    /// ```
    /// # use bearward::Verifier;
    /// let verifier = Verifier::better_auth("https://app.example.com")?.issuer("https://id.example.com").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn issuer(mut self, names: impl Names) -> Self {
        self.settings.issuers = Some(names.into_names());
        self
    }

    /// Replaces the audience of a preset.
    ///
    /// ```
    /// # use bearward::Verifier;
    /// let verifier = Verifier::better_auth("https://app.example.com")?.audience("https://api.example.com").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn audience(mut self, names: impl Names) -> Self {
        self.settings.audiences = Some(names.into_names());
        self
    }

    /// Takes a preset's audience away: see [`any_audience`](VerifierBuilder::any_audience).
    ///
    /// ```
    /// # use bearward::Verifier;
    /// let verifier = Verifier::better_auth("https://app.example.com")?
    ///     .any_audience()
    ///     .require("azp", ["my-app"])
    ///     .build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn any_audience(mut self) -> Self {
        self.settings.audiences = None;
        self
    }

    /// Checks the configuration and builds the verifier. Fetches nothing.
    ///
    /// ```
    /// # use bearward::Verifier;
    /// # let builder = Verifier::issuer("https://id.example.com").any_audience();
    /// let error = builder.jwks_url("http://id.example.com/jwks").build().unwrap_err();
    /// assert!(error.to_string().contains("https"));
    /// ```
    ///
    /// # Errors
    /// A [`ConfigError`]: one sentence that says what to change.
    pub fn build(self) -> Result<Verifier, ConfigError> {
        build::build(self.settings)
    }
}

impl<Stage> VerifierBuilder<Stage> {
    /// Of a preset whose issuer has keys of its own for every client.
    pub(crate) fn keys_name_audience(mut self) -> Self {
        self.settings.keys_name_audience = true;
        self
    }

    fn next<Next>(self) -> VerifierBuilder<Next> {
        VerifierBuilder { settings: self.settings, stage: PhantomData }
    }
}

impl<Stage> std::fmt::Debug for VerifierBuilder<Stage> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("VerifierBuilder")
            .field("issuers", &self.settings.issuers)
            .field("audiences", &self.settings.audiences)
            .finish_non_exhaustive()
    }
}
