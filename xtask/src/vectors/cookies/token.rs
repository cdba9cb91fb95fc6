//! The session token's cookie.

use super::bake::{
    OLD, SECRET, TOKEN, TOKEN_NAME, compact, encoded, good, header, hmac, pair, signed, token,
};
use super::case::CookieCases;
use crate::vectors::b64;

pub(super) fn cases(cases: &mut CookieCases<'_>) {
    cases.about("session token", "better auth");
    spellings(cases);
    cases.about("session token", "37");
    absent(cases);
    malformed(cases);
    forged(cases);
}

fn alone(value: &str) -> String {
    header(&[(TOKEN_NAME, value)])
}

/// The value before it is percent-encoded.
fn plain() -> String {
    format!("{TOKEN}.{}", tag())
}

fn tag() -> String {
    b64::standard(hmac(SECRET, TOKEN.as_bytes()))
}

fn spellings(cases: &mut CookieCases<'_>) {
    let lower = token().replace("%2B", "%2b").replace("%2F", "%2f").replace("%3D", "%3d");
    let all: String = plain().bytes().map(|byte| format!("%{byte:02X}")).collect();
    let dots = signed("a.b.c", SECRET);
    for (name, value) in [
        ("genuine", token()),
        ("not percent-encoded", plain()),
        ("lower-case escapes", lower),
        ("every character escaped", all),
        ("in double quotes", format!("\"{}\"", token())),
        ("with white space around it", format!(" \t{} ", token())),
        ("a token with dots in it", dots),
        (
            "a token that is not ASCII",
            signed("\u{e9}\u{1f36a}", SECRET)
                .replace('\u{e9}', "%C3%A9")
                .replace('\u{1f36a}', "%F0%9F%8D%AA"),
        ),
    ] {
        cases.add(name, alone(&value), "renew");
    }
    cases.add(
        "without a space behind the semicolon",
        pair(&token(), &compact(&good())).replace("; ", ";"),
        "accept",
    );
    cases.add(
        "among other cookies",
        format!("theme=dark; {}; a=b=c; ; =; flag", pair(&token(), &compact(&good()))),
        "accept",
    );
}

fn absent(cases: &mut CookieCases<'_>) {
    const MISSING: &str = "token_missing";
    cases.add("no Cookie header", "", MISSING).without_header();
    cases.add("an empty Cookie header", "", MISSING);
    cases.add("only other cookies", "theme=dark; session_token=x", MISSING);
    cases.add("data without it", header(&[("better-auth.session_data", &compact(&good()))]), MISSING);
    cases.add("empty", alone(""), MISSING);
    cases.add("empty, in quotes", alone("\"\""), MISSING);
    cases.add("empty beside data", pair("", &compact(&good())), MISSING);
    cases.add("a name without a value", TOKEN_NAME, MISSING);
    cases.add("a name of other case", alone(&token()).replace("better-auth", "Better-Auth"), MISSING);
    cases.add("a name with something behind it", alone(&token()).replace("_token=", "_token2="), MISSING);
    cases.add(
        "a dash for the dot of the name",
        alone(&token()).replace("better-auth.", "better-auth-"),
        MISSING,
    );
    cases.add("a percent-encoded name", alone(&token()).replace("better-auth.", "better-auth%2E"), MISSING);
}

fn malformed(cases: &mut CookieCases<'_>) {
    let tag = tag();
    let with = |tag: &str| alone(&encoded(&format!("{TOKEN}.{tag}")));
    let spare = b64::with_trailing_bits(tag.trim_end_matches('=')).unwrap_or_default() + "=";
    for (name, cookies) in [
        ("no signature", alone(TOKEN)),
        ("an empty signature", with("")),
        ("an empty token", alone(&encoded(&format!(".{}", b64::standard(hmac(SECRET, b"")))))),
        ("a signature without padding", with(tag.trim_end_matches('='))),
        ("a signature with too much padding", with(&format!("{tag}="))),
        ("a signature with spare bits", with(&spare)),
        ("a signature in base64url", with(&(b64::url([0xff; 32]) + "="))),
        ("a signature of 31 bytes", with(&b64::standard([7; 31]))),
        ("a signature of 33 bytes", with(&b64::standard([7; 33]))),
        (
            "a signature of 16 bytes",
            with(&b64::standard(hmac(SECRET, TOKEN.as_bytes()).get(..16).unwrap_or_default())),
        ),
        ("a signature in hex", with(&"ab".repeat(32))),
        ("white space in the signature", with(&format!(" {tag}"))),
        ("encoded twice", alone(&encoded(&token()))),
        ("an escape that is none", alone(&token().replace("%3D", "%3G"))),
        ("an escape that is cut", alone(token().trim_end_matches("3D"))),
        ("escapes that are no UTF-8", alone(&format!("%FF{}", token()))),
        ("octets that are no UTF-8", alone(&format!("\u{e9}{}", token()))),
        ("a dot alone", alone(".")),
    ] {
        cases.add(name, cookies, "token_malformed");
    }
    cases.add("of 5000 bytes", alone(&"a".repeat(5000)), "token_too_large");
    cases.add("of 4096 bytes", alone(&"a".repeat(4096)), "token_malformed");
}

fn forged(cases: &mut CookieCases<'_>) {
    const INVALID: &str = "signature_invalid";
    let genuine = hmac(SECRET, TOKEN.as_bytes());
    let mut turned = genuine.clone();
    if let Some(byte) = turned.last_mut() {
        *byte ^= 1;
    }
    let with = |token: &str, tag: &[u8]| {
        pair(&encoded(&format!("{token}.{}", b64::standard(tag))), &compact(&good()))
    };
    cases.add("signed with another secret", pair(&signed(TOKEN, OLD), &compact(&good())), INVALID);
    cases
        .add("signed with the older of two secrets", pair(&signed(TOKEN, OLD), &compact(&good())), INVALID)
        .config(serde_json::json!({"secrets": [SECRET, OLD]}))
        .note("Better Auth signs and checks with the newest alone.");
    cases
        .add("signed with the newer of two secrets", pair(&token(), &compact(&good())), "accept")
        .config(serde_json::json!({"secrets": [SECRET, OLD]}));
    cases.add("one bit of its signature turned", with(TOKEN, &turned), INVALID);
    cases.add(
        "another token under a genuine signature",
        with("Uw7cQ2nVx0LrZ5tKj8Yb3HsPd6GfMa1F", &genuine),
        INVALID,
    );
    cases.add("a signature of zeros", with(TOKEN, &[0; 32]), INVALID);
    cases.add("the case of its letters turned", with(&TOKEN.to_lowercase(), &genuine), INVALID);
    cases.add("genuine, with a space before its dot", with(&format!("{TOKEN} "), &genuine), INVALID);
}
