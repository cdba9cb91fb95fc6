//! A provider on loopback, and a verifier that a preset made for it.

use bearward::testing::{Mint, SignedBy, TestIssuer};
use bearward::{Algorithm, Claims, ConfigError, Ready, Verifier, VerifierBuilder};
use serde_json::{Map, Value, json};

pub(crate) struct Provider {
    pub(crate) issuer: TestIssuer,
    pub(crate) verifier: Verifier,
    header: Value,
    claims: Value,
}

/// A provider whose keys are of `algorithm` and whose tokens have this header (beside `alg` and `kid`) and these claims. `iat` and `exp`
/// are those of the moment; what is given as null is absent.
pub(crate) fn provider(
    algorithm: Algorithm,
    preset: VerifierBuilder<Ready>,
    header: Value,
    claims: Value,
) -> Provider {
    let issuer = TestIssuer::builder().algorithm(algorithm).start();
    let verifier = preset.jwks_url(issuer.jwks_url()).build().expect("a preset builds");
    let mut claims = claims;
    // The issuer on loopback would add its own audience where the provider has none.
    object(&mut claims).entry("aud").or_insert(Value::Null);
    Provider { issuer, verifier, header, claims }
}

impl Provider {
    /// The documented token, accepted.
    pub(crate) fn accepted(&self) -> Claims {
        self.accepted_with(json!({}))
    }

    /// The documented token with some claims changed (null: absent), accepted.
    pub(crate) fn accepted_with(&self, changes: Value) -> Claims {
        let token = self.token(changes, json!({}));
        self.verifier.verify(&token).unwrap_or_else(|denial| panic!("{denial:?} {:?}", denial.explain()))
    }

    /// What the documented token with some claims changed is answered with.
    pub(crate) fn code(&self, changes: Value) -> &'static str {
        code(&self.verifier, &self.token(changes, json!({})))
    }

    /// The same with members of the header changed.
    pub(crate) fn code_with_header(&self, header: Value) -> &'static str {
        code(&self.verifier, &self.token(json!({}), header))
    }

    pub(crate) fn token(&self, claims: Value, header: Value) -> String {
        let mint = Mint::new(merged(&self.claims, claims)).with_header(merged(&self.header, header));
        self.issuer.mint_with(mint)
    }

    /// What no preset may accept.
    pub(crate) fn refuses_the_usual(&self) {
        let documented = || merged(&self.claims, json!({}));
        let header = || self.header.clone();
        for (token, expected) in [
            (self.token(json!({"exp": 1_700_000_000}), json!({})), "token_expired"),
            (self.token(json!({"sub": null}), json!({})), "claim_missing"),
            (self.token(json!({"iss": null}), json!({})), "claim_missing"),
            (self.token(json!({"iss": "https://id.example.com"}), json!({})), "issuer_mismatch"),
            (self.token(json!({}), json!({"typ": "dpop+jwt"})), "token_type_mismatch"),
            (self.token(json!({}), json!({"typ": "logout+jwt"})), "token_type_mismatch"),
            (
                self.token(json!({"cnf": {"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"}}), json!({})),
                "token_type_mismatch",
            ),
            (
                self.issuer
                    .mint_with(Mint::new(documented()).with_header(header()).signed_by(SignedBy::Stranger)),
                "signature_invalid",
            ),
            (
                self.issuer.mint_with(
                    Mint::new(documented())
                        .with_header(header())
                        .signed_by(SignedBy::Hmac(self.issuer.public_pem(None).into_bytes())),
                ),
                "algorithm_not_allowed",
            ),
        ] {
            assert_eq!(code(&self.verifier, &token), expected, "{token}");
        }
    }

    /// Refused by the list of the preset, whatever its keys could serve.
    pub(crate) fn refuses_algorithms<const N: usize>(&self, algorithms: [Algorithm; N]) {
        for algorithm in algorithms {
            let code = self.code_with_header(json!({"alg": algorithm.name()}));
            assert_eq!(code, "algorithm_not_allowed", "{algorithm}");
        }
    }

    /// RS256 and nothing else.
    pub(crate) fn refuses_all_but_rs256(&self) {
        self.refuses_algorithms([Algorithm::Rs512, Algorithm::Ps256, Algorithm::Es256, Algorithm::EdDsa]);
    }

    /// Accepted under this name of the issuer, and not under its neighbours.
    pub(crate) fn issuer_is_exactly(&self, name: &str) {
        assert_eq!(self.accepted().issuer(), Some(name));
        let other = match name.strip_suffix('/') {
            Some(bare) => bare.to_owned(),
            None => format!("{name}/"),
        };
        assert_eq!(self.code(json!({"iss": other})), "issuer_mismatch");
        assert_eq!(self.code(json!({"iss": name.to_uppercase()})), "issuer_mismatch");
        assert_eq!(self.code(json!({"iss": name.replacen("https://", "http://", 1)})), "issuer_mismatch");
    }
}

/// Each value is refused, and the sentence holds `words`.
pub(crate) fn refused<const N: usize>(
    words: &str,
    make: impl Fn(&str) -> Result<VerifierBuilder<Ready>, ConfigError>,
    values: [&str; N],
) {
    for value in values {
        let Err(error) = make(value).and_then(VerifierBuilder::build) else {
            panic!("{value:?} was taken");
        };
        let text = error.to_string();
        assert!(text.contains(words), "{value:?}: {text}");
        assert!(text.ends_with('.') && !text.contains(char::is_control), "{text:?}");
        assert!(!text.contains("hunter2"), "{text}");
    }
}

/// The code of a decision, or `accept`.
pub(crate) fn code(verifier: &Verifier, token: &str) -> &'static str {
    match verifier.verify(token) {
        Ok(_) => "accept",
        Err(denial) => denial.code().as_str(),
    }
}

fn merged(base: &Value, changes: Value) -> Value {
    let mut base = base.clone();
    let Value::Object(changes) = changes else { panic!("changes are an object") };
    object(&mut base).extend(changes);
    base
}

fn object(value: &mut Value) -> &mut Map<String, Value> {
    value.as_object_mut().expect("an object")
}
