//! The issuer: what it is called and what it has seen.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::builder::TestIssuerBuilder;
use super::public_key;
use super::request::Request;
use super::server::Server;
use super::site::Site;
use crate::Algorithm;

/// An issuer on loopback that signs, publishes, rotates and fails. Dropping it ends it.
///
/// ```
/// use bearward::testing::TestIssuer;
/// let issuer = TestIssuer::start();
/// let verifier = issuer.verifier().build().unwrap();
/// assert!(verifier.verify(&issuer.mint(serde_json::json!({"sub": "alice"}))).is_ok());
/// ```
pub struct TestIssuer {
    pub(super) site: Arc<Site>,
    pub(super) server: Server,
}

impl TestIssuer {
    /// An issuer with one Ed25519 key, like Better Auth's default: `iss` and `aud` are its own origin.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// let issuer = TestIssuer::start();
    /// assert_eq!(issuer.issuer(), issuer.url());
    /// ```
    pub fn start() -> Self {
        Self::builder().start()
    }

    /// An issuer whose tokens are signed with a shared secret (HS256), random unless the builder is given one.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// let issuer = TestIssuer::secret();
    /// assert!(issuer.verifier().build().unwrap().verify(&issuer.mint(serde_json::json!({"sub": "alice"}))).is_ok());
    /// ```
    pub fn secret() -> Self {
        Self::builder().algorithm(Algorithm::Hs256).start()
    }

    /// An issuer with choices of its own.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// let issuer = TestIssuer::builder().audience("https://api.example.com").start();
    /// # assert_eq!(issuer.audience(), "https://api.example.com");
    /// ```
    pub fn builder() -> TestIssuerBuilder {
        TestIssuerBuilder::new()
    }

    /// The origin, `http://127.0.0.1:PORT`.
    ///
    /// ```
    /// # let issuer = bearward::testing::TestIssuer::start();
    /// assert!(issuer.url().starts_with("http://127.0.0.1:"));
    /// ```
    pub fn url(&self) -> &str {
        &self.site.origin
    }

    /// The issuer name that tokens carry (`iss`).
    ///
    /// ```
    /// # let issuer = bearward::testing::TestIssuer::start();
    /// assert_eq!(issuer.issuer(), issuer.url()); // unless the builder was told otherwise
    /// ```
    pub fn issuer(&self) -> &str {
        &self.site.issuer
    }

    /// The audience that tokens carry (`aud`).
    ///
    /// ```
    /// # let issuer = bearward::testing::TestIssuer::start();
    /// assert_eq!(issuer.audience(), issuer.url()); // unless the builder was told otherwise
    /// ```
    pub fn audience(&self) -> &str {
        &self.site.audience
    }

    /// The address of the key set.
    ///
    /// ```
    /// # let issuer = bearward::testing::TestIssuer::start();
    /// assert_eq!(issuer.jwks_url(), format!("{}/.well-known/jwks.json", issuer.url()));
    /// ```
    pub fn jwks_url(&self) -> String {
        self.site.jwks_url()
    }

    /// The key set as it is published now (RFC 7517, section 5), whatever the endpoint answers.
    ///
    /// ```
    /// # use bearward::{Verifier, testing::TestIssuer};
    /// # let issuer = TestIssuer::start();
    /// let verifier = Verifier::issuer(issuer.issuer()).audience(issuer.audience()).jwks(issuer.jwks());
    /// assert!(verifier.build().is_ok()); // keys without a fetch
    /// ```
    pub fn jwks(&self) -> String {
        self.site.keys().jwks()
    }

    /// The `kid` of the key that signs.
    ///
    /// ```
    /// # let issuer = bearward::testing::TestIssuer::start();
    /// let first = issuer.kid();
    /// issuer.rotate();
    /// assert_ne!(issuer.kid(), first);
    /// ```
    pub fn kid(&self) -> String {
        self.site.keys().current().kid.clone()
    }

    /// Every `kid` that is not removed, the oldest first; secrets have one too, which no token names.
    ///
    /// ```
    /// # let issuer = bearward::testing::TestIssuer::start();
    /// issuer.rotate();
    /// assert_eq!(issuer.kids().len(), 2);
    /// assert_eq!(issuer.kids()[1], issuer.kid());
    /// ```
    pub fn kids(&self) -> Vec<String> {
        self.site.keys().kids()
    }

