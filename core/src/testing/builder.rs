//! Choosing what the issuer is, before it starts.

use std::fmt;
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::answer::Behaviour;
use super::issuer::TestIssuer;
use super::key::SigningKey;
use super::key_ring::{KeyRing, new_kid};
use super::server::Server;
use super::site::{Site, State};
use crate::Algorithm;

/// The choices of a [`TestIssuer`]; each has a default.
///
/// ```
/// use bearward::Algorithm;
/// use bearward::testing::TestIssuer;
///
/// let issuer = TestIssuer::builder().algorithm(Algorithm::Es256).audience("https://api.example.com").start();
/// assert_eq!(issuer.audience(), "https://api.example.com");
/// ```
#[derive(Clone)]
#[must_use = "nothing listens before `start`"]
pub struct TestIssuerBuilder {
    algorithms: Vec<Algorithm>,
    secret: Option<Vec<u8>>,
    issuer: Option<String>,
    issuer_path: String,
    audience: Option<String>,
    jwks_path: String,
    lifetime: Duration,
    now: Option<u64>,
    headers: Vec<(String, String)>,
    etag: bool,
}

impl TestIssuerBuilder {
    pub(super) fn new() -> Self {
        Self {
            algorithms: vec![Algorithm::EdDsa],
            secret: None,
            issuer: None,
            issuer_path: String::new(),
            audience: None,
            jwks_path: "/.well-known/jwks.json".into(),
            lifetime: Duration::from_secs(900),
            now: None,
            headers: Vec::new(),
            etag: false,
        }
    }

