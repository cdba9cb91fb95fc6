//! A case of the shared vectors (`vectors/README.md`) as a verifier.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use bearward::{ConfigError, Secret, Verifier};
use serde_json::Value;

use crate::fault::{Doing, Fault};

/// The verifier that the key and the policy of a case describe, if the library takes them. A field unknown here is a
/// fault, never skipped.
pub(super) fn verifier(key: &Value, policy: &Value) -> Result<Result<Verifier, ConfigError>, Fault> {
    let builder = match strings(policy.get("issuer")) {
        None => Verifier::any_issuer(),
        Some(issuers) => Verifier::issuer(issuers),
    };
    let builder = match strings(policy.get("audience")) {
        None => builder.any_audience(),
        Some(audiences) => builder.audience(audiences),
    };
    let mut builder = match key.get("type").and_then(Value::as_str) {
        Some("secret") => builder.secret(secret(key)?),
        Some("jwks") => builder.jwks(key_set(key)),
        Some("pem") => builder.pem(key.get("pem").and_then(Value::as_str).unwrap_or_default()),
        other => {
            return Err(Fault::new(format!("a key of type {other:?} is not known here")));
        }
    };
    for (field, value) in policy.as_object().into_iter().flatten() {
        builder = match (field.as_str(), value) {
            // Scopes are asked for after the decision on the token.
            ("issuer" | "audience" | "scopes", _) | ("algorithms", Value::Null) => builder,
            ("algorithms", _) => builder.algorithm_names(strings(Some(value)).unwrap_or_default()),
            ("leeway", _) => builder.leeway(value.as_f64().unwrap_or_default()),
            ("max_token_age", _) => builder.max_token_age(value.as_f64().unwrap_or_default()),
            ("typ", Value::String(typ)) => builder.typ(typ),
            ("required", Value::Array(claims)) => {
                let mut builder = builder;
                for claim in claims.iter().filter_map(Value::as_str) {
                    builder = builder.require_claim(claim);
                }
                builder
            }
            ("require", Value::Object(claims)) => {
                let mut builder = builder;
                for (claim, values) in claims {
                    builder = builder.require(claim, strings(Some(values)).unwrap_or_default());
                }
                builder
            }
            ("subject", Value::Null) => builder.optional_subject(),
            ("subject", subject) => {
                let claim = subject.get("claim").and_then(Value::as_str).unwrap_or("sub");
                match subject.get("type").and_then(Value::as_str) {
                    Some("int") => builder.subject_int(claim),
                    _ => builder.subject(claim),
                }
            }
            (other, _) => {
                return Err(Fault::new(format!("the policy field {other} is not known here")));
            }
        };
    }
    Ok(builder.build())
}

/// The scopes that the policy asks for.
pub(super) fn scopes(policy: &Value) -> Vec<String> {
    strings(policy.get("scopes")).unwrap_or_default()
}

/// The text of the case's key set, which may be written as an object or as raw text.
pub(super) fn key_set(key: &Value) -> String {
    match key.get("jwks") {
        Some(Value::String(raw)) => raw.clone(),
        Some(object) => object.to_string(),
        None => String::new(),
    }
}

fn secret(key: &Value) -> Result<Secret, Fault> {
    let text = key.get("secret_b64url").and_then(Value::as_str).unwrap_or_default();
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).doing("the case's secret")?;
    Ok(Secret::new(bytes))
}

/// One string or a list of them; `None` for null and for nothing.
fn strings(value: Option<&Value>) -> Option<Vec<String>> {
    match value? {
        Value::String(one) => Some(vec![one.clone()]),
        Value::Array(list) => Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        _ => None,
    }
}
