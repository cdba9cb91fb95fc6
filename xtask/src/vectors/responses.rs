//! What each code is answered with. The sentences are the registry's; status and challenge follow RFC 6750.

use serde_json::{Value, json};

pub(super) type Entry = Vec<(&'static str, Value)>;

const REQUEST: Option<&str> = Some("invalid_request");
const TOKEN: Option<&str> = Some("invalid_token");
const SCOPE: Option<&str> = Some("insufficient_scope");

/// Code, status, RFC 6750 error, sentence.
type Row = (&'static str, u16, Option<&'static str>, &'static str);

const CODES: [Row; 24] = [
    ("token_missing", 401, None, "Authentication is required."),
    ("authorization_malformed", 400, REQUEST, "The request must carry exactly one Authorization credential."),
    ("token_malformed", 401, TOKEN, "The token is not a well-formed JWT."),
    ("token_too_large", 401, TOKEN, "The token is too large."),
    ("algorithm_not_allowed", 401, TOKEN, "The token's algorithm is not accepted."),
    ("critical_header_unsupported", 401, TOKEN, "The token uses an unsupported critical header."),
    ("token_type_mismatch", 401, TOKEN, "The token is of another type than this API accepts."),
    ("key_not_found", 401, TOKEN, "The token's signing key is not known."),
    ("key_ambiguous", 401, TOKEN, "The token does not say which key signed it."),
    ("key_unusable", 401, TOKEN, "The token's signing key cannot be used."),
    ("signature_invalid", 401, TOKEN, "The token's signature is not valid."),
    ("claim_missing", 401, TOKEN, "The token lacks a required claim."),
    ("claim_invalid", 401, TOKEN, "A claim of the token has an invalid value."),
    ("token_expired", 401, TOKEN, "The token has expired."),
    ("token_not_yet_valid", 401, TOKEN, "The token is not valid yet."),
    ("token_too_old", 401, TOKEN, "The token was issued too long ago."),
    ("issuer_mismatch", 401, TOKEN, "The token is from another issuer."),
    ("audience_mismatch", 401, TOKEN, "The token is for another audience."),
    ("token_revoked", 401, TOKEN, "The token has been revoked."),
    ("scope_insufficient", 403, SCOPE, "The token lacks a required scope."),
    ("owner_mismatch", 403, None, "You may only access your own resources."),
    ("origin_not_allowed", 403, None, "The request's origin is not allowed."),
    ("not_found", 404, None, "Not found."),
    ("keys_unavailable", 503, None, "The issuer's keys are unavailable, try again later."),
];

fn row(code: &str) -> Option<&'static Row> {
    CODES.iter().find(|row| row.0 == code)
}

/// Whether there is such a code.
pub(super) fn known(code: &str) -> bool {
    row(code).is_some()
}

pub(super) fn status(code: &str) -> Value {
    json!(row(code).map(|row| row.1))
}

/// The body: detail and code, nothing of the request.
pub(super) fn body(code: &str) -> Value {
    json!(row(code).map(|row| format!(r#"{{"detail":"{}","code":"{code}"}}"#, row.3)))
}

/// The challenge without a realm; null where the answer has none. `scope` is what the route asks for.
pub(super) fn challenge(code: &str, scope: Option<&str>) -> Value {
    let Some((_, _, error, sentence)) = row(code) else {
        return Value::Null;
    };
    match error {
        None if code == "token_missing" => json!("Bearer"),
        None => Value::Null,
        Some(error) => {
            let scope = scope.map_or_else(String::new, |scope| format!(", scope=\"{scope}\""));
            json!(format!("Bearer error=\"{error}\", error_description=\"{sentence}\"{scope}"))
        }
    }
}

/// One case a code.
pub(super) fn entries() -> Vec<Entry> {
    CODES
        .iter()
        .map(|(code, ..)| {
            let scope = (*code == "scope_insufficient").then_some("tasks:write");
            let mut fields = vec![
                ("name", json!(format!("the answer to {code}"))),
                ("code", json!(code)),
                ("status", status(code)),
                ("www_authenticate", challenge(code, scope)),
                ("cache_control", json!("no-store")),
            ];
            if *code == "keys_unavailable" {
                fields.push(("retry_after", json!(1)));
            }
            fields.push(("body", body(code)));
            fields
        })
        .collect()
}
