//! The algorithm belongs to the key: every algorithm accepted once in each form of key, and refused everywhere else.

use serde_json::{Value, json};

use super::case::{Cases, with_jwks, with_pem, with_secret};
use super::der;
use super::lab::{Key, Lab, header, header_without_kid, jwks, payload};

const NOT_ALLOWED: &str = "algorithm_not_allowed";

/// Every public-key algorithm with a key that fits it.
fn pairs(lab: &Lab) -> [(&'static str, &'static str, &Key); 10] {
    [
        ("EdDSA", "ed-1", &lab.ed_a),
        ("RS256", "rsa-1", &lab.rsa_a),
        ("RS384", "rsa-1", &lab.rsa_a),
        ("RS512", "rsa-1", &lab.rsa_a),
        ("PS256", "rsa-1", &lab.rsa_a),
        ("PS384", "rsa-1", &lab.rsa_a),
        ("PS512", "rsa-1", &lab.rsa_a),
        ("ES256", "p256-1", &lab.p256_a),
        ("ES384", "p384-1", &lab.p384),
        ("ES512", "p521-1", &lab.p521),
    ]
}

pub(super) fn cases(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let all: Vec<Value> = pairs(lab)
        .iter()
        .filter(|(alg, ..)| !matches!(*alg, "RS384" | "RS512" | "PS256" | "PS384" | "PS512"))
        .map(|(_, kid, key)| key.jwk(json!({"kid": kid})))
        .collect();
    let mixed = jwks(&all);
    for (alg, kid, key) in pairs(lab) {
        let token = key.token(alg, &header(alg, kid), &payload());
        cases
            .add(format!("{alg} by a key that names it"), "algorithms", &token, "accept")
            .key(with_jwks(jwks(&[key.jwk(json!({"kid": kid, "alg": alg, "use": "sig"}))])));
        cases
            .add(format!("{alg} in a mixed set without alg"), "algorithms", &token, "accept")
            .key(with_jwks(mixed.clone()));
        cases
            .add(format!("{alg} by a PEM, the kid passed over"), "algorithms", &token, "accept")
            .key(with_pem(&key.public_pem()))
            .policy(json!({"algorithms": [alg]}));
        let other = if alg == "EdDSA" { "ES256" } else { "EdDSA" };
        cases
            .add(format!("{alg} where only {other} is allowed"), "5", &token, NOT_ALLOWED)
            .key(with_jwks(mixed.clone()))
            .policy(json!({"algorithms": [other]}));
    }
    secrets(cases);
    forms(cases);
    names_of_ed25519(cases);
    bound(cases, &mixed);
}

fn secrets(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let all = json!({"algorithms": ["HS256", "HS384", "HS512"]});
    for (alg, key) in [("HS256", &lab.hs256_a), ("HS384", &lab.hs384), ("HS512", &lab.hs512)] {
        let token = key.token(alg, &header_without_kid(alg), &payload());
        cases
            .add(format!("{alg} by a secret"), "algorithms", &token, "accept")
            .key(with_secret(key))
            .policy(json!({"algorithms": [alg]}));
        let token = lab.hs512.token(alg, &header_without_kid(alg), &payload());
        cases
            .add(format!("{alg} by a secret that is allowed all three"), "algorithms", token, "accept")
            .key(with_secret(&lab.hs512))
            .policy(all.clone());
    }
    let token = lab.hs256_a.token("HS256", &header("HS256", "whatever"), &payload());
    cases.add("a secret passes over the kid", "keys", token, "accept").key(with_secret(&lab.hs256_a));
    for alg in ["HS384", "HS512"] {
        let token = lab.hs512.token(alg, &header_without_kid(alg), &payload());
        cases
            .add(format!("{alg} where the list of a secret is derived"), "5", token, NOT_ALLOWED)
            .key(with_secret(&lab.hs512));
    }
    for (alg, kid, key) in pairs(lab) {
        let token = key.token(alg, &header(alg, kid), &payload());
        cases.add(format!("{alg} against a secret"), "3", token, NOT_ALLOWED).key(with_secret(&lab.hs256_a));
    }
}

