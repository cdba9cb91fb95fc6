//! The protected header: `alg`, `crit`, `b64`, `zip`, `typ`.

use serde_json::json;

use super::case::{Cases, with_secret};
use super::lab::{header, header_without_kid, payload};

const MALFORMED: &str = "token_malformed";
const NOT_ALLOWED: &str = "algorithm_not_allowed";
const CRITICAL: &str = "critical_header_unsupported";
const MISMATCH: &str = "token_type_mismatch";

pub(super) fn cases(cases: &mut Cases<'_>) {
    algorithm_names(cases);
    critical(cases);
    encodings(cases);
    types(cases);
}

fn algorithm_names(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    for spelling in [
        "none",
        "None",
        "NONE",
        "nOnE",
        " none",
        "none ",
        "none\0",
        "no\u{200b}ne",
        "\u{ff4e}\u{ff4f}\u{ff4e}\u{ff45}",
        "",
    ] {
        let head = header(spelling, "ed-1");
        cases
            .add(
                format!("alg {spelling:?} with a real signature"),
                "1",
                lab.ed_with(head.clone(), payload()),
                NOT_ALLOWED,
            )
            .cve("CVE-2022-23540");
        let token = lab.ed_with(head, payload());
        let (unsigned, _) = token.rsplit_once('.').unwrap_or_default();
        cases
            .add(format!("alg {spelling:?} with an empty signature"), "1", format!("{unsigned}."), MALFORMED)
            .cve("CVE-2015-2951")
            .note("three parts, none of them empty, come before the header");
        cases.add(
            format!("alg {spelling:?} with a signature of no meaning"),
            "1",
            format!("{unsigned}.AAAA"),
            NOT_ALLOWED,
        );
        let token = lab.hs256_a.token("HS256", &header_without_kid(spelling), &payload());
        cases
            .add(format!("alg {spelling:?} against a secret"), "1", token, NOT_ALLOWED)
            .key(with_secret(&lab.hs256_a));
    }
    let escaped = r#"{"alg":"n\u006fne","kid":"ed-1"}"#;
    cases.add(
        "alg none with an escape",
        "1",
        lab.ed_a.token_of("EdDSA", escaped, payload().to_string()),
        NOT_ALLOWED,
    );
    for spelling in [
        "eddsa",
        "EDDSA",
        "EdDSA ",
        "ed25519",
        "Ed448",
        "ES256K",
        "RS1",
        "HS256",
        "HS512",
        "dir",
        "RSA-OAEP",
        "A256KW",
        "EdDSA,none",
    ] {
        let token = lab.ed_with(header(spelling, "ed-1"), payload());
        cases.add(format!("alg {spelling:?} against a key set"), "5", token, NOT_ALLOWED);
    }
    let head = header("PBES2-HS256+A128KW", "ed-1").raw("p2c", 2_147_483_647);
    cases
        .add(
            "two thousand million PBES2 rounds in three parts",
            "21",
            lab.ed_with(head, payload()),
            NOT_ALLOWED,
        )
        .cve("CVE-2022-36083");
    for (name, value) in [
        ("null", "null"),
        ("a number", "1"),
        ("true", "true"),
        ("an array", "[\"EdDSA\"]"),
        ("an object", "{\"alg\":\"EdDSA\"}"),
    ] {
        let token = lab.ed_with(header("EdDSA", "ed-1").raw("alg", value), payload());
        cases.add(format!("alg is {name}"), "4", token, MALFORMED);
    }
    cases.add("no alg", "4", lab.ed_with(header("EdDSA", "ed-1").without("alg"), payload()), MALFORMED);
    let token = lab.ed_with(header("EdDSA", "ed-1").without("alg").text("ALG", "EdDSA"), payload());
    cases.add("alg in capitals is not alg", "4", token, MALFORMED);
}

