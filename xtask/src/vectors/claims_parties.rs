//! `iss`, `aud`, required and pinned claims, `cnf`, and the order of claim errors.

use serde_json::{Value, json};

use super::case::Cases;
use super::lab::{AUDIENCE, ISSUER, NOW, header, payload};

const INVALID: &str = "claim_invalid";
const MISSING: &str = "claim_missing";
const ISSUER_MISMATCH: &str = "issuer_mismatch";
const AUDIENCE_MISMATCH: &str = "audience_mismatch";

pub(super) fn cases(cases: &mut Cases<'_>) {
    issuers(cases);
    audiences(cases);
    required(cases);
    pinned(cases);
    sender_constrained(cases);
    order(cases);
}

/// Values of a wrong type for a claim that is text.
const NO_TEXT: [(&str, &str); 6] = [
    ("null", "null"),
    ("a number", "1"),
    ("true", "true"),
    ("an object", "{}"),
    ("an array with a number", "[1]"),
    ("an array with null", "[null]"),
];

fn issuers(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    for (name, value) in [
        ("with a slash more", "https://id.example.com/"),
        ("in capitals", "https://ID.example.com"),
        ("by http", "http://id.example.com"),
        ("with a port", "https://id.example.com:443"),
        ("cut short", "https://id.example.co"),
        ("that is a part of ours", "id.example.com"),
        ("that ours is a part of", "https://id.example.com.evil.example"),
        ("that a regular expression would take", "https://idXexample.com"),
        ("with a NUL after it", "https://id.example.com\0"),
        ("with a space after it", "https://id.example.com "),
        ("with a letter that looks alike", "https://id.ex\u{430}mple.com"),
        ("that is empty", ""),
        ("with userinfo", "https://id.example.com@evil.example"),
    ] {
        cases
            .add(format!("an issuer {name}"), "33", lab.ed(payload().text("iss", value)), ISSUER_MISMATCH)
            .cve("CVE-2024-53861");
    }
    for (name, value) in NO_TEXT {
        let token = lab.ed(payload().raw("iss", value));
        cases.add(format!("iss is {name}"), "33", &token, INVALID);
        cases.add(format!("iss is {name}, any issuer"), "33", token, INVALID).policy(json!({"issuer": null}));
    }
    let array = lab.ed(payload().json("iss", json!([ISSUER])));
    cases.add("iss is an array with ours", "33", array, INVALID).cve("CVE-2025-30144");
    cases.add("no iss", "33", lab.ed(payload().without("iss")), MISSING);
    let any = json!({"issuer": null});
    cases.add("no iss, any issuer", "33", lab.ed(payload().without("iss")), "accept").policy(any.clone());
    let foreign = lab.ed(payload().text("iss", "https://other.example.com"));
    cases.add("a foreign iss, any issuer", "33", foreign, "accept").policy(any);
    let list = json!({"issuer": ["https://old.example.com", ISSUER]});
    for (value, expected) in [
        (ISSUER, "accept"),
        ("https://old.example.com", "accept"),
        ("https://older.example.com", ISSUER_MISMATCH),
        ("https://old.example.com,https://id.example.com", ISSUER_MISMATCH),
    ] {
        cases
            .add(format!("iss {value} against a list"), "33", lab.ed(payload().text("iss", value)), expected)
            .policy(list.clone());
    }
    cases.add("no iss against a list", "33", lab.ed(payload().without("iss")), MISSING).policy(list);
}

