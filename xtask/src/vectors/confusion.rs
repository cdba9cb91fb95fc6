//! HMAC tokens made with what everybody knows: the public key in every spelling (CVE-2015-9235 and its many returns).

use serde_json::json;

use super::case::{Cases, with_jwks, with_pem, with_secret};
use super::lab::{Key, header, header_without_kid, jwks, payload};
use super::{b64, der};

const NOT_ALLOWED: &str = "algorithm_not_allowed";

pub(super) fn cases(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let rsa_set = jwks(&[lab.rsa_a.jwk(json!({"kid": "rsa-1", "alg": "RS256"}))]);
    for (name, secret) in rsa_spellings(&lab.rsa_a) {
        let token = Key::Secret(secret).token("HS256", &header("HS256", "rsa-1"), &payload());
        cases
            .add(format!("HMAC under the RSA key as {name}, list RS256"), "3", &token, NOT_ALLOWED)
            .key(with_jwks(rsa_set.clone()))
            .policy(json!({"algorithms": ["RS256"]}))
            .cve("CVE-2015-9235");
        cases
            .add(format!("HMAC under the RSA key as {name}, list derived"), "3", &token, NOT_ALLOWED)
            .key(with_jwks(rsa_set.clone()))
            .cve("CVE-2023-48223");
    }
    for (name, secret) in ed_spellings(&lab.ed_a) {
        let token = Key::Secret(secret).token("HS256", &header("HS256", "ed-1"), &payload());
        cases
            .add(format!("HMAC under the Ed25519 key as {name}"), "3", token, NOT_ALLOWED)
            .cve("CVE-2022-29217");
    }
    pem_and_others(cases);
}

fn rsa_spellings(key: &Key) -> Vec<(&'static str, Vec<u8>)> {
    let Key::Rsa(rsa) = key else { return Vec::new() };
    let pem = key.public_pem();
    let jwk = key.jwk(json!({}));
    let n = rsa.n.to_bytes_be();
    let one_line: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    vec![
        ("PEM", pem.clone().into_bytes()),
        ("PEM without the last line feed", pem.trim_end().into()),
        ("PEM with CR and LF", pem.replace('\n', "\r\n").into_bytes()),
        ("PEM with a BOM", format!("\u{feff}{pem}").into_bytes()),
        ("PEM of PKCS#1", der::to_pem("RSA PUBLIC KEY", &rsa.pkcs1()).into_bytes()),
        ("the base64 inside the PEM", one_line.into_bytes()),
        ("DER", key.spki()),
        ("DER of PKCS#1", rsa.pkcs1()),
        ("JWK", jwk.to_string().into_bytes()),
        ("JWK with its kid", key.jwk(json!({"kid": "rsa-1", "alg": "RS256"})).to_string().into_bytes()),
        ("JWK with indents", serde_json::to_vec_pretty(&jwk).unwrap_or_default()),
        ("key set", jwks(&[jwk]).to_string().into_bytes()),
        ("the text of n", b64::url(&n).into_bytes()),
        ("the octets of n", n),
        ("its kid", b"rsa-1".to_vec()),
    ]
}

fn ed_spellings(key: &Key) -> Vec<(&'static str, Vec<u8>)> {
    let jwk = key.jwk(json!({}));
    let x = jwk.get("x").and_then(|x| x.as_str()).unwrap_or_default().to_owned();
    vec![
        ("PEM", key.public_pem().into_bytes()),
        ("DER", key.spki()),
        ("JWK", jwk.to_string().into_bytes()),
        ("the text of x", x.clone().into_bytes()),
        ("the octets of x", b64::bytes(&x)),
    ]
}

fn pem_and_others(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let pem = lab.rsa_a.public_pem();
    let token =
        Key::Secret(pem.clone().into_bytes()).token("HS256", &header_without_kid("HS256"), &payload());
    cases
        .add("HMAC under the very PEM of the verifier", "3", token, NOT_ALLOWED)
        .key(with_pem(&pem))
        .cve("CVE-2024-33663");
    for (name, secret) in [
        ("the empty secret", &b""[..]),
        ("one NUL", b"\0"),
        ("the word null", b"null"),
        ("the word undefined", b"undefined"),
    ] {
        let token = Key::Secret(secret.to_vec()).token("HS256", &header_without_kid("HS256"), &payload());
        cases
            .add(format!("HMAC under {name} against a secret"), "6", &token, "signature_invalid")
            .key(with_secret(&lab.hs256_a))
            .cve("CVE-2026-45363");
        let token = Key::Secret(secret.to_vec()).token("HS256", &header("HS256", "unknown"), &payload());
        cases
            .add(format!("HMAC under {name} against a key set"), "6", token, NOT_ALLOWED)
            .cve("CVE-2026-44351");
    }
    // A symmetric key in a key set is no key at all.
    let set = jwks(&[
        lab.ed_a.jwk(json!({"kid": "ed-1"})),
        lab.hs256_a.jwk(json!({"kid": "oct-1", "alg": "HS256"})),
    ]);
    let token = lab.hs256_a.token("HS256", &header("HS256", "oct-1"), &payload());
    cases
        .add("HS256 by a secret inside a key set", "4", token, NOT_ALLOWED)
        .key(with_jwks(set.clone()))
        .cve("CVE-2026-22817");
    cases
        .add("a key beside a secret inside a key set", "44", lab.ed(payload()), "accept")
        .key(with_jwks(set.clone()));
    let token = lab.ed_with(header("EdDSA", "oct-1"), payload());
    cases.add("EdDSA in a token that names a secret", "15", token, "key_unusable").key(with_jwks(set));
    // The bytes of an HMAC token under another verifier's kind of key.
    let token = lab.hs256_a.token("HS256", &header("RS256", "rsa-1"), &payload());
    cases
        .add("an HMAC that calls itself RS256", "3", token, "signature_invalid")
        .key(with_jwks(jwks(&[lab.rsa_a.jwk(json!({"kid": "rsa-1"}))])));
    let token = lab.rsa_a.token("RS256", &header_without_kid("HS256"), &payload());
    cases
        .add("an RSA signature that calls itself HS256", "3", token, "signature_invalid")
        .key(with_secret(&lab.hs256_a));
}
