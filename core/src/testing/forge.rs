//! Tokens that must be refused, each wrong in one way.

use serde_json::{Value, json};

use super::issuer::TestIssuer;
use super::key_ring::new_kid;
use super::mint::{Mint, SignedBy};
use super::{base64url, mint};

/// Past the largest leeway that a verifier may be given (1 h).
const TWO_HOURS: u64 = 7_200;

impl TestIssuer {
    /// A token with these claims over `iss`, `aud`, `iat` and `exp`; a null takes a claim away.
    ///
    /// ```
    /// # use serde_json::json;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let token = issuer.mint(json!({"sub": "alice", "email": "alice@example.com"}));
    /// assert_eq!(verifier.verify(&token).unwrap().get_str("email"), Some("alice@example.com"));
    /// assert!(verifier.verify(&issuer.mint(json!({"sub": "alice", "exp": null}))).is_err());
    /// ```
    pub fn mint(&self, claims: Value) -> String {
        self.mint_with(claims)
    }

    /// Any token at all: see [`Mint`].
    ///
    /// ```
    /// # use serde_json::json;
    /// use bearward::testing::Mint;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let mint = Mint::new(json!({"sub": "alice"})).with_header(json!({"crit": ["b64"]}));
    /// let denial = verifier.verify(&issuer.mint_with(mint)).unwrap_err();
    /// assert_eq!(denial.code().as_str(), "critical_header_unsupported");
    /// ```
    ///
    /// # Panics
    ///
    /// If no key of this issuer can sign it, or the claims or header are not an object.
    pub fn mint_with(&self, mint: impl Into<Mint>) -> String {
        mint::token(&self.site, mint.into())
    }

    /// A token that expired two hours ago (`token_expired`).
    ///
    /// ```
    /// # use serde_json::json;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let denial = verifier.verify(&issuer.expired(json!({"sub": "alice"}))).unwrap_err();
    /// assert_eq!(denial.code().as_str(), "token_expired");
    /// ```
    pub fn expired(&self, claims: Value) -> String {
        let exp = self.now().saturating_sub(TWO_HOURS);
        let iat = exp.saturating_sub(self.site.lifetime.as_secs());
        self.mint_with(Mint::new(claims).over(json!({"iat": iat, "exp": exp})))
    }

    /// A token whose `nbf` is two hours ahead (`token_not_yet_valid`).
    ///
    /// ```
    /// # use serde_json::json;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let denial = verifier.verify(&issuer.not_yet_valid(json!({"sub": "alice"}))).unwrap_err();
    /// assert_eq!(denial.code().as_str(), "token_not_yet_valid");
    /// ```
    pub fn not_yet_valid(&self, claims: Value) -> String {
        let nbf = self.now() + TWO_HOURS;
        let exp = nbf + self.site.lifetime.as_secs();
        self.mint_with(Mint::new(claims).over(json!({"nbf": nbf, "exp": exp})))
    }

    /// A token under a known `kid`, signed with another key of that type (`signature_invalid`).
    ///
    /// ```
    /// # use serde_json::json;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let denial = verifier.verify(&issuer.wrong_key(json!({"sub": "alice"}))).unwrap_err();
    /// assert_eq!(denial.code().as_str(), "signature_invalid");
    /// ```
    pub fn wrong_key(&self, claims: Value) -> String {
        self.mint_with(Mint::new(claims).signed_by(SignedBy::Stranger))
    }

    /// A token for somebody else (`audience_mismatch`).
    ///
    /// ```
    /// # use serde_json::json;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let denial = verifier.verify(&issuer.wrong_audience(json!({"sub": "alice"}))).unwrap_err();
    /// assert_eq!(denial.code().as_str(), "audience_mismatch");
    /// ```
    pub fn wrong_audience(&self, claims: Value) -> String {
        let aud = "https://another-audience.invalid";
        self.mint_with(Mint::new(claims).over(json!({ "aud": aud })))
    }

    /// A token that names another issuer (`issuer_mismatch`).
    ///
    /// ```
    /// # use serde_json::json;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let denial = verifier.verify(&issuer.wrong_issuer(json!({"sub": "alice"}))).unwrap_err();
    /// assert_eq!(denial.code().as_str(), "issuer_mismatch");
    /// ```
    pub fn wrong_issuer(&self, claims: Value) -> String {
        let iss = "https://another-issuer.invalid";
        self.mint_with(Mint::new(claims).over(json!({ "iss": iss })))
    }

    /// A token under a random `kid` that no key set has (`key_not_found`); its signature is good.
    ///
    /// ```
    /// # use serde_json::json;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let denial = verifier.verify(&issuer.unknown_kid(json!({"sub": "alice"}))).unwrap_err();
    /// assert_eq!(denial.code().as_str(), "key_not_found");
    /// ```
    pub fn unknown_kid(&self, claims: Value) -> String {
        self.mint_with(Mint::new(claims).with_header(json!({"kid": new_kid()})))
    }

