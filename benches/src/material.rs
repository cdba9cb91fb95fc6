//! The token that everybody verifies, and the keys to it.

use std::time::Duration;

use bearward::testing::{Mint, TestIssuer};
use bearward::{Algorithm, Ready, Secret, Verifier, VerifierBuilder};
use serde::Deserialize;
use serde_json::Value;

/// The issuer's name in every token.
pub const ISSUER: &str = "https://app.example.com";
/// The audience in every token; Better Auth's own default is the issuer's origin too.
pub const AUDIENCE: &str = ISSUER;

/// Long enough for the longest run of a benchmark.
const LIFETIME: Duration = Duration::from_secs(24 * 3600);
const SECRET: &[u8] = b"bench-only-secret-8f3b1c9d7e5a2046bdf1";

/// An issuer of one algorithm and a token of its: 268 bytes of payload in the form that Better Auth's jwt plugin gives it.
pub struct Material {
    /// The algorithm of the key.
    pub algorithm: Algorithm,
    /// The token.
    pub token: String,
    /// The issuer; its key set is fetched over loopback.
    pub issuer: TestIssuer,
}

impl Material {
    /// Makes a key and signs the token with it.
    pub fn new(algorithm: Algorithm) -> Self {
        let mut builder =
            TestIssuer::builder().algorithm(algorithm).issuer(ISSUER).audience(AUDIENCE).lifetime(LIFETIME);
        if algorithm.is_symmetric() {
            builder = builder.secret(SECRET);
        }
        let issuer = builder.start();
        let payload = payload(issuer.now(), issuer.now() + LIFETIME.as_secs());
        let token = issuer.mint_with(Mint::default().with_raw_payload(payload));
        Self { algorithm, token, issuer }
    }

    /// A verifier with the keys in memory: the shared secret, or the key set as text.
    pub fn verifier(&self) -> VerifierBuilder<Ready> {
        let builder = Verifier::issuer(ISSUER).audience(AUDIENCE);
        if self.algorithm.is_symmetric() {
            builder.secret(Secret::new(SECRET))
        } else {
            builder.jwks(self.issuer.jwks())
        }
    }

    /// The key as a JWK; `None` for a secret.
    pub fn jwk(&self) -> Option<Value> {
        let set: Value = serde_json::from_str(&self.issuer.jwks()).ok()?;
        set.get("keys")?.get(0).cloned()
    }

    /// The shared secret of the HMAC algorithms.
    pub fn secret(&self) -> &'static [u8] {
        SECRET
    }
}

/// A user as Better Auth puts it into its tokens, with the registered claims around it.
pub fn payload(issued_at: u64, expires_at: u64) -> String {
    let id = "pX3nVq8RzT1mKc7YbW5sLd9FhJ2gA4eU";
    format!(
        r#"{{"name":"Alice Liddell","email":"alice.li@example.com","emailVerified":true,"image":null,"id":"{id}","iat":{issued_at},"sub":"{id}","exp":{expires_at},"iss":"{ISSUER}","aud":"{AUDIENCE}"}}"#
    )
}

/// All claims of the token as a program would hold them.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    /// The name to show.
    pub name: String,
    /// The address.
    pub email: String,
    /// Whether the address was confirmed.
    pub email_verified: bool,
    /// The picture's address.
    pub image: Option<String>,
    /// The user's id, the same as `sub`.
    pub id: String,
    /// When the token was issued.
    pub iat: u64,
    /// Whom it is about.
    pub sub: String,
    /// When it expires.
    pub exp: u64,
    /// Who issued it.
    pub iss: String,
    /// Whom it is for.
    pub aud: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_payload_has_the_promised_size() {
        assert_eq!(payload(1_795_144_080, 1_795_144_980).len(), 268);
    }
}