/// The forms in which people have keys.
fn forms(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let Key::Rsa(rsa) = &lab.rsa_a else { return };
    let token = lab.rsa_a.token("RS256", &header_without_kid("RS256"), &payload());
    let spki = lab.rsa_a.public_pem();
    for (name, pem) in [
        ("a PEM of PKCS#1", der::to_pem("RSA PUBLIC KEY", &rsa.pkcs1())),
        ("a PEM with CR and LF", spki.replace('\n', "\r\n")),
        ("a PEM without a line feed at its end", spki.trim_end().to_owned()),
        ("a PEM with blank lines around it", format!("\n\n{spki}\n")),
    ] {
        cases.add(name, "keys", &token, "accept").key(with_pem(&pem));
    }
    let token = lab.rsa_3072.token("RS256", &header("RS256", "rsa-3072"), &payload());
    cases
        .add("an RSA key of 3072 bits", "keys", token, "accept")
        .key(with_jwks(jwks(&[lab.rsa_3072.jwk(json!({"kid": "rsa-3072"}))])));
    for (name, alg) in [("RS384", "RS384"), ("PS256", "PS256")] {
        let token = lab.rsa_a.token(alg, &header_without_kid(alg), &payload());
        cases
            .add(format!("{name} by a PEM whose list is derived"), "algorithms", token, "accept")
            .key(with_pem(&spki));
    }
    cases
        .add("an EdDSA token against an RSA PEM", "4", lab.ed(payload()), NOT_ALLOWED)
        .key(with_pem(&spki))
        .policy(json!({"algorithms": ["RS256"]}));
}

/// `EdDSA` and `Ed25519` are one algorithm (RFC 9864).
fn names_of_ed25519(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    for (in_key, in_token, in_list) in [
        ("Ed25519", "EdDSA", "EdDSA"),
        ("EdDSA", "Ed25519", "EdDSA"),
        ("EdDSA", "EdDSA", "Ed25519"),
        ("Ed25519", "Ed25519", "Ed25519"),
        ("Ed25519", "Ed25519", "EdDSA"),
    ] {
        let token = lab.ed_with(header(in_token, "ed-1"), payload());
        cases
            .add(
                format!("{in_key} in the key, {in_token} in the token, {in_list} in the list"),
                "algorithms",
                token,
                "accept",
            )
            .key(with_jwks(jwks(&[lab.ed_a.jwk(json!({"kid": "ed-1", "alg": in_key}))])))
            .policy(json!({"algorithms": [in_list]}));
    }
}

/// A key that names an algorithm, or whose type fits only some, does not serve another.
fn bound(cases: &mut Cases<'_>, mixed: &Value) {
    let lab = cases.lab;
    for (key_alg, token_alg) in
        [("RS512", "RS256"), ("RS256", "RS512"), ("RS256", "PS256"), ("PS256", "RS256"), ("PS384", "PS256")]
    {
        let set = jwks(&[lab.rsa_a.jwk(json!({"kid": "rsa-1", "alg": key_alg}))]);
        let token = lab.rsa_a.token(token_alg, &header(token_alg, "rsa-1"), &payload());
        cases
            .add(format!("{token_alg} by a key for {key_alg}"), "4", token, "key_unusable")
            .key(with_jwks(set.clone()))
            .cve("CVE-2026-48523");
        let token = lab.rsa_a.token(token_alg, &header_without_kid(token_alg), &payload());
        cases
            .add(format!("{token_alg} by a key for {key_alg}, without a kid"), "4", token, "key_not_found")
            .key(with_jwks(set));
    }
    for (kid, alg) in [
        ("ed-1", "RS256"),
        ("ed-1", "ES256"),
        ("rsa-1", "EdDSA"),
        ("rsa-1", "ES256"),
        ("p256-1", "ES384"),
        ("p256-1", "ES512"),
        ("p384-1", "ES256"),
        ("p521-1", "ES384"),
        ("p256-1", "EdDSA"),
        ("p256-1", "PS256"),
    ] {
        let signer = match alg {
            "RS256" | "PS256" => &lab.rsa_a,
            "EdDSA" => &lab.ed_a,
            _ => &lab.p256_a,
        };
        let token = signer.token(alg, &header(alg, kid), &payload());
        cases
            .add(format!("{alg} in a token that names {kid}"), "15", token, "key_unusable")
            .key(with_jwks(mixed.clone()));
    }
    let token = lab.rsa_a.token("RS256", &header("RS256", "rsa-1"), &payload());
    cases
        .add("one of two allowed algorithms", "algorithms", &token, "accept")
        .key(with_jwks(mixed.clone()))
        .policy(json!({"algorithms": ["ES256", "RS256"]}));
    let token = lab.rsa_a.token("PS256", &header("PS256", "rsa-1"), &payload());
    cases
        .add("PS256 where RS256 is allowed", "5", token, NOT_ALLOWED)
        .key(with_jwks(mixed.clone()))
        .policy(json!({"algorithms": ["RS256"]}));
}