    /// The token with a claim added and its signature kept (`signature_invalid`).
    ///
    /// ```
    /// # use serde_json::json;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let token = issuer.tampered(&issuer.mint(json!({"sub": "alice"})));
    /// assert_eq!(verifier.verify(&token).unwrap_err().code().as_str(), "signature_invalid");
    /// ```
    ///
    /// # Panics
    ///
    /// If it is no token: it has not three parts, or its payload is not base64url.
    pub fn tampered(&self, token: &str) -> String {
        let mut parts = token.split('.');
        let (Some(header), Some(payload), Some(signature), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            panic!("what is to be tampered with is no token: a token has three parts");
        };
        format!("{header}.{}.{signature}", changed(payload))
    }

    /// An unsigned token: `alg` is `none`, the signature empty (`token_malformed`).
    ///
    /// ```
    /// # use serde_json::json;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let denial = verifier.verify(&issuer.alg_none(json!({"sub": "alice"}))).unwrap_err();
    /// assert_eq!(denial.code().as_str(), "token_malformed");
    /// ```
    pub fn alg_none(&self, claims: Value) -> String {
        self.mint_with(Mint::new(claims).signed_by(SignedBy::Nobody))
    }

    /// Key confusion (CVE-2015-9235): an HS256 token whose secret is the PEM text of the current public key.
    ///
    /// ```
    /// # use serde_json::json;
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let denial = verifier.verify(&issuer.hs256_with_public_key(json!({"sub": "alice"}))).unwrap_err();
    /// assert_eq!(denial.code().as_str(), "algorithm_not_allowed");
    /// ```
    ///
    /// # Panics
    ///
    /// If the current key is a secret. Other encodings of the key go through [`SignedBy::Hmac`].
    pub fn hs256_with_public_key(&self, claims: Value) -> String {
        let pem = self.public_pem(None).into_bytes();
        self.mint_with(Mint::new(claims).signed_by(SignedBy::Hmac(pem)))
    }
}

/// The payload with one more claim, or with one more space if it is no JSON object.
fn changed(payload: &str) -> String {
    let bytes = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(payload).unwrap_or_else(|_| {
        panic!("what is to be tampered with is no token: its payload is not base64url");
    });
    if let Ok(Value::Object(mut claims)) = serde_json::from_slice(&bytes) {
        claims.insert("tampered".into(), true.into());
        return base64url(Value::Object(claims).to_string().as_bytes());
    }
    base64url(&[bytes.as_slice(), b" "].concat())
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::{hmac, signature::ED25519, signature::UnparsedPublicKey};

    fn decode(part: &str) -> Vec<u8> {
        base64_simd::URL_SAFE_NO_PAD.decode_to_vec(part).unwrap()
    }

    fn claims(token: &str) -> Value {
        serde_json::from_slice(&decode(token.split('.').nth(1).unwrap())).unwrap()
    }

    /// Straight from the published key set, as a verifier would see it.
    fn holds(issuer: &TestIssuer, token: &str) -> bool {
        let jwks: Value = serde_json::from_str(&issuer.jwks()).unwrap();
        let public = decode(jwks["keys"][0]["x"].as_str().unwrap());
        let (signed, signature) = token.rsplit_once('.').unwrap();
        UnparsedPublicKey::new(&ED25519, public).verify(signed.as_bytes(), &decode(signature)).is_ok()
    }

    #[test]
    fn only_the_signature_of_a_forgery_fails() {
        let issuer = TestIssuer::start();
        let good = issuer.mint(json!({"sub": "a"}));
        assert!(holds(&issuer, &good));
        assert!(!holds(&issuer, &issuer.tampered(&good)));
        assert!(!holds(&issuer, &issuer.wrong_key(json!({"sub": "a"}))));
        assert_eq!(claims(&issuer.tampered(&good))["tampered"], true);
    }

    #[test]
    fn a_wrong_claim_is_signed_well() {
        let issuer = TestIssuer::builder().now(100_000).start();
        for (token, claim, value) in [
            (issuer.expired(json!({})), "exp", json!(92_800)),
            (issuer.not_yet_valid(json!({})), "nbf", json!(107_200)),
            (issuer.wrong_audience(json!({})), "aud", json!("https://another-audience.invalid")),
            (issuer.wrong_issuer(json!({})), "iss", json!("https://another-issuer.invalid")),
        ] {
            assert_eq!(claims(&token)[claim], value);
            assert!(holds(&issuer, &token), "{claim}");
        }
    }

    #[test]
    fn alg_none_has_an_empty_signature() {
        let token = TestIssuer::start().alg_none(json!({}));
        let header = decode(token.split('.').next().unwrap());
        assert!(token.ends_with('.'));
        assert!(String::from_utf8(header).unwrap().contains(r#""none""#));
    }

    #[test]
    fn the_public_key_is_the_secret_of_key_confusion() {
        let issuer = TestIssuer::start();
        let token = issuer.hs256_with_public_key(json!({}));
        let (signed, tag) = token.rsplit_once('.').unwrap();
        let key = hmac::Key::new(hmac::HMAC_SHA256, issuer.public_pem(None).as_bytes());
        assert!(hmac::verify(&key, signed.as_bytes(), &decode(tag)).is_ok());
    }
}