fn audiences(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    for (name, value, expected) in [
        ("ours in a list", json!([AUDIENCE]), "accept"),
        (
            "ours last in a list",
            json!(["https://a.example.com", "https://b.example.com", AUDIENCE]),
            "accept",
        ),
        ("ours twice in a list", json!([AUDIENCE, AUDIENCE]), "accept"),
        ("a list without ours", json!(["https://a.example.com", "https://b.example.com"]), AUDIENCE_MISMATCH),
        ("an empty list", json!([]), AUDIENCE_MISMATCH),
        ("a list with an empty text", json!([""]), AUDIENCE_MISMATCH),
        ("empty", json!(""), AUDIENCE_MISMATCH),
        ("another", json!("https://other.example.com"), AUDIENCE_MISMATCH),
        ("with a slash more", json!("https://api.example.com/"), AUDIENCE_MISMATCH),
        ("in capitals", json!("https://API.example.com"), AUDIENCE_MISMATCH),
        ("cut short", json!("https://api.example.co"), AUDIENCE_MISMATCH),
        ("that ours is a part of", json!("https://api.example.com.evil.example"), AUDIENCE_MISMATCH),
        ("that is a part of ours", json!("api.example.com"), AUDIENCE_MISMATCH),
        ("two in one text", json!("https://api.example.com https://a.example.com"), AUDIENCE_MISMATCH),
        ("a list in a text", json!("[\"https://api.example.com\"]"), AUDIENCE_MISMATCH),
        ("ours in a list in a list", json!([[AUDIENCE]]), INVALID),
        ("ours and a number", json!([AUDIENCE, 1]), INVALID),
        ("a number and ours", json!([1, AUDIENCE]), INVALID),
        ("ours and null", json!([AUDIENCE, null]), INVALID),
        ("ours as the value of an object", json!({"aud": AUDIENCE}), INVALID),
        ("ours as a name of an object", json!({AUDIENCE: true}), INVALID),
    ] {
        cases.add(format!("aud: {name}"), "34", lab.ed(payload().json("aud", value)), expected);
    }
    for (name, value) in NO_TEXT {
        let token = lab.ed(payload().raw("aud", value));
        cases.add(format!("aud is {name}"), "34", &token, INVALID).cve("CVE-2020-26160");
        cases
            .add(format!("aud is {name}, any audience"), "34", token, INVALID)
            .policy(json!({"audience": null}));
    }
    cases.add("no aud", "34", lab.ed(payload().without("aud")), MISSING).cve("CVE-2026-55669");
    let any = json!({"audience": null});
    cases.add("no aud, any audience", "34", lab.ed(payload().without("aud")), "accept").policy(any.clone());
    let foreign = payload().text("aud", "https://other.example.com");
    cases.add("a foreign aud, any audience", "34", lab.ed(foreign), "accept").policy(any.clone());
    let required = json!({"audience": null, "required": ["aud"]});
    cases
        .add("no aud, any audience but required", "34", lab.ed(payload().without("aud")), MISSING)
        .policy(required);
    let list = json!({"audience": ["https://a.example.com", "https://b.example.com"]});
    for (value, expected) in [
        (json!("https://b.example.com"), "accept"),
        (json!(["https://c.example.com", "https://a.example.com"]), "accept"),
        (json!(["https://c.example.com"]), AUDIENCE_MISMATCH),
        (json!("https://c.example.com"), AUDIENCE_MISMATCH),
    ] {
        cases
            .add(format!("aud {value} against a list"), "34", lab.ed(payload().json("aud", value)), expected)
            .policy(list.clone());
    }
}

fn required(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let with = |names: &[&str]| json!({"required": names});
    for (name, value, expected) in [
        ("text", "\"a@example.com\"", "accept"),
        ("empty text", "\"\"", "accept"),
        ("false", "false", "accept"),
        ("zero", "0", "accept"),
        ("an empty array", "[]", "accept"),
        ("null", "null", MISSING),
    ] {
        cases
            .add(format!("a required claim is {name}"), "30", lab.ed(payload().raw("email", value)), expected)
            .policy(with(&["email"]));
    }
    for names in [
        &["email"][..],
        &["sub", "email"],
        &["email_verified", "email"],
        &["user.email"],
        &["nbf"],
        &["jti"],
        &["Sub"],
    ] {
        let token =
            lab.ed(payload().raw("email_verified", true).json("user", json!({"email": "a@example.com"})));
        cases
            .add(format!("required {} and not there", names.join(" and ")), "30", token, MISSING)
            .policy(with(names));
    }
    for name in ["constructor", "__proto__", "toString", "hasOwnProperty", "length", "__class__", "keys"] {
        cases
            .add(
                format!("required {name}, which every object of some language has"),
                "63",
                lab.ed(payload()),
                MISSING,
            )
            .policy(with(&[name]));
    }
    let proto = lab.ed(payload().json("__proto__", json!({"admin": true})));
    cases
        .add("a claim __proto__ is a claim", "63", proto, "accept")
        .policy(with(&["__proto__"]))
        .claims(json!({"sub": "user-42"}));
    cases
        .add("a required registered claim is null", "30", lab.ed(payload().raw("jti", "null")), INVALID)
        .policy(with(&["jti"]));
    cases
        .add(
            "a claim whose name is beyond ASCII",
            "30",
            lab.ed(payload().text("pr\u{e9}nom", "Alice")),
            "accept",
        )
        .policy(with(&["pr\u{e9}nom"]))
        .claims(json!({"pr\u{e9}nom": "Alice"}));
    let other = lab.ed(payload().text("pre\u{301}nom", "Alice"));
    cases
        .add("a required name in another normalisation", "30", other, MISSING)
        .policy(with(&["pr\u{e9}nom"]));
    let kinds = json!({"a": [1, 2.5, "x", null, {"b": false}], "big": 9_007_199_254_740_991_u64});
    cases
        .add(
            "claims of every kind come through",
            "claims",
            lab.ed(payload().json("kinds", kinds.clone())),
            "accept",
        )
        .claims(json!({"kinds": kinds, "aud": AUDIENCE}));
}

