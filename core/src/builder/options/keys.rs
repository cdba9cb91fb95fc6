//! Options of keys over HTTP: how they are fetched, and how long they decide.

use std::sync::Arc;

use crate::builder::VerifierBuilder;
use crate::clock::Seconds;
use crate::jwks::Fetch;

impl<Stage> VerifierBuilder<Stage> {
    /// Allows keys to be fetched over plain http from other hosts than loopback: whoever is on the path then chooses the keys.
    ///
    /// ```
    /// # use bearward::Verifier;
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com");
    /// let verifier = builder.jwks_url("http://id.internal/jwks").allow_http().build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn allow_http(mut self) -> Self {
        self.settings.remote.allow_http = true;
        self
    }

    /// How long a fetched set is fresh where the endpoint does not say, in seconds (600 by default).
    ///
    /// ```
    /// # use bearward::Verifier;
    /// # let url = "https://id.example.com/jwks";
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").jwks_url(url);
    /// let verifier = builder.max_age(300).build()?; // five minutes
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn max_age(mut self, age: impl Into<Seconds>) -> Self {
        self.settings.remote.max_age = age.into();
        self
    }

    /// From this age on, in seconds, a set that could not be renewed decides nothing any more (24 h by default).
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use bearward::Verifier;
    /// # let url = "https://id.example.com/jwks";
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").jwks_url(url);
    /// let verifier = builder.max_stale(Duration::from_secs(6 * 3600)).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn max_stale(mut self, age: impl Into<Seconds>) -> Self {
        self.settings.remote.max_stale = age.into();
        self
    }

    /// The pause after a fetch for an unknown `kid` that found nothing, in seconds (30 by default).
    ///
    /// ```
    /// # use bearward::Verifier;
    /// # let url = "https://id.example.com/jwks";
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").jwks_url(url);
    /// let verifier = builder.cooldown(60).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn cooldown(mut self, pause: impl Into<Seconds>) -> Self {
        self.settings.remote.cooldown = pause.into();
        self
    }

    /// Fetches keys with a fetcher of your own instead of the built-in HTTP client.
    ///
    /// ```
    /// use bearward::{Fetch, FetchError, FetchRequest, FetchResponse};
    /// # use bearward::Verifier;
    /// # let url = "https://id.example.com/jwks";
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").jwks_url(url);
    ///
    /// struct Fixed(&'static str);
    /// impl Fetch for Fixed {
    ///     fn fetch(&self, _: &FetchRequest) -> Result<FetchResponse, FetchError> {
    ///         Ok(FetchResponse { status: 200, headers: Vec::new(), body: self.0.into() })
    ///     }
    /// }
    /// let verifier = builder.fetch(Fixed(r#"{"keys": []}"#)).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn fetch(mut self, fetch: impl Fetch + 'static) -> Self {
        self.settings.remote.fetch = Some(Arc::new(fetch));
        self
    }

    /// Trusts only these certificate authorities (PEM) for the key endpoint, instead of the platform's.
    ///
    /// ```
    /// # use bearward::Verifier;
    /// # let url = "https://id.example.com/jwks";
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").jwks_url(url);
    /// # let pem = rcgen::generate_simple_self_signed(["id.example.com".to_owned()]).unwrap().cert.pem();
    /// let verifier = builder.ca_pem(pem).build()?; // -----BEGIN CERTIFICATE-----
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn ca_pem(mut self, pem: impl Into<String>) -> Self {
        self.settings.remote.ca_pem = Some(pem.into());
        self
    }

    /// Sends this header with every fetch of keys.
    ///
    /// ```
    /// # use bearward::Verifier;
    /// # let url = "https://id.example.com/jwks";
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").jwks_url(url);
    /// let verifier = builder.fetch_header("X-Api-Key", "public-anon-key").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn fetch_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.remote.headers.push((name.into(), value.into()));
        self
    }

    /// The first key set, as JSON: decides until the first fetch has landed (serverless).
    ///
    /// It is as old as any fetched set once `max_stale` is over: where the issuer can never be reached, everything is a 503 from then on.
    /// For an air gap, give the keys for good with `jwks` or `jwks_file`.
    ///
    /// ```
    /// # use bearward::Verifier;
    /// # let url = "https://id.example.com/jwks";
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").jwks_url(url);
    /// # let jwk = r#"{"kty": "OKP", "crv": "Ed25519", "kid": "1", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#;
    /// # let jwks = format!(r#"{{"keys": [{jwk}]}}"#);
    /// let verifier = builder.jwks_snapshot(jwks).build()?;
    /// assert!(verifier.ready()); // without a fetch
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn jwks_snapshot(mut self, jwks: impl Into<String>) -> Self {
        self.settings.remote.snapshot = Some(jwks.into());
        self
    }
}