    /// The public key of this `kid`, or of the key that signs, as PEM (`BEGIN PUBLIC KEY`).
    ///
    /// ```
    /// # use bearward::{Verifier, testing::TestIssuer};
    /// # let issuer = TestIssuer::start();
    /// let verifier = Verifier::issuer(issuer.issuer()).audience(issuer.audience()).pem(issuer.public_pem(None));
    /// assert!(verifier.build().is_ok());
    /// ```
    ///
    /// # Panics
    ///
    /// If there is no such key or it is a secret.
    pub fn public_pem(&self, kid: Option<&str>) -> String {
        let ring = self.site.keys();
        let key = match kid {
            Some(kid) => {
                ring.by_kid(kid).unwrap_or_else(|| panic!("this issuer never had a key with the kid {kid:?}"))
            }
            None => ring.current(),
        };
        public_key::pem(&key)
            .unwrap_or_else(|| panic!("this issuer signs with a shared secret, which has no public key"))
    }

    /// The shared secret.
    ///
    /// ```
    /// # use bearward::{Secret, testing::TestIssuer};
    /// # let issuer = TestIssuer::secret();
    /// let secret = Secret::new(issuer.shared_secret());
    /// ```
    ///
    /// # Panics
    ///
    /// If no key of this issuer is a secret.
    pub fn shared_secret(&self) -> Vec<u8> {
        let secret = self.site.keys().secret();
        secret.unwrap_or_else(|| {
            panic!("no key of this issuer is a secret: start one that signs with a secret")
        })
    }

    /// The time at which tokens are minted, in Unix seconds.
    ///
    /// ```
    /// # let issuer = bearward::testing::TestIssuer::start();
    /// issuer.set_now(1_795_144_080);
    /// assert_eq!(issuer.now(), 1_795_144_080);
    /// ```
    pub fn now(&self) -> u64 {
        self.site.now()
    }

    /// How many requests came in, on any path, answered or not.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// assert!(verifier.verify(&token).is_ok() && verifier.verify(&token).is_ok());
    /// assert_eq!(issuer.requests(), 1); // the keys were fetched once
    /// ```
    pub fn requests(&self) -> u64 {
        self.site.requests.load(Ordering::SeqCst)
    }

    /// How many connections were accepted. Each carries one request at most.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// assert_eq!(issuer.connections(), 0);
    /// verifier.warm().unwrap();
    /// assert_eq!(issuer.connections(), 1);
    /// ```
    pub fn connections(&self) -> u64 {
        self.site.connections.load(Ordering::SeqCst)
    }

    /// The newest request, with its headers.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// assert_eq!(issuer.last_request(), None);
    /// verifier.warm().unwrap();
    /// assert_eq!(issuer.last_request().unwrap().path, "/.well-known/jwks.json");
    /// ```
    pub fn last_request(&self) -> Option<Request> {
        self.site.state().last_request.clone()
    }
}

/// Names the issuer and its keys, never their material.
impl fmt::Debug for TestIssuer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TestIssuer")
            .field("url", &self.site.origin)
            .field("issuer", &self.site.issuer)
            .field("audience", &self.site.audience)
            .field("keys", &*self.site.keys())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    #[test]
    fn the_names_are_the_origin_unless_chosen() {
        let issuer = TestIssuer::start();
        assert!(issuer.url().starts_with("http://127.0.0.1:"));
        assert_eq!((issuer.issuer(), issuer.audience()), (issuer.url(), issuer.url()));
        let chosen = TestIssuer::builder().issuer("https://id.example.com").audience("api").start();
        assert_eq!(chosen.issuer(), "https://id.example.com");
        assert_eq!(chosen.audience(), "api");
        let realm = TestIssuer::builder().issuer_path("/realms/a").start();
        assert_eq!(realm.issuer(), format!("{}/realms/a", realm.url()));
    }

    #[test]
    fn several_keys_are_one_set() {
        let issuer = TestIssuer::builder()
            .algorithm(Algorithm::EdDsa)
            .and_algorithm(Algorithm::Rs256)
            .and_algorithm(Algorithm::Es256)
            .start();
        let set: Value = serde_json::from_str(&issuer.jwks()).unwrap();
        let keys = set["keys"].as_array().unwrap();
        let types: Vec<_> = keys.iter().map(|key| key["kty"].as_str().unwrap()).collect();
        assert_eq!(types, ["OKP", "RSA", "EC"]);
        assert_eq!(keys[0]["kid"], issuer.kid());
    }

    #[test]
    fn a_secret_is_never_published_or_shown() {
        let issuer = TestIssuer::secret();
        assert_eq!(issuer.jwks(), r#"{"keys":[]}"#);
        let secret = String::from_utf8(issuer.shared_secret()).unwrap();
        assert!(!format!("{issuer:?}").contains(&secret));
        let header = issuer.mint(json!({})).split('.').next().unwrap().to_owned();
        let header = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(header).unwrap();
        assert_eq!(header, br#"{"alg":"HS256"}"#);
    }
}