fn pinned(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let policy = json!({"require": {"azp": ["web", "mobile"]}});
    for (name, value, expected) in [
        ("the first of two values", json!("web"), "accept"),
        ("the second of two values", json!("mobile"), "accept"),
        ("another value", json!("batch"), INVALID),
        ("a value in capitals", json!("WEB"), INVALID),
        ("a part of a value", json!("we"), INVALID),
        ("empty text", json!(""), INVALID),
        ("an array with the value", json!(["web"]), INVALID),
        ("a number", json!(1), INVALID),
        ("true", json!(true), INVALID),
    ] {
        cases
            .add(format!("a pinned claim is {name}"), "37", lab.ed(payload().json("azp", value)), expected)
            .policy(policy.clone());
    }
    cases.add("a pinned claim is not there", "37", lab.ed(payload()), MISSING).policy(policy);
    let digit = json!({"require": {"version": ["1"]}});
    cases
        .add("a pinned claim is the number of the text", "37", lab.ed(payload().raw("version", 1)), INVALID)
        .policy(digit);
    let two = json!({"require": {"client_id": ["c-1"], "token_use": ["access"]}});
    for (client, usage, expected) in
        [("c-1", "access", "accept"), ("c-1", "id", INVALID), ("c-2", "access", INVALID)]
    {
        let token = lab.ed(payload().text("client_id", client).text("token_use", usage));
        cases
            .add(format!("two pinned claims are {client} and {usage}"), "37", token, expected)
            .policy(two.clone());
    }
}

/// A token bound to a key of the client is not a plain bearer token.
fn sender_constrained(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    for (name, value) in [
        ("a thumbprint (DPoP)", json!({"jkt": "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I"})),
        ("a certificate hash (mTLS)", json!({"x5t#S256": "bwcK0esc3ACC3DB2Y5_lESsXE8o9ltc05O89jdN-dg2"})),
        ("empty", json!({})),
        ("text", json!("x")),
    ] {
        cases.add(
            format!("cnf is {name}"),
            "cnf",
            lab.ed(payload().json("cnf", value)),
            "token_type_mismatch",
        );
    }
}

fn order(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let wrong_iss = || payload().text("iss", "https://evil.example.com");
    let wrong_aud = || payload().text("aud", "https://evil.example.com");
    let cnf = || json!({"jkt": "x"});
    let old = NOW - 600;
    let none = json!({});
    for (name, body, policy, expected) in [
        (
            "a wrong type before a missing claim",
            payload().without("aud").text("iat", "x"),
            none.clone(),
            INVALID,
        ),
        ("a wrong type before a wrong issuer", wrong_iss().raw("exp", "\"x\""), none.clone(), INVALID),
        ("a wrong range before a wrong issuer", wrong_iss().raw("nbf", -1), none.clone(), INVALID),
        ("a missing exp before a wrong issuer", wrong_iss().without("exp"), none.clone(), MISSING),
        ("a missing audience before a wrong issuer", wrong_iss().without("aud"), none.clone(), MISSING),
        (
            "a missing required claim before a wrong issuer",
            wrong_iss(),
            json!({"required": ["email"]}),
            MISSING,
        ),
        (
            "a wrong issuer before a wrong audience",
            wrong_iss().text("aud", "x"),
            none.clone(),
            ISSUER_MISMATCH,
        ),
        ("a wrong issuer before expiry", wrong_iss().raw("exp", old), none.clone(), ISSUER_MISMATCH),
        ("a wrong audience before expiry", wrong_aud().raw("exp", old), none.clone(), AUDIENCE_MISMATCH),
        ("a wrong audience before nbf", wrong_aud().raw("nbf", NOW + 600), none.clone(), AUDIENCE_MISMATCH),
        (
            "expiry before a pinned value",
            payload().raw("exp", old).text("azp", "x"),
            json!({"require": {"azp": ["web"]}}),
            "token_expired",
        ),
        (
            "age before a pinned value",
            payload().raw("iat", old).text("azp", "x"),
            json!({"require": {"azp": ["web"]}, "max_token_age": 60}),
            "token_too_old",
        ),
        (
            "a pinned value before cnf",
            payload().text("azp", "x").json("cnf", cnf()),
            json!({"require": {"azp": ["web"]}}),
            INVALID,
        ),
        ("expiry before cnf", payload().raw("exp", old).json("cnf", cnf()), none.clone(), "token_expired"),
        (
            "cnf before a scope of a wrong type",
            payload().json("cnf", cnf()).raw("scope", 1),
            json!({"scopes": ["a"]}),
            "token_type_mismatch",
        ),
        ("a wrong type of jti before a wrong issuer", wrong_iss().raw("jti", 1), none, INVALID),
    ] {
        let case = cases.add(format!("order: {name}"), "order", lab.ed(body), expected);
        let policy: Value = policy;
        case.policy(policy);
    }
    let token = lab.ed_b.token("EdDSA", &header("EdDSA", "ed-1"), &wrong_iss().raw("exp", "null"));
    cases.add("order: a wrong signature before any claim", "order", token, "signature_invalid");
}
