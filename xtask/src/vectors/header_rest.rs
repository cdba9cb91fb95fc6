//! The protected header, continued: `kid`, members that are passed over, and the order of errors.

use serde_json::{Value, json};

use super::case::{Cases, with_jwks};
use super::lab::{Key, header, header_without_kid, jwks, payload};

const MALFORMED: &str = "token_malformed";
const NOT_ALLOWED: &str = "algorithm_not_allowed";
const CRITICAL: &str = "critical_header_unsupported";
const MISMATCH: &str = "token_type_mismatch";

pub(super) fn cases(cases: &mut Cases<'_>) {
    key_ids(cases);
    passed_over(cases);
    order(cases);
}

fn key_ids(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    for (name, value) in [
        ("null", "null"),
        ("a number", "1"),
        ("an array", "[\"ed-1\"]"),
        ("an object", "{}"),
        ("true", "true"),
    ] {
        let token = lab.ed_with(header("EdDSA", "ed-1").raw("kid", value), payload());
        cases.add(format!("kid is {name}"), "10", token, MALFORMED);
    }
    for (name, kid) in [
        ("an unknown kid", "ed-9"),
        ("an empty kid", ""),
        ("a kid in capitals", "ED-1"),
        ("a kid with a space before it", " ed-1"),
        ("a kid with a space after it", "ed-1 "),
        ("a kid with a NUL after it", "ed-1\0"),
        ("a kid that begins like the key's", "ed-"),
        ("a kid that is a path", "../../../../dev/null"),
        ("a kid that is SQL", "x' UNION SELECT 'AAAA"),
        ("a kid that is a command", "|/usr/bin/uname"),
        ("a kid that is a URL", "https://evil.example.com/key"),
        ("a kid that is a name of JavaScript", "__proto__"),
        ("a kid in fullwidth letters", "\u{ff45}\u{ff44}-1"),
        ("a kid that is a wildcard", "*"),
    ] {
        cases.add(name, "10", lab.ed_with(header("EdDSA", kid), payload()), "key_not_found");
    }
    let composed = jwks(&[lab.ed_a.jwk(json!({"kid": "cl\u{e9}-1"}))]);
    for (name, kid, expected) in [
        ("a kid beyond ASCII", "cl\u{e9}-1", "accept"),
        ("a kid in another normalisation", "cle\u{301}-1", "key_not_found"),
    ] {
        cases
            .add(name, "10", lab.ed_with(header("EdDSA", kid), payload()), expected)
            .key(with_jwks(composed.clone()));
    }
}

fn passed_over(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let stranger = lab.ed_b.jwk(json!({"kid": "ed-1"}));
    for (name, value) in [
        ("jwk", json!(stranger)),
        ("jwk", json!("text")),
        ("jwk", json!(null)),
        ("jku", json!("https://evil.example.com/jwks.json")),
        ("jku", json!(5)),
        ("x5u", json!("https://evil.example.com/cert.pem")),
        ("x5c", json!(["AAAA"])),
        ("x5c", json!("AAAA")),
        ("x5t", json!("AAAA")),
        ("x5t#S256", json!({})),
        ("nonce", json!("n-1")),
        ("nonce", json!(1)),
        ("cty", json!("JWT")),
        ("cty", json!([])),
        ("enc", json!("A256GCM")),
        ("url", json!("https://api.example.com")),
        ("colour", json!({"of": ["a", {"rose": "red"}]})),
        ("exp", json!(1)),
    ] {
        let token = lab.ed_with(header("EdDSA", "ed-1").json(name, value.clone()), payload());
        cases.add(format!("{name} {value} in the header is passed over"), "9", token, "accept");
    }
    let embedded = |head: super::object::Object| {
        lab.ed_b.token("EdDSA", &head.json("jwk", stranger.clone()), &payload())
    };
    for (name, token, expected) in [
        (
            "a key of the sender's own, with the kid of ours",
            embedded(header("EdDSA", "ed-1")),
            "signature_invalid",
        ),
        (
            "a key of the sender's own, without a kid",
            embedded(header_without_kid("EdDSA")),
            "signature_invalid",
        ),
        ("a key of the sender's own, with its own kid", embedded(header("EdDSA", "mine")), "key_not_found"),
    ] {
        cases.add(name, "9", token, expected).cve("CVE-2018-0114");
    }
    let remote = header("EdDSA", "ed-1").text("jku", "https://evil.example.com/jwks.json");
    cases
        .add(
            "a key set of the sender's own",
            "9",
            lab.ed_b.token("EdDSA", &remote, &payload()),
            "signature_invalid",
        )
        .cve("CVE-2024-21643");
    // A secret in the header does not make an HMAC key.
    let oct = json!({"kty": "oct", "k": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"});
    let token =
        Key::Secret(vec![0; 32]).token("HS256", &header("HS256", "ed-1").json("jwk", oct), &payload());
    cases.add("a secret in the header", "9", token, NOT_ALLOWED);
}

/// Header errors come in one order, and before any key is looked up.
fn order(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let head = header("EdDSA", "ed-1");
    let crit = head.clone().raw("crit", "[\"exp\"]");
    for (name, head, expected) in [
        ("crit before alg none", crit.clone().text("alg", "none"), CRITICAL),
        ("crit before a foreign typ", crit.clone().text("typ", "dpop+jwt"), CRITICAL),
        ("crit before an unknown kid", crit.clone().text("kid", "ed-9"), CRITICAL),
        ("a missing alg before crit", crit.clone().without("alg"), MALFORMED),
        ("a kid of a wrong type before crit", crit.raw("kid", "1"), MALFORMED),
        (
            "alg none before a foreign typ",
            head.clone().text("alg", "none").text("typ", "dpop+jwt"),
            NOT_ALLOWED,
        ),
        ("alg none before an unknown kid", head.clone().text("alg", "none").text("kid", "ed-9"), NOT_ALLOWED),
        (
            "a foreign typ before an unknown kid",
            head.clone().text("typ", "dpop+jwt").text("kid", "ed-9"),
            MISMATCH,
        ),
        (
            "a typ of a wrong type before alg none",
            head.clone().text("alg", "none").raw("typ", "1"),
            MALFORMED,
        ),
        ("zip before alg none", head.clone().text("alg", "none").text("zip", "DEF"), MALFORMED),
    ] {
        cases.add(format!("order: {name}"), "order", lab.ed_with(head, payload()), expected);
    }
    let wrong =
        |head: super::object::Object, body: super::object::Object| lab.ed_b.token("EdDSA", &head, &body);
    for (name, token, expected) in [
        (
            "a foreign typ before a wrong signature",
            wrong(head.clone().text("typ", "dpop+jwt"), payload()),
            MISMATCH,
        ),
        (
            "an unknown kid before a wrong signature",
            wrong(head.clone().text("kid", "ed-9"), payload()),
            "key_not_found",
        ),
        (
            "an unknown kid before an expired token",
            lab.ed_with(head.text("kid", "ed-9"), payload().raw("exp", 1)),
            "key_not_found",
        ),
    ] {
        cases.add(format!("order: {name}"), "order", token, expected);
    }
    let bad = json!({"algorithms": ["RS256"]});
    let set: Value = jwks(&[lab.rsa_a.jwk(json!({"kid": "rsa-1"})), lab.ed_a.jwk(json!({"kid": "ed-1"}))]);
    cases
        .add(
            "order: an algorithm off the list before the key that fits it",
            "order",
            lab.ed(payload()),
            NOT_ALLOWED,
        )
        .key(with_jwks(set))
        .policy(bad);
}
