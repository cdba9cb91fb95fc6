//! `jwks_cases`: the body of a key endpoint, and which kids serve.
//!
//! A kid serves if a token that names it comes as far as the signature.

use std::collections::BTreeSet;

use bearward::{Algorithm, DenialCode, Fetch, FetchError, FetchRequest, FetchResponse, Verifier};
use serde_json::{Value, json};

use crate::format::{JwksCase, text_of};
use crate::report::Report;
use crate::verifier::{at, encode};

/// An endpoint with one answer.
struct Body(String);

impl Fetch for Body {
    fn fetch(&self, _: &FetchRequest) -> Result<FetchResponse, FetchError> {
        Ok(FetchResponse { status: 200, headers: Vec::new(), body: self.0.clone().into_bytes() })
    }
}

pub(crate) fn run(case: &JwksCase, report: &mut Report) {
    let body = text_of(&case.body);
    let verifier = Verifier::any_issuer()
        .any_audience()
        .jwks_url("https://id.example.com/jwks")
        .fetch(Body(body.clone()))
        .build()
        .expect("a plain configuration");
    let expected = case.expected_usable_kids.list();
    let mut candidates = kids_in(&body);
    candidates.extend(expected.iter().filter(|kid| *kid != "error").cloned());
    let decision = if code(&verifier, "no-such-kid", "EdDSA") == Some(DenialCode::KeysUnavailable) {
        "error".to_owned()
    } else {
        let usable = candidates.iter().filter(|kid| serves(&verifier, kid));
        usable.cloned().collect::<Vec<_>>().join(",")
    };
    report.decided("jwks_case", &case.name, &decision);
    let mut sorted = expected;
    sorted.sort();
    sorted.dedup();
    report.compare(&case.name, "kids", &sorted.join(","), &decision);
}

fn serves(verifier: &Verifier, kid: &str) -> bool {
    // Ambiguous: each of the two could serve, were it alone.
    Algorithm::ALL
        .iter()
        .map(|algorithm| code(verifier, kid, algorithm.name()))
        .any(|code| matches!(code, Some(DenialCode::SignatureInvalid | DenialCode::KeyAmbiguous)))
}

/// What is said of a token with that header and a signature of no meaning.
fn code(verifier: &Verifier, kid: &str, algorithm: &str) -> Option<DenialCode> {
    let header = encode(json!({"alg": algorithm, "kid": kid}).to_string());
    let token = format!("{header}.{}.{}", encode("{}"), encode([1; 64]));
    verifier.verify_at(&token, at(1_800_000_000.0)).err().map(|denial| denial.code())
}

/// Every text that stands as a kid in the body, if it can be read at all.
fn kids_in(body: &str) -> BTreeSet<String> {
    let set: Value = serde_json::from_str(body).unwrap_or_default();
    let keys = set.get("keys").and_then(Value::as_array).cloned().unwrap_or_default();
    keys.iter().filter_map(|key| key.get("kid")?.as_str().map(str::to_owned)).collect()
}
