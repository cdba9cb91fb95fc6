//! What stops the start.

use serde_json::json;

use super::bake::{OLD, ORIGIN, SECRET, compact, good, pair, token};
use super::case::CookieCases;
use crate::vectors::lab::jwks;

pub(super) fn cases(cases: &mut CookieCases<'_>) {
    cases.about("session configuration", "7");
    let lab = cases.lab;
    let cookies = pair(&token(), &compact(&good()));
    let jwk = lab.ed_a.jwk(json!({"kid": "ed-1"}));
    for (name, config, expected) in [
        (
            "three secrets",
            json!({"secrets": [SECRET, OLD, "vectors-only-third-secret-0123456789abcdef"]}),
            "accept",
        ),
        ("no secret", json!({"secrets": []}), "config_error"),
        ("four secrets", json!({"secrets": [SECRET, OLD, SECRET, OLD]}), "config_error"),
        ("an empty secret", json!({"secrets": [""]}), "config_error"),
        ("a secret of 31 bytes", json!({"secrets": ["0123456789abcdefghijklmnopqrstu"]}), "config_error"),
        ("a short secret behind a good one", json!({"secrets": [SECRET, "short"]}), "config_error"),
        (
            "Better Auth's default secret",
            json!({"secrets": ["better-auth-secret-12345678901234567890"]}),
            "config_error",
        ),
        ("a public key as secret", json!({"secrets": [lab.ed_a.public_pem()]}), "config_error"),
        ("a JWK as secret", json!({"secrets": [jwk.to_string()]}), "config_error"),
        ("an empty prefix", json!({"prefix": ""}), "config_error"),
        ("a prefix with a space", json!({"prefix": "my app"}), "config_error"),
        ("a prefix with a semicolon", json!({"prefix": "a;b"}), "config_error"),
        (
            "__Secure- in a name",
            json!({"session_token_name": "__Secure-better-auth.session_token"}),
            "config_error",
        ),
        ("__Secure- in the prefix", json!({"prefix": "__Secure-better-auth"}), "config_error"),
        ("an empty name", json!({"session_data_name": ""}), "config_error"),
        ("one name for both", json!({"session_token_name": "s", "session_data_name": "s"}), "config_error"),
        (
            "the token under the name of a chunk",
            json!({"session_token_name": "s.0", "session_data_name": "s"}),
            "config_error",
        ),
        ("a negative leeway", json!({"leeway": -1}), "config_error"),
        ("a leeway over an hour", json!({"leeway": 3601}), "config_error"),
        ("a leeway of an hour", json!({"leeway": 3600}), "accept"),
        ("no age at all", json!({"max_data_age": 0}), "config_error"),
        ("a negative age", json!({"max_data_age": -5}), "config_error"),
        ("a strategy that does not exist", json!({"strategy": "none"}), "config_error"),
        ("an empty issuer", json!({"jwks": jwks(std::slice::from_ref(&jwk)), "issuer": ""}), "config_error"),
        ("a key set without keys", json!({"jwks": jwks(&[]), "issuer": ORIGIN}), "config_error"),
        ("public keys beside the secret", json!({"jwks": jwks(&[jwk]), "issuer": ORIGIN}), "accept"),
    ] {
        cases.add(name, &*cookies, expected).config(config);
    }
}
