//! The peer: `jsonwebtoken` 11 on aws-lc-rs, set to the same rules as bearward.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, jwk::Jwk};

use crate::material::{AUDIENCE, ISSUER, Material, User};

/// A key and rules of `jsonwebtoken`, made once.
pub struct Peer {
    key: DecodingKey,
    rules: Validation,
}

impl Peer {
    /// `None` if the peer cannot read the key or does not know the algorithm.
    pub fn new(material: &Material) -> Option<Self> {
        let algorithm: Algorithm = material.algorithm.name().parse().ok()?;
        let key = match material.jwk() {
            Some(jwk) => DecodingKey::from_jwk(&serde_json::from_value::<Jwk>(jwk).ok()?).ok()?,
            None => DecodingKey::from_secret(material.secret()),
        };
        let mut rules = Validation::new(algorithm);
        rules.leeway = 5;
        rules.validate_nbf = true;
        rules.set_issuer(&[ISSUER]);
        rules.set_audience(&[AUDIENCE]);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        Some(Self { key, rules })
    }

    /// Signature, `exp`, `nbf`, `iss`, `aud`, and all claims in a struct of owned strings.
    pub fn verify(&self, token: &str) -> Option<User> {
        decode::<User>(token, &self.key, &self.rules).ok().map(|data| data.claims)
    }
}
