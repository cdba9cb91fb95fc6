//! Building a token, a good one or any other.

use std::fmt;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::base64url;
use super::key::{SigningKey, hmac_tag};
use super::site::Site;
use crate::Algorithm;

/// What to put into a token and who signs it; every part is optional.
///
/// ```
/// use bearward::testing::{Mint, SignedBy};
/// use serde_json::json;
///
/// let no_kid = Mint::new(json!({"sub": "alice"})).with_header(json!({"kid": null}));
/// let access_token = Mint { header: json!({"typ": "at+jwt"}), ..Mint::default() };
/// let raw = Mint::default().with_raw_payload(r#"{"sub":"a","sub":"b"}"#);
/// let stranger = Mint::default().signed_by(SignedBy::Stranger);
/// # let _ = (no_kid, access_token, raw, stranger);
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mint {
    /// Claims laid over the issuer's own (`iss`, `aud`, `iat`, `exp`); a null takes a claim away. An object or null.
    pub claims: Value,
    /// Members laid over the header's own (`alg`, and `kid` unless a secret signs); a null takes a member away. An object
    /// or null.
    pub header: Value,
    /// The whole payload as it is, in place of `claims`.
    pub raw_payload: Option<Vec<u8>>,
    /// The whole header as it is, in place of `header`.
    pub raw_header: Option<Vec<u8>>,
    /// Sign with this algorithm: the current key if it is bound to it, else another active key that fits.
    pub algorithm: Option<Algorithm>,
    /// The key that signs.
    pub signed_by: SignedBy,
}

/// The key that signs a token.
///
/// ```
/// # use bearward::testing::{Mint, SignedBy};
/// # use bearward::testing::TestIssuer;
/// # let issuer = TestIssuer::start();
/// # let verifier = issuer.verifier().build().unwrap();
/// let old = issuer.kid();
/// issuer.rotate();
/// let token = issuer.mint_with(Mint::new(serde_json::json!({"sub": "alice"})).signed_by(SignedBy::Kid(old)));
/// assert!(verifier.verify(&token).is_ok());
/// ```
#[derive(Clone, Default, PartialEq)]
#[non_exhaustive]
pub enum SignedBy {
    /// The issuer's current key.
    #[default]
    Current,
    /// The issuer's newest key under this `kid`, also one that is no longer published.
    Kid(String),
    /// A key of the same type that is in no key set, under the `kid` of the key that should have signed.
    Stranger,
    /// HMAC (HS256 unless an algorithm is given) under any bytes, with the `kid` of the current key: for key confusion.
    Hmac(Vec<u8>),
    /// Nobody: the signature is empty and `alg` is `none`.
    Nobody,
}

impl Mint {
    /// A token with these claims over the issuer's own.
    ///
    /// ```
    /// # use bearward::testing::Mint;
    /// let mint = Mint::new(serde_json::json!({"sub": "alice", "aud": null})); // a token without `aud`
    /// # let _ = mint;
    /// ```
    pub fn new(claims: Value) -> Self {
        Self { claims, ..Self::default() }
    }

    /// Members laid over the header's own; a null takes a member away.
    ///
    /// ```
    /// # use bearward::testing::Mint;
    /// let access_token = Mint::default().with_header(serde_json::json!({"typ": "at+jwt", "kid": null}));
    /// # let _ = access_token;
    /// ```
    pub fn with_header(mut self, header: Value) -> Self {
        self.header = header;
        self
    }

    /// This very payload, whatever it is.
    ///
    /// ```
    /// # use bearward::testing::Mint;
    /// let twice = Mint::default().with_raw_payload(r#"{"sub":"a","sub":"b"}"#);
    /// # let _ = twice;
    /// ```
    pub fn with_raw_payload(mut self, payload: impl Into<Vec<u8>>) -> Self {
        self.raw_payload = Some(payload.into());
        self
    }

    /// This very header, whatever it is.
    ///
    /// ```
    /// # use bearward::testing::Mint;
    /// let truncated = Mint::default().with_raw_header(r#"{"alg":"EdDSA""#);
    /// # let _ = truncated;
    /// ```
    pub fn with_raw_header(mut self, header: impl Into<Vec<u8>>) -> Self {
        self.raw_header = Some(header.into());
        self
    }

    /// Signed with this algorithm.
    ///
    /// ```
    /// # use bearward::{Algorithm, testing::{Mint, TestIssuer}};
    /// let issuer = TestIssuer::builder().algorithm(Algorithm::Rs256).start();
    /// let token = issuer.mint_with(Mint::default().with_algorithm(Algorithm::Ps256)); // the same RSA key
    /// # let _ = token;
    /// ```
    pub fn with_algorithm(mut self, algorithm: Algorithm) -> Self {
        self.algorithm = Some(algorithm);
        self
    }

    /// Signed by this key.
    ///
    /// ```
    /// # use bearward::testing::{Mint, SignedBy};
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// let forged = Mint::new(serde_json::json!({"sub": "alice"})).signed_by(SignedBy::Stranger);
    /// assert!(verifier.verify(&issuer.mint_with(forged)).is_err());
    /// ```
    pub fn signed_by(mut self, signer: SignedBy) -> Self {
        self.signed_by = signer;
        self
    }

    /// The same with these claims over the ones it has.
    pub(super) fn over(mut self, claims: Value) -> Self {
        let mut merged = object(std::mem::take(&mut self.claims), "claims");
        // Nulls stay: they say what to take away from the issuer's own claims.
        merged.extend(object(claims, "claims"));
        self.claims = Value::Object(merged);
        self
    }
}

impl From<Value> for Mint {
    fn from(claims: Value) -> Self {
        Self::new(claims)
    }
}