    /// The algorithm of the one key, EdDSA by default. HS256, HS384 and HS512 make an issuer with a shared secret, whose key
    /// set is empty.
    ///
    /// ```
    /// # use bearward::{Algorithm, testing::TestIssuer};
    /// let issuer = TestIssuer::builder().algorithm(Algorithm::Es256).start();
    /// assert!(issuer.jwks().contains("P-256"));
    /// ```
    pub fn algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithms = vec![algorithm];
        self
    }

    /// A further key, of this algorithm, in the same key set. The first key goes on signing; [`Mint`](super::Mint) chooses
    /// another.
    ///
    /// ```
    /// # use bearward::{Algorithm, testing::TestIssuer};
    /// let issuer = TestIssuer::builder().and_algorithm(Algorithm::Es256).start();
    /// assert_eq!(issuer.kids().len(), 2); // EdDSA and ES256
    /// ```
    pub fn and_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithms.push(algorithm);
        self
    }

    /// The shared secret of the HMAC keys, in place of a random one. Any length: a verifier has its own rules.
    ///
    /// ```
    /// # use bearward::{Algorithm, testing::TestIssuer};
    /// let issuer = TestIssuer::builder().algorithm(Algorithm::Hs256).secret("too short").start();
    /// assert!(issuer.verifier().build().is_err());
    /// ```
    pub fn secret(mut self, secret: impl Into<Vec<u8>>) -> Self {
        self.secret = Some(secret.into());
        self
    }

    /// The issuer name (`iss`), in place of the issuer's own origin.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// let issuer = TestIssuer::builder().issuer("https://id.example.com").start();
    /// assert_eq!(issuer.issuer(), "https://id.example.com");
    /// ```
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// A path behind the own origin in the issuer name, such as `/realms/test`; discovery is served below it too.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// let issuer = TestIssuer::builder().issuer_path("/realms/test").start();
    /// assert!(issuer.issuer().ends_with("/realms/test"));
    /// ```
    pub fn issuer_path(mut self, path: impl Into<String>) -> Self {
        self.issuer_path = path.into();
        self
    }

    /// The audience (`aud`), in place of the issuer's own origin.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// let issuer = TestIssuer::builder().audience("https://api.example.com").start();
    /// assert_eq!(issuer.audience(), "https://api.example.com");
    /// ```
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// Where the key set is served, in place of `/.well-known/jwks.json`. It is always at `/api/auth/jwks` too.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// let issuer = TestIssuer::builder().path("/keys").start();
    /// assert!(issuer.jwks_url().ends_with("/keys"));
    /// ```
    pub fn path(mut self, path: impl Into<String>) -> Self {
        self.jwks_path = path.into();
        self
    }

    /// How long a token lives, in whole seconds; 900 s by default.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// # use serde_json::json;
    /// use std::time::Duration;
    /// let issuer = TestIssuer::builder().lifetime(Duration::from_secs(60)).start();
    /// let claims = issuer.verifier().build().unwrap().verify(&issuer.mint(json!({"sub": "alice"}))).unwrap();
    /// assert_eq!(claims.expires_at() - claims.issued_at().unwrap(), 60.0);
    /// ```
    pub fn lifetime(mut self, lifetime: Duration) -> Self {
        self.lifetime = lifetime;
        self
    }

    /// Mints as if it were this time for ever (Unix seconds), in place of the system clock.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// let issuer = TestIssuer::builder().now(1_795_144_080).start();
    /// assert_eq!(issuer.now(), 1_795_144_080);
    /// ```
    pub fn now(mut self, unix_seconds: u64) -> Self {
        self.now = Some(unix_seconds);
        self
    }

    /// Sends `Cache-Control` with the key set, for example `max-age=300`.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// let issuer = TestIssuer::builder().cache_control("max-age=300").start();
    /// ```
    pub fn cache_control(self, value: impl Into<String>) -> Self {
        self.header("Cache-Control", value)
    }

    /// Sends `Age` (seconds) with the key set, as a cache on the way would.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// let issuer = TestIssuer::builder().cache_control("max-age=300").age(299).start(); // fresh for a second
    /// ```
    pub fn age(self, seconds: u64) -> Self {
        self.header("Age", seconds.to_string())
    }

    /// Sends an `ETag` with the key set and answers a matching `If-None-Match` with 304.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// let issuer = TestIssuer::builder().etag().start();
    /// let verifier = issuer.verifier().build().unwrap();
    /// verifier.warm().unwrap();
    /// verifier.refresh().unwrap(); // answered with 304
    /// assert!(issuer.last_request().unwrap().header("If-None-Match").is_some());
    /// ```
    pub fn etag(mut self) -> Self {
        self.etag = true;
        self
    }

    /// Sends any header field with the key set.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// let issuer = TestIssuer::builder().header("Expires", "0").start();
    /// ```
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Makes the keys and listens on a free port of 127.0.0.1.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// let issuer = TestIssuer::builder().start();
    /// assert!(issuer.url().starts_with("http://127.0.0.1:"));
    /// ```
    ///
    /// # Panics
    ///
    /// If no port or thread can be had, or for ES512 without the feature `aws-lc-rs`.
    pub fn start(self) -> TestIssuer {
        let keys = self.keys();
        let (server, listener) = Server::bind();
        let origin = format!("http://127.0.0.1:{}", server.port());
        let own_name = format!("{origin}{}", self.issuer_path);
        let site = Arc::new(Site {
            issuer: self.issuer.unwrap_or(own_name),
            audience: self.audience.unwrap_or_else(|| origin.clone()),
            origin,
            jwks_path: self.jwks_path,
            issuer_path: self.issuer_path,
            lifetime: self.lifetime,
            headers: self.headers,
            etag: self.etag,
            keys: Mutex::new(keys),
            state: Mutex::new(State { behaviour: Behaviour::Normal, now: self.now, last_request: None }),
            requests: AtomicU64::new(0),
            connections: AtomicU64::new(0),
        });
        server.serve(listener, &site);
        TestIssuer { site, server }
    }

    fn keys(&self) -> KeyRing {
        let mut keys: Vec<SigningKey> = Vec::new();
        for algorithm in &self.algorithms {
            let key = match &self.secret {
                Some(secret) if algorithm.is_symmetric() => {
                    SigningKey::from_secret(new_kid(), *algorithm, secret.clone())
                }
                _ => SigningKey::generate(new_kid(), *algorithm, &keys),
            };
            keys.push(key);
        }
        let mut keys = keys.into_iter();
        let first = keys.next().expect("an algorithm, by default EdDSA");
        KeyRing::new(first, keys.collect())
    }
}

/// Without the secret.
impl fmt::Debug for TestIssuerBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TestIssuerBuilder")
            .field("algorithms", &self.algorithms)
            .field("issuer", &self.issuer)
            .field("audience", &self.audience)
            .field("path", &self.jwks_path)
            .finish_non_exhaustive()
    }
}
