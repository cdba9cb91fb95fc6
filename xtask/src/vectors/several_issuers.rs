//! One verifier for several issuers, and for one issuer that moves from a secret to a key set.

use serde_json::{Value, json};

use super::case::{Cases, policy, with_jwks, with_pem, with_secret};
use super::lab::{ISSUER, Lab, NOW, header, header_without_kid, jwks, payload};

const FIRST: &str = "https://first.example.com";
const SECOND: &str = "https://second.example.com";

pub(super) fn cases(cases: &mut Cases<'_>) {
    two_issuers(cases);
    migration(cases);
    refused(cases);
}

/// `first` signs EdDSA for the usual audience, `second` RS256 for another one and with a leeway of a minute.
fn two(lab: &Lab) -> Vec<(Value, Value)> {
    vec![
        (with_jwks(jwks(&[lab.ed_a.jwk(json!({"kid": "k"}))])), policy(json!({"issuer": FIRST}))),
        (
            with_jwks(jwks(&[lab.rsa_a.jwk(json!({"kid": "k"}))])),
            policy(
                json!({"issuer": [SECOND, "https://second.example.org"], "audience": "second-api", "leeway": 60}),
            ),
        ),
    ]
}

fn two_issuers(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let first = |body: super::object::Object| lab.ed_a.token("EdDSA", &header("EdDSA", "k"), &body);
    let second = |body: super::object::Object| lab.rsa_a.token("RS256", &header("RS256", "k"), &body);
    let body = |issuer: &str| payload().text("iss", issuer);
    let other = |issuer: &str| body(issuer).text("aud", "second-api");
    for (name, token, expected) in [
        ("a token of the first", first(body(FIRST)), "accept"),
        ("a token of the second", second(other(SECOND)), "accept"),
        ("a token of the second by its other name", second(other("https://second.example.org")), "accept"),
        ("an unknown issuer", first(body("https://third.example.com")), "issuer_mismatch"),
        ("an issuer with a slash more", first(body("https://first.example.com/")), "issuer_mismatch"),
        ("an issuer in capitals", first(body("https://FIRST.example.com")), "issuer_mismatch"),
        ("no issuer", first(payload().without("iss")), "issuer_mismatch"),
        ("the second's audience at the first", first(other(FIRST)), "audience_mismatch"),
        ("the first's audience at the second", second(body(SECOND)), "audience_mismatch"),
        (
            "the first's name on the second's signature",
            lab.rsa_a.token("RS256", &header("RS256", "k"), &body(FIRST)),
            "key_unusable",
        ),
        ("the second's name on the first's signature", first(other(SECOND)), "key_unusable"),
        (
            "the first's name on a stranger's signature",
            lab.ed_b.token("EdDSA", &header("EdDSA", "k"), &body(FIRST)),
            "signature_invalid",
        ),
        (
            "a kid that neither has",
            lab.ed_a.token("EdDSA", &header("EdDSA", "z"), &body(FIRST)),
            "key_not_found",
        ),
        ("expired beyond the first's leeway", first(body(FIRST).raw("exp", NOW - 30)), "token_expired"),
        ("expired within the second's leeway", second(other(SECOND).raw("exp", NOW - 30)), "accept"),
        ("iss twice", first(body(FIRST).again("iss", json!(SECOND))), "token_malformed"),
        (
            "a payload that is no JSON",
            lab.ed_a.token_of("EdDSA", header("EdDSA", "k").to_string(), "not JSON"),
            "token_malformed",
        ),
    ] {
        cases.add(format!("several issuers: {name}"), "several issuers", token, expected).many(&two(lab));
    }
}

/// The same issuer twice, because the algorithm families differ.
fn migration(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let members = vec![
        (with_secret(&lab.hs256_a), policy(json!({"algorithms": ["HS256"]}))),
        (with_jwks(lab.ed_set()), policy(json!({"algorithms": ["EdDSA"]}))),
    ];
    for (name, token, expected) in [
        ("an old token", lab.hs(payload()), "accept"),
        ("a new token", lab.ed(payload()), "accept"),
        (
            "an old token by another secret",
            lab.hs256_b.token("HS256", &header_without_kid("HS256"), &payload()),
            "signature_invalid",
        ),
        (
            "a new token by a stranger",
            lab.ed_b.token("EdDSA", &header("EdDSA", "ed-1"), &payload()),
            "signature_invalid",
        ),
        (
            "an HMAC under the new key's PEM",
            super::lab::Key::Secret(lab.ed_a.public_pem().into_bytes()).token(
                "HS256",
                &header("HS256", "ed-1"),
                &payload(),
            ),
            "signature_invalid",
        ),
        (
            "an algorithm of neither",
            lab.rsa_a.token("RS256", &header("RS256", "ed-1"), &payload()),
            "algorithm_not_allowed",
        ),
        ("an expired old token", lab.hs(payload().raw("exp", NOW - 60)), "token_expired"),
        ("another issuer", lab.hs(payload().text("iss", FIRST)), "issuer_mismatch"),
    ] {
        cases.add(format!("migration: {name}"), "several issuers", token, expected).many(&members);
    }
}

fn refused(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let ed = with_jwks(lab.ed_set());
    let rsa = with_jwks(jwks(&[lab.rsa_a.jwk(json!({"kid": "rsa-1"}))]));
    let at = |issuer: Value| policy(json!({"issuer": issuer}));
    let short = super::case::with_secret_bytes(b"short");
    for (name, members) in [
        (
            "the same issuer with two key sets",
            vec![(ed.clone(), at(json!(ISSUER))), (rsa, at(json!(ISSUER)))],
        ),
        (
            "the same issuer with two secrets",
            vec![
                (with_secret(&lab.hs256_a), at(json!(ISSUER))),
                (with_secret(&lab.hs256_b), at(json!(ISSUER))),
            ],
        ),
        (
            "an issuer that two lists share",
            vec![
                (ed.clone(), at(json!([FIRST, ISSUER]))),
                (with_pem(&lab.ed_b.public_pem()), at(json!([ISSUER, SECOND]))),
            ],
        ),
        ("nobody", vec![]),
        ("one of them with a short secret", vec![(ed, at(json!(FIRST))), (short, at(json!(SECOND)))]),
    ] {
        cases
            .add(format!("several issuers: {name}"), "several issuers", lab.ed(payload()), "config_error")
            .many(&members);
    }
}