/// Without the bytes of a secret.
impl fmt::Debug for SignedBy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Current => formatter.write_str("Current"),
            Self::Kid(kid) => formatter.debug_tuple("Kid").field(kid).finish(),
            Self::Stranger => formatter.write_str("Stranger"),
            Self::Hmac(bytes) => write!(formatter, "Hmac({} bytes)", bytes.len()),
            Self::Nobody => formatter.write_str("Nobody"),
        }
    }
}

/// The compact serialization (RFC 7515, section 7.1) of the token that `mint` describes.
pub(super) fn token(site: &Site, mint: Mint) -> String {
    let key = chosen_key(site, &mint);
    let algorithm = mint.algorithm.unwrap_or(match mint.signed_by {
        SignedBy::Hmac(_) => Algorithm::Hs256,
        _ => key.algorithm,
    });
    let alg = match mint.signed_by {
        SignedBy::Nobody => "none",
        _ => algorithm.name(),
    };
    let header = match key.secret() {
        Some(_) => json!({ "alg": alg }),
        None => json!({ "alg": alg, "kid": key.kid }),
    };
    let header = mint.raw_header.unwrap_or_else(|| merge(header, mint.header, "header"));
    let payload = mint.raw_payload.unwrap_or_else(|| merge(site.default_claims(), mint.claims, "claims"));
    let signed = format!("{}.{}", base64url(&header), base64url(&payload));
    let signature = match mint.signed_by {
        SignedBy::Nobody => Some(Vec::new()),
        SignedBy::Hmac(bytes) => hmac_tag(&bytes, algorithm, signed.as_bytes()),
        SignedBy::Stranger => {
            SigningKey::stranger(key.kid.clone(), key.algorithm).sign(algorithm, signed.as_bytes())
        }
        SignedBy::Current | SignedBy::Kid(_) => key.sign(algorithm, signed.as_bytes()),
    };
    let signature = signature.unwrap_or_else(|| {
        panic!("the key {:?} of this issuer cannot sign with {}", key.kid, algorithm.name())
    });
    format!("{signed}.{}", base64url(&signature))
}

fn chosen_key(site: &Site, mint: &Mint) -> Arc<SigningKey> {
    let ring = site.keys();
    match (&mint.signed_by, mint.algorithm) {
        (SignedBy::Kid(kid), _) => {
            ring.by_kid(kid).unwrap_or_else(|| panic!("this issuer never had a key with the kid {kid:?}"))
        }
        (SignedBy::Current | SignedBy::Stranger, Some(algorithm)) => {
            ring.by_algorithm(algorithm).unwrap_or_else(|| {
                panic!("no key of this issuer signs with {0}: start it with {0} too", algorithm.name())
            })
        }
        _ => ring.current(),
    }
}

fn merge(defaults: Value, over: Value, what: &str) -> Vec<u8> {
    let mut merged = object(defaults, what);
    for (name, value) in object(over, what) {
        if value.is_null() {
            merged.remove(&name);
        } else {
            merged.insert(name, value);
        }
    }
    Value::Object(merged).to_string().into_bytes()
}

fn object(value: Value, what: &str) -> Map<String, Value> {
    match value {
        Value::Null => Map::new(),
        Value::Object(members) => members,
        other => panic!("{what} of a token to mint must be a JSON object, not {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::TestIssuer;

    fn part(token: &str, index: usize) -> Vec<u8> {
        let part = token.split('.').nth(index).unwrap();
        base64_simd::URL_SAFE_NO_PAD.decode_to_vec(part).unwrap()
    }

    fn json_part(token: &str, index: usize) -> Value {
        serde_json::from_slice(&part(token, index)).unwrap()
    }

    #[test]
    fn the_header_is_alg_and_kid_like_better_auths() {
        let issuer = TestIssuer::start();
        let token = issuer.mint(json!({}));
        assert_eq!(json_part(&token, 0), json!({"alg": "EdDSA", "kid": issuer.kid()}));
    }

    #[test]
    fn the_issuers_claims_are_there_unless_given_or_nulled() {
        let issuer = TestIssuer::builder().now(1_000).start();
        let claims = json_part(&issuer.mint(json!({"sub": "a", "aud": null, "iat": 5})), 1);
        assert_eq!(claims, json!({"iss": issuer.url(), "sub": "a", "iat": 5, "exp": 1_900}));
    }

    #[test]
    fn header_members_can_be_added_changed_and_taken_away() {
        let issuer = TestIssuer::start();
        let header = json!({"kid": null, "typ": "at+jwt", "alg": "RS256"});
        let token = issuer.mint_with(Mint::default().with_header(header));
        assert_eq!(json_part(&token, 0), json!({"alg": "RS256", "typ": "at+jwt"}));
    }

    #[test]
    fn raw_parts_are_kept_to_the_byte() {
        let mint = Mint::default().with_raw_header("{").with_raw_payload([0xff, 0]);
        let token = TestIssuer::start().mint_with(mint);
        assert_eq!(part(&token, 0), b"{");
        assert_eq!(part(&token, 1), [0xff, 0]);
    }

    #[test]
    fn another_algorithm_takes_the_key_that_fits() {
        let issuer =
            TestIssuer::builder().algorithm(Algorithm::Rs256).and_algorithm(Algorithm::Es256).start();
        for (algorithm, alg) in [(Algorithm::Ps512, "PS512"), (Algorithm::Es256, "ES256")] {
            let token = issuer.mint_with(Mint::default().with_algorithm(algorithm));
            assert_eq!(json_part(&token, 0)["alg"], alg);
        }
    }

    #[test]
    #[should_panic(expected = "no key of this issuer signs with RS256")]
    fn an_algorithm_without_a_key_panics() {
        TestIssuer::start().mint_with(Mint::default().with_algorithm(Algorithm::Rs256));
    }
}
