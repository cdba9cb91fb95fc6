//! The subject: text or an exact integer, required unless said otherwise.

use serde_json::{Value, json};

use super::case::{Cases, with_secret};
use super::lab::payload;

const INVALID: &str = "claim_invalid";
const MISSING: &str = "claim_missing";

pub(super) fn cases(cases: &mut Cases<'_>) {
    text(cases);
    optional(cases);
    other_claims(cases);
    integers(cases);
    integer_sub(cases);
}

/// Values that are no text.
fn no_text() -> [(&'static str, &'static str); 7] {
    [
        ("a number", "42"),
        ("null", "null"),
        ("true", "true"),
        ("false", "false"),
        ("an array", "[\"user-42\"]"),
        ("an object", "{\"id\":\"user-42\"}"),
        ("a fraction", "4.2"),
    ]
}

fn text(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    cases.add("no sub", "36", lab.ed(payload().without("sub")), MISSING);
    cases.add("sub is empty", "36", lab.ed(payload().text("sub", "")), INVALID);
    for (name, value) in no_text() {
        cases
            .add(format!("sub is {name}"), "36", lab.ed(payload().raw("sub", value)), INVALID)
            .cve("CVE-2026-25537");
    }
    for (name, value) in [
        ("digits", "42"),
        ("a space", " "),
        ("beyond ASCII", "\u{e9}l\u{e8}ve-\u{1f600}"),
        ("an e-mail address", "alice@example.com"),
        ("a NUL", "a\0b"),
        ("a path", "../admin"),
        ("of 255 characters", &"s".repeat(255)),
        ("the word null", "null"),
    ] {
        cases
            .add(format!("sub is text: {name}"), "36", lab.ed(payload().text("sub", value)), "accept")
            .claims(json!({"sub": value}));
    }
    cases.add(
        "Sub with a capital is not sub",
        "36",
        lab.ed(payload().without("sub").text("Sub", "user-42")),
        MISSING,
    );
    let hs = lab.hs(payload().without("sub").text("userId", "user-42").text("email", "a@example.com"));
    cases.add("a userId is no subject", "37", hs, MISSING).key(with_secret(&lab.hs256_a));
}

fn optional(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let policy = json!({"subject": null});
    cases.add("optional: no sub", "36", lab.ed(payload().without("sub")), "accept").policy(policy.clone());
    cases
        .add("optional: a sub", "36", lab.ed(payload()), "accept")
        .policy(policy.clone())
        .claims(json!({"sub": "user-42"}));
    cases
        .add("optional: an empty sub", "36", lab.ed(payload().text("sub", "")), INVALID)
        .policy(policy.clone());
    for (name, value) in no_text() {
        cases
            .add(format!("optional: sub is {name}"), "36", lab.ed(payload().raw("sub", value)), INVALID)
            .policy(policy.clone());
    }
}

fn subject(claim: &str, kind: &str) -> Value {
    json!({"subject": {"claim": claim, "type": kind}})
}

fn other_claims(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let policy = subject("uid", "string");
    let with = |value: &str| lab.ed(payload().raw("uid", value));
    cases
        .add("subject uid: text", "36", with("\"u-1\""), "accept")
        .policy(policy.clone())
        .claims(json!({"uid": "u-1", "sub": "user-42"}));
    cases.add("subject uid: not there", "36", lab.ed(payload()), MISSING).policy(policy.clone());
    for (name, value, expected) in [
        ("empty", "\"\"", INVALID),
        ("a number", "42", INVALID),
        ("true", "true", INVALID),
        ("an array", "[\"u-1\"]", INVALID),
        ("null", "null", MISSING),
    ] {
        cases.add(format!("subject uid: {name}"), "36", with(value), expected).policy(policy.clone());
    }
    let token = lab.ed(payload().without("sub").text("uid", "u-1"));
    cases.add("subject uid: no sub beside it", "36", token, "accept").policy(policy.clone());
    let token = lab.ed(payload().raw("sub", 42).text("uid", "u-1"));
    cases.add("subject uid: a sub of a wrong type beside it", "36", token, INVALID).policy(policy);
    let token = lab.ed(payload().text("email", "alice@example.com"));
    cases.add("subject email with a key set", "36", token, "accept").policy(subject("email", "string"));
    for claim in ["email", "userId"] {
        let policy = json!({"issuer": null, "audience": null, "subject": {"claim": claim, "type": "string"}});
        cases
            .add(
                format!("subject {claim} with a bare secret"),
                "37",
                lab.hs(payload().text(claim, "x")),
                "config_error",
            )
            .key(with_secret(&lab.hs256_a))
            .policy(policy)
            .note("Better Auth signs e-mail links and session cookies with the same secret");
    }
}

/// 0..=2^53-1, without sign, fraction or exponent.
const INTEGERS: [(&str, &str); 30] = [
    ("0", "accept"),
    ("1", "accept"),
    ("42", "accept"),
    ("4294967296", "accept"),
    ("9007199254740991", "accept"),
    ("9007199254740992", INVALID),
    ("9007199254740993", INVALID),
    ("9223372036854775807", INVALID),
    ("18446744073709551616", INVALID),
    ("100000000000000000000000000000042", INVALID),
    ("-1", INVALID),
    ("-0", INVALID),
    ("-42", INVALID),
    ("42.0", INVALID),
    ("42.5", INVALID),
    ("0.0", INVALID),
    ("4.2e1", INVALID),
    ("42e0", INVALID),
    ("42E0", INVALID),
    ("1e2", INVALID),
    ("1e308", INVALID),
    ("true", INVALID),
    ("false", INVALID),
    ("\"42\"", INVALID),
    ("\"\"", INVALID),
    ("\"alice\"", INVALID),
    ("[42]", INVALID),
    ("{}", INVALID),
    ("042", "token_malformed"),
    ("1e400", "token_malformed"),
];

fn integers(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let policy = subject("user_id", "int");
    for (value, expected) in INTEGERS {
        let token = lab.ed(payload().without("sub").raw("user_id", value));
        let case = cases.add(format!("subject user_id: {value}"), "36", token, expected);
        case.policy(policy.clone());
        if let ("accept", Ok(number)) = (expected, value.parse::<u64>()) {
            case.claims(json!({"user_id": number}));
        }
    }
    cases.add("subject user_id: not there", "36", lab.ed(payload()), MISSING).policy(policy.clone());
    let token = lab.ed(payload().raw("user_id", "null"));
    cases.add("subject user_id: null", "36", token, MISSING).policy(policy.clone());
    let token = lab.ed(payload().raw("user_id", 42));
    cases.add("subject user_id: a sub beside it", "36", token, "accept").policy(policy.clone());
    let token = lab.ed(payload().raw("user_id", 42).raw("sub", 42));
    cases.add("subject user_id: a sub of a wrong type beside it", "36", token, INVALID).policy(policy);
}

fn integer_sub(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let policy = subject("sub", "int");
    for (value, expected) in [
        ("42", "accept"),
        ("0", "accept"),
        ("\"42\"", INVALID),
        ("\"\"", INVALID),
        ("42.0", INVALID),
        ("-0", INVALID),
        ("true", INVALID),
        ("null", INVALID),
        ("9007199254740992", INVALID),
    ] {
        cases
            .add(
                format!("subject sub as an integer: {value}"),
                "36",
                lab.ed(payload().raw("sub", value)),
                expected,
            )
            .policy(policy.clone());
    }
    cases
        .add("subject sub as an integer: not there", "36", lab.ed(payload().without("sub")), MISSING)
        .policy(policy);
}
