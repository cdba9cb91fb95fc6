//! The shape of a token: parts, base64url, size. Nothing here gets as far as a key.

use serde_json::json;

use super::b64;
use super::case::Cases;
use super::lab::{Lab, header, payload};
use super::object::Object;

const MALFORMED: &str = "token_malformed";
/// The limit that verifiers have if they are not told another.
const LIMIT: usize = 16 * 1024;

pub(super) fn cases(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let good = lab.ed(payload());
    cases
        .add("a good token", "shape", &good, "accept")
        .claims(json!({"sub": "user-42", "exp": 1_800_000_840}));
    parts(cases, &good);
    empty_parts(cases);
    alphabet(cases, &good);
    canonical(cases);
    serialisations(cases, &good);
    sizes(cases);
}

fn parts(cases: &mut Cases<'_>, good: &str) {
    let (unsigned, signature) = good.rsplit_once('.').unwrap_or_default();
    let (head, _) = good.split_once('.').unwrap_or_default();
    for (name, token) in [
        ("no token text at all", String::new()),
        ("one dot", ".".to_owned()),
        ("two dots", "..".to_owned()),
        ("one part", head.to_owned()),
        ("two parts", unsigned.to_owned()),
        ("a dot at the end", format!("{good}.")),
        ("a dot at the start", format!(".{good}")),
        ("four parts", format!("{good}.{signature}")),
        ("five parts, the first three good", format!("{good}.{head}.{signature}")),
        ("two dots in a row", format!("{unsigned}..{signature}")),
        ("a word that is no token", "null".to_owned()),
        ("an opaque token", "pS96h2CBCdY6UeOU8OutkWXURfVpzUlU".to_owned()),
        ("a UUID", "3f2504e0-4f89-11d3-9a0c-0305e82c3301".to_owned()),
    ] {
        cases.add(name, "18", token, MALFORMED);
    }
    cases.add("10 000 dots", "18", ".".repeat(10_000), MALFORMED).cve("CVE-2025-30204");
    cases
        .add("a good token and 10 000 dots", "18", format!("{good}{}", ".".repeat(10_000)), MALFORMED)
        .cve("CVE-2025-27144");
}

fn empty_parts(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let body = payload();
    for (alg, kid, key, set) in [
        ("HS256", "", &lab.hs256_a, super::case::with_secret(&lab.hs256_a)),
        ("EdDSA", "ed-1", &lab.ed_a, super::case::with_jwks(lab.ed_set())),
        (
            "RS256",
            "rsa-1",
            &lab.rsa_a,
            super::case::with_jwks(super::lab::jwks(&[lab.rsa_a.jwk(json!({"kid": "rsa-1"}))])),
        ),
    ] {
        let token = key.token(alg, &header(alg, kid), &body);
        let (unsigned, _) = token.rsplit_once('.').unwrap_or_default();
        cases
            .add(format!("{alg} with an empty signature"), "2", format!("{unsigned}."), MALFORMED)
            .key(set)
            .cve("CVE-2020-28042");
    }
    let head = b64::url(header("EdDSA", "ed-1").to_string());
    let body = b64::url(body.to_string());
    cases.add("an empty header", "18", lab.ed_a.token_of_parts("EdDSA", "", &body), MALFORMED);
    cases.add("an empty payload", "18", lab.ed_a.token_of_parts("EdDSA", &head, ""), MALFORMED);
}

/// Characters that are not of base64url, in each part.
fn alphabet(cases: &mut Cases<'_>, good: &str) {
    let parts: Vec<&str> = good.split('.').collect();
    let [head, body, signature] = parts.as_slice() else {
        return;
    };
    for (name, foreign) in [
        ("a space", " "),
        ("a line feed", "\n"),
        ("CR and LF", "\r\n"),
        ("a tab", "\t"),
        ("a NUL", "\0"),
        ("an equals sign", "="),
        ("a percent sign", "%3D"),
        ("a comma", ","),
        ("a letter beyond ASCII", "\u{e9}"),
        ("a fullwidth letter", "\u{ff21}"),
    ] {
        cases.add(
            format!("{name} after the header"),
            "25",
            format!("{head}{foreign}.{body}.{signature}"),
            MALFORMED,
        );
        cases.add(
            format!("{name} after the payload"),
            "25",
            format!("{head}.{body}{foreign}.{signature}"),
            MALFORMED,
        );
        cases.add(format!("{name} after the signature"), "25", format!("{good}{foreign}"), MALFORMED);
    }
    for (name, token) in [
        ("a space before the token", format!(" {good}")),
        ("the token in double quotes", format!("\"{good}\"")),
        ("the word Bearer before the token", format!("Bearer {good}")),
        ("a BOM before the token", format!("\u{feff}{good}")),
        ("a token in percent encoding", good.replace('.', "%2E")),
        ("a fullwidth dot", good.replacen('.', "\u{ff0e}", 1)),
        ("a line feed inside the payload", format!("{head}.{}\n{}.{signature}", &first(body), &rest(body))),
    ] {
        cases.add(name, "25", token, MALFORMED);
    }
}

