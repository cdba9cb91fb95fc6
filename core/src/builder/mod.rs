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
pub trait Names {
    /// The names in their order.
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
#[derive(Debug)]
pub struct NeedsAudience(());
/// Still to choose: the keys.
#[derive(Debug)]
pub struct NeedsKeys(());
/// Everything that must be chosen is.
#[derive(Debug)]
pub struct Ready(());

/// Builds a [`Verifier`]. Its type says what is still to be chosen.
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
    pub fn audience(mut self, names: impl Names) -> VerifierBuilder<NeedsKeys> {
        self.settings.audiences = Some(names.into_names());
        self.next()
    }

    /// Does not look at `aud`: tokens for other APIs of the issuer pass too. Pin another claim with
    /// [`require`](VerifierBuilder::require) (`azp`, `client_id`), or the start log warns.
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
            pub fn secret(self, secret: Secret) -> VerifierBuilder<Ready> {
                self.keys(KeyInput::Secret(secret))
            }

            /// One public key as PEM (`PUBLIC KEY` or `RSA PUBLIC KEY`).
            pub fn pem(self, pem: impl Into<String>) -> VerifierBuilder<Ready> {
                self.keys(KeyInput::Pem(pem.into()))
            }

            /// One public key as a JWK (RFC 7517), in JSON.
            pub fn jwk(self, jwk: impl Into<String>) -> VerifierBuilder<Ready> {
                self.keys(KeyInput::Jwk(jwk.into()))
            }

            /// A key set (RFC 7517 section 5), in JSON.
            pub fn jwks(self, jwks: impl Into<String>) -> VerifierBuilder<Ready> {
                self.keys(KeyInput::Jwks(jwks.into()))
            }

            /// A key set in a file, read when the verifier is built.
            pub fn jwks_file(self, path: impl Into<PathBuf>) -> VerifierBuilder<Ready> {
                self.keys(KeyInput::JwksFile(path.into()))
            }

            /// A key set behind a URL: https, or http on loopback. Fetched when first needed, and kept fresh.
            pub fn jwks_url(self, url: impl Into<String>) -> VerifierBuilder<Ready> {
                self.keys(KeyInput::Url(url.into()))
            }

            /// A key set that the issuer's OpenID Connect discovery document names. Needs exactly one issuer, an URL.
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
    pub fn issuer(mut self, names: impl Names) -> Self {
        self.settings.issuers = Some(names.into_names());
        self
    }

    /// Replaces the audience of a preset.
    pub fn audience(mut self, names: impl Names) -> Self {
        self.settings.audiences = Some(names.into_names());
        self
    }

    /// Takes a preset's audience away: see [`any_audience`](VerifierBuilder::any_audience).
    pub fn any_audience(mut self) -> Self {
        self.settings.audiences = None;
        self
    }

    /// Checks the configuration and builds the verifier. Fetches nothing.
    ///
    /// # Errors
    /// A [`ConfigError`]: one sentence that says what to change.
    pub fn build(self) -> Result<Verifier, ConfigError> {
        build::build(self.settings)
    }
}

impl<Stage> VerifierBuilder<Stage> {
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