fn critical(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    for value in [
        "[]",
        "null",
        "true",
        "false",
        "1",
        "{}",
        "\"exp\"",
        "[\"exp\"]",
        "[\"alg\"]",
        "[\"kid\",\"typ\"]",
        "[\"b64\"]",
        "[\"http://example.com/UNDEFINED\"]",
        "[1]",
        "[\"\"]",
    ] {
        let token = lab.ed_with(header("EdDSA", "ed-1").raw("crit", value).raw("exp", 1), payload());
        cases.add(format!("crit is {value}"), "27", token, CRITICAL).cve("CVE-2025-59420");
    }
    let escaped = r#"{"alg":"EdDSA","kid":"ed-1","\u0063rit":["exp"]}"#;
    cases.add(
        "crit spelt with an escape",
        "27",
        lab.ed_a.token_of("EdDSA", escaped, payload().to_string()),
        CRITICAL,
    );
    let token = lab.hs256_a.token("HS256", &header_without_kid("HS256").raw("crit", "[\"exp\"]"), &payload());
    cases.add("crit against a secret", "27", token, CRITICAL).key(with_secret(&lab.hs256_a));
    let token = lab.ed_with(header("EdDSA", "ed-1").raw("CRIT", "[\"exp\"]"), payload());
    cases.add("CRIT in capitals is an unknown member", "27", token, "accept");
    cases.add(
        "crit as a claim is an unknown claim",
        "27",
        lab.ed(payload().raw("crit", "[\"exp\"]")),
        "accept",
    );
}

fn encodings(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    for (name, value) in [
        ("b64", "false"),
        ("b64", "true"),
        ("b64", "null"),
        ("b64", "\"false\""),
        ("zip", "\"DEF\""),
        ("zip", "null"),
        ("zip", "\"\""),
    ] {
        let token = lab.ed_with(header("EdDSA", "ed-1").raw(name, value), payload());
        let class = if name == "b64" { "28" } else { "21" };
        cases.add(format!("{name} is {value}"), class, token, MALFORMED);
    }
    let head = header("EdDSA", "ed-1").raw("b64", "false").raw("crit", "[\"b64\"]");
    cases
        .add("b64 false with crit", "28", lab.ed_with(head.clone(), payload()), MALFORMED)
        .cve("CVE-2026-48525");
    let detached = lab.ed_with(head, payload());
    let parts: Vec<&str> = detached.split('.').collect();
    if let [head, _, signature] = parts.as_slice() {
        cases.add("a detached payload", "28", format!("{head}..{signature}"), MALFORMED);
    }
}

fn types(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let with = |typ: &str| lab.ed_with(header("EdDSA", "ed-1").text("typ", typ), payload());
    cases.add("no typ", "37", lab.ed_with(header("EdDSA", "ed-1").without("typ"), payload()), "accept");
    for typ in [
        "JWT",
        "jwt",
        "Jwt",
        "at+jwt",
        "AT+JWT",
        "At+Jwt",
        "application/jwt",
        "application/at+jwt",
        "APPLICATION/AT+JWT",
    ] {
        cases.add(format!("typ {typ}"), "37", with(typ), "accept");
    }
    for typ in [
        "",
        "JWS",
        "JOSE",
        "JOSE+JSON",
        "dpop+jwt",
        "logout+jwt",
        "secevent+jwt",
        "token-introspection+jwt",
        "refresh+jwt",
        "better-auth.session-cache+jwt",
        "JWT ",
        " JWT",
        "application/",
        "application/application/jwt",
        "text/jwt",
        "jwt+at",
        "at-jwt",
        "application/jwt; charset=utf-8",
    ] {
        cases.add(format!("typ {typ:?}"), "37", with(typ), MISMATCH);
    }
    for (name, value) in [
        ("null", "null"),
        ("a number", "1"),
        ("an array", "[\"JWT\"]"),
        ("an object", "{}"),
        ("true", "true"),
    ] {
        let token = lab.ed_with(header("EdDSA", "ed-1").raw("typ", value), payload());
        cases.add(format!("typ is {name}"), "37", token, MALFORMED);
    }
    for (pin, typ, expected) in [
        ("at+jwt", "at+jwt", "accept"),
        ("at+jwt", "AT+jwt", "accept"),
        ("at+jwt", "application/at+jwt", "accept"),
        ("application/at+jwt", "at+jwt", "accept"),
        ("at+jwt", "JWT", MISMATCH),
        ("at+jwt", "at", MISMATCH),
        ("JWT", "jwt", "accept"),
        ("JWT", "at+jwt", MISMATCH),
        ("secevent+jwt", "secevent+jwt", "accept"),
        ("secevent+jwt", "JWT", MISMATCH),
    ] {
        cases
            .add(format!("typ {typ} where {pin} is pinned"), "37", with(typ), expected)
            .policy(json!({"typ": pin}));
    }
    let token = lab.ed_with(header("EdDSA", "ed-1").without("typ"), payload());
    cases.add("no typ where at+jwt is pinned", "37", token, MISMATCH).policy(json!({"typ": "at+jwt"}));
}