fn first(text: &str) -> String {
    text.chars().take(8).collect()
}

fn rest(text: &str) -> String {
    text.chars().skip(8).collect()
}

/// Another spelling of the same bytes, under a signature that covers that spelling.
fn canonical(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let key = &lab.ed_a;
    let head = header("EdDSA", "ed-1");
    // Lengths that leave over bits: one and two octets in the last group.
    for (name, filler) in [("four", "x"), ("two", "xx"), ("no", "xxx")] {
        let head = b64::url(with_spare(&head, filler).to_string());
        let body = b64::url(payload().to_string());
        if let Some(changed) = b64::with_trailing_bits(&head) {
            cases.add(
                format!("unused bits set in a header with {name} spare bits"),
                "25",
                key.token_of_parts("EdDSA", &changed, &body),
                MALFORMED,
            );
        }
        let body = b64::url(with_spare(&payload(), filler).to_string());
        let head = b64::url(header("EdDSA", "ed-1").to_string());
        if let Some(changed) = b64::with_trailing_bits(&body) {
            cases.add(
                format!("unused bits set in a payload with {name} spare bits"),
                "25",
                key.token_of_parts("EdDSA", &head, &changed),
                MALFORMED,
            );
        }
    }
    let good = lab.ed(payload());
    cases.add(
        "unused bits set in the signature",
        "25",
        b64::with_trailing_bits(&good).unwrap_or_default(),
        MALFORMED,
    );
    let (head, body) = (b64::url(head.to_string()), b64::url(payload().to_string()));
    cases.add(
        "a padded header that is signed so",
        "25",
        key.token_of_parts("EdDSA", &padded(&head), &body),
        MALFORMED,
    );
    cases
        .add(
            "a padded payload that is signed so",
            "25",
            key.token_of_parts("EdDSA", &head, &padded(&body)),
            MALFORMED,
        )
        .cve("GHSA-hxm8-2xgr-2p9m");
    cases.add(
        "a header one character longer",
        "25",
        key.token_of_parts("EdDSA", &one_over(&head), &body),
        MALFORMED,
    );
    cases.add(
        "a payload one character longer",
        "25",
        key.token_of_parts("EdDSA", &head, &one_over(&body)),
        MALFORMED,
    );
    cases.add("a signature of one character", "25", format!("{head}.{body}.A"), MALFORMED);
    // A name that gives `+` and `/` where base64url has `-` and `_`.
    let odd = payload().text("name", "\u{3ff}\u{3bf}>>>???~~~");
    let odd = b64::url(odd.to_string());
    let standard = odd.replace('-', "+").replace('_', "/");
    cases.add(
        "the standard alphabet in the payload",
        "25",
        key.token_of_parts("EdDSA", &head, &standard),
        MALFORMED,
    );
    cases.add("the url alphabet in the payload", "25", key.token_of_parts("EdDSA", &head, &odd), "accept");
    for count in 0.. {
        let token = lab.ed(payload().raw("count", count));
        let (unsigned, signature) = token.rsplit_once('.').unwrap_or_default();
        if signature.contains(['-', '_']) {
            let changed = signature.replace('-', "+").replace('_', "/");
            cases.add(
                "the standard alphabet in the signature",
                "25",
                format!("{unsigned}.{changed}"),
                MALFORMED,
            );
            break;
        }
    }
}

fn with_spare(object: &Object, filler: &str) -> Object {
    object.clone().text("x", filler)
}

fn padded(text: &str) -> String {
    let mut text = text.to_owned();
    text.push('=');
    while !text.len().is_multiple_of(4) {
        text.push('=');
    }
    text
}

/// One character over a whole group: no bytes can be spelt so.
fn one_over(text: &str) -> String {
    let mut text = text.to_owned();
    while text.len() % 4 != 1 {
        text.push('A');
    }
    text
}

fn serialisations(cases: &mut Cases<'_>, good: &str) {
    let parts: Vec<&str> = good.split('.').collect();
    let [head, body, signature] = parts.as_slice() else {
        return;
    };
    let flattened = json!({"protected": head, "payload": body, "signature": signature});
    let general = json!({"payload": body, "signatures": [{"protected": head, "signature": signature}]});
    let polyglot = format!(
        "{{\"  {good}\":\"\",\"payload\":\"{body}\",\"protected\":\"{head}\",\"signature\":\"{signature}\"}}"
    );
    let dotted = format!("{{\"a\":\"{head}.{body}.{signature}\"}}");
    cases.add("flattened JSON serialisation", "19", flattened.to_string(), MALFORMED);
    cases.add("general JSON serialisation", "19", general.to_string(), MALFORMED).cve("CVE-2016-9122");
    cases.add("compact and JSON in one text", "19", polyglot, MALFORMED).cve("CVE-2022-39227");
    cases.add("JSON with two dots in it", "19", dotted, MALFORMED);
    let jwe = |header: serde_json::Value| {
        format!(
            "{}..{}.{}.{}",
            b64::url(header.to_string()),
            b64::url([7; 16]),
            b64::url([8; 48]),
            b64::url([9; 16])
        )
    };
    cases.add("a JWE with a direct key", "20", jwe(json!({"alg": "dir", "enc": "A256GCM"})), MALFORMED);
    cases
        .add("a compressed JWE", "21", jwe(json!({"alg": "dir", "enc": "A256GCM", "zip": "DEF"})), MALFORMED)
        .cve("CVE-2024-28180");
    cases
        .add(
            "a JWE with two thousand million PBES2 rounds",
            "21",
            jwe(json!({"alg": "PBES2-HS256+A128KW", "enc": "A128GCM", "p2c": 2_147_483_647, "p2s": "AAAA"})),
            MALFORMED,
        )
        .cve("CVE-2023-52428");
    cases
        .add(
            "a JWE that names the key of the verifier",
            "20",
            jwe(json!({"alg": "EdDSA", "kid": "ed-1", "enc": "A256GCM"})),
            MALFORMED,
        )
        .cve("CVE-2026-29000");
}

fn sizes(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    cases.add("16 384 characters", "22", of_length(lab, LIMIT), "accept");
    cases.add("16 383 characters", "22", of_length(lab, LIMIT - 1), "accept");
    cases.add("16 385 characters", "22", of_length(lab, LIMIT + 1), "token_too_large");
    cases
        .add(
            "a payload of 20 000 octets",
            "22",
            lab.ed(payload().text("x", &"x".repeat(20_000))),
            "token_too_large",
        )
        .cve("CVE-2025-61920");
    cases.add(
        "a header of 20 000 octets",
        "22",
        lab.ed_with(header("EdDSA", "ed-1").text("x", &"x".repeat(20_000)), payload()),
        "token_too_large",
    );
    let good = lab.ed(payload());
    cases.add(
        "a signature of 20 000 characters",
        "22",
        format!("{good}{}", "A".repeat(20_000)),
        "token_too_large",
    );
    cases.add(
        "a kid of 8 000 characters",
        "10",
        lab.ed_with(header("EdDSA", &"k".repeat(8_000)), payload()),
        "key_not_found",
    );
}

/// A good token of exactly so many characters.
fn of_length(lab: &Lab, length: usize) -> String {
    let make = |in_header: usize, in_payload: usize| {
        let head = header("EdDSA", "ed-1").text("x", &"x".repeat(in_header));
        let body = payload().text("x", &"x".repeat(in_payload));
        lab.ed_with(head, body)
    };
    let base = make(0, 0).len();
    let near = length.saturating_sub(base + 24) / 4 * 3;
    for in_header in 0..3 {
        for in_payload in near..near + 24 {
            let token = make(in_header, in_payload);
            if token.len() == length {
                return token;
            }
        }
    }
    String::new()
}
