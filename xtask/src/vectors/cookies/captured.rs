//! Cookies that Better Auth 1.7 made (November 2026), kept in `captured.json`.

use serde_json::{Value, json};

use super::bake::{DATA_NAME, TOKEN_NAME, header};
use super::case::{CookieCase, CookieCases};
use crate::fault::{Doing, Fault};
use crate::vectors::better_auth::Captured;

const SECRET: &str = "lab-only-secret-8f3b1c9d7e5a2046bdf1";
/// While also the short-lived cookies are fresh.
const THEN: f64 = 1_795_144_300.0;

/// What was captured, by the name of the server that it came from.
struct Jars(Value);

impl Jars {
    fn read() -> Result<Self, Fault> {
        serde_json::from_str(include_str!("captured.json")).doing("cannot read captured.json").map(Self)
    }

    fn header(&self, name: &str) -> &str {
        self.0.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    fn cookie(&self, name: &str, cookie: &str) -> &str {
        let pairs = self.header(name).split("; ").filter_map(|pair| pair.split_once('='));
        pairs.into_iter().find(|(name, _)| *name == cookie).map_or("", |(_, value)| value)
    }

    fn token(&self, name: &str) -> &str {
        self.cookie(name, TOKEN_NAME)
    }

    fn data(&self, name: &str) -> &str {
        self.cookie(name, DATA_NAME)
    }
}

/// Each captured jar as its server meant it, and what becomes of it in other hands.
pub(super) fn cases(cases: &mut CookieCases<'_>) -> Result<(), Fault> {
    let (jars, captured) = (Jars::read()?, Captured::read()?);
    cases.about("better auth cookies", "better auth");
    as_meant(cases, &jars);
    asymmetric(cases, &jars, &captured);
    swapped(cases, &jars, &captured);
    Ok(())
}

fn add<'c>(
    cases: &'c mut CookieCases<'_>,
    name: &str,
    cookies: impl Into<String>,
    expected: &'static str,
) -> &'c mut CookieCase {
    cases.add(name, cookies, expected).config(json!({"secrets": [SECRET]})).now(THEN)
}

fn as_meant(cases: &mut CookieCases<'_>, jars: &Jars) {
    for (name, source, user) in [
        ("compact, the default", "cookie-compact-default", "XEYtZi80dd53xa7iwpVhxs4foDW9oM7i"),
        ("compact for 400 days", "cookie-compact-long", "n6FSjTn2uCBgwfk9VTKUgGi3g1NAbFo0"),
        ("compact in three chunks", "cookie-compact-chunked-long", "c5byHJe73Je9D00Gbc6vlUyIjWx9R23T"),
        ("jwt", "cookie-jwt-long", "QzuStqLtfUOQF4QkWFmKiC7bnsZONTzy"),
        ("jwt in three chunks", "cookie-jwt-chunked-long", "AuGbnPnA9x147bkFMzzPg6L5Ivy9Ua5y"),
        ("jwt under __Secure-", "cookie-secure-long", "ZTfWciLu16UhEMiMtigtAhDYI0vfZq4z"),
    ] {
        let token = token_text(jars.header(source));
        add(cases, name, jars.header(source), "accept")
            .claims(json!({"sub": user, "id": user, "email": "alice@example.com", "emailVerified": false}))
            .never(&token);
    }
    for (name, source) in [("JWE", "cookie-jwe-long"), ("JWE in three chunks", "cookie-jwe-chunked-long")] {
        let token = token_text(jars.header(source));
        add(cases, name, jars.header(source), "accept")
            .claims(json!({"name": "Alice Example"}))
            .never(&token);
    }
    add(cases, "the session's id is sid, and exp the earlier of the two", jars.header("cookie-compact-default"), "accept")
        .claims(json!({"sid": "jQwgIXnVDHj2pY53Oje5GtdHZFYLm3IX", "exp": 1_795_144_408.413, "iat": 1_795_144_108.413}));
    let custom = jars.header("cookie-prefix-custom");
    let named = json!({"prefix": "myapp", "session_token_name": "sid"});
    add(cases, "own prefix, own name", custom, "accept").config(named);
    add(cases, "own prefix without its own name", custom, "token_missing").config(json!({"prefix": "myapp"}));
    add(cases, "own prefix and name, not told", custom, "token_missing");
    add(cases, "own name alone told", custom, "renew").config(json!({"session_token_name": "sid"}));
    let versioned = jars.header("cookie-secrets-versioned-jwe-long");
    let (second, first) = ("second-secret-aaaabbbbccccddddeeee0001", "first-secret-zzzzyyyyxxxxwwwwvvvv0002");
    for (name, secrets, expected) in [
        ("versioned secrets, JWE", json!([second, first]), "accept"),
        ("versioned secrets, JWE, the newest alone", json!([second]), "accept"),
        ("versioned secrets in the wrong order, JWE", json!([first, second]), "signature_invalid"),
        ("versioned secrets of which only the old one is known, JWE", json!([first]), "signature_invalid"),
    ] {
        add(cases, name, versioned, expected).config(json!({"secrets": secrets}));
    }
    let version = jars.header("cookie-version-compact-long");
    add(cases, "cookieCache.version 2", version, "accept").config(json!({"version": "2"}));
    add(cases, "cookieCache.version 2 where 1 is wanted", version, "renew");
    add(cases, "cookieCache.version 2 where any will do", version, "accept").config(json!({"version": null}));
    add(cases, "no cookie cache", jars.header("cookie-plain"), "renew");
    add(cases, "no cookie cache, beside the jwt plugin", jars.header("jwt-default"), "renew");
    add(cases, "not to be remembered", jars.header("remember-me-off"), "renew");
    add(
        cases,
        "compact, the default, after its five minutes",
        jars.header("cookie-compact-default"),
        "renew",
    )
    .now(1_795_144_414.0);
    add(
        cases,
        "compact, the default, four seconds after its five minutes",
        jars.header("cookie-compact-default"),
        "accept",
    )
    .now(1_795_144_412.0);
}

fn asymmetric(cases: &mut CookieCases<'_>, jars: &Jars, captured: &Captured) {
    for (name, source, issuer, now) in [
        ("jwt by the issuer's EdDSA key", "cookie-jwt-asym-long", "http://localhost:3000", THEN),
        ("jwt by the issuer's ES256 key", "cookie-jwt-asym-es256-long", "http://localhost:3000", THEN),
        ("Next 16 with PostgreSQL", "e2e-next16-pg", "http://localhost:3471", 1_795_145_000.0),
    ] {
        let (cookies, keys) = (jars.header(source), captured.keys(source));
        let token = token_text(cookies);
        let with = |issuer: &str| json!({"jwks": keys, "issuer": issuer});
        add(cases, name, cookies, "accept").config(with(issuer)).now(now).never(&token);
        add(cases, &format!("{name}, after its time"), cookies, "renew")
            .config(with(issuer))
            .now(1_829_704_120.0);
        add(cases, &format!("{name}, of another issuer"), cookies, "issuer_mismatch")
            .config(with("https://other.example.com"))
            .now(now);
        add(cases, &format!("{name}, without the keys"), cookies, "algorithm_not_allowed").now(now);
    }
}

/// Genuine cookies that do not belong together, and genuine things that are no cookies.
fn swapped(cases: &mut CookieCases<'_>, jars: &Jars, captured: &Captured) {
    cases.about("better auth cookies mixed", "37");
    for (name, token, data, expected) in [
        ("the data of another session", "cookie-jwt-long", "cookie-compact-long", "claim_invalid"),
        ("the JWT of another session", "cookie-compact-long", "cookie-jwt-long", "claim_invalid"),
        ("the JWE of another session", "cookie-compact-long", "cookie-jwe-long", "claim_invalid"),
        (
            "the JWE of another server",
            "cookie-compact-long",
            "cookie-secrets-versioned-jwe-long",
            "key_not_found",
        ),
        (
            "a session token of another server",
            "cookie-secrets-versioned-jwe-long",
            "cookie-compact-long",
            "signature_invalid",
        ),
        (
            "the signed cookie dont_remember as session token",
            "remember-me-off",
            "cookie-compact-long",
            "claim_invalid",
        ),
    ] {
        let dont_remember = jars.cookie(token, "better-auth.dont_remember");
        let token = if dont_remember.is_empty() { jars.token(token) } else { dont_remember };
        add(cases, name, super::bake::pair(token, jars.data(data)), expected);
    }
    let asymmetric =
        super::bake::pair(jars.token("cookie-jwt-asym-es256-long"), jars.data("cookie-jwt-asym-long"));
    add(cases, "the asymmetric data of another session", asymmetric, "claim_invalid")
        .config(json!({"jwks": captured.keys("cookie-jwt-asym-long"), "issuer": "http://localhost:3000"}));
    let token = jars.token("cookie-jwt-asym-long");
    let access = super::bake::pair(token, &captured.text("cookie-jwt-asym-long", "token"));
    add(cases, "an access token by the same key as data", &*access, "token_type_mismatch")
        .config(json!({"jwks": captured.keys("cookie-jwt-asym-long"), "issuer": "http://localhost:3000"}));
    let token = jars.token("cookie-plain");
    for (name, text, expected) in [
        ("an HS256 access token as data", captured.text("jwt-remote-hs256-long", "token"), "claim_missing"),
        (
            "an e-mail link's token as data",
            captured.text("email-verification-hs256", "token"),
            "claim_missing",
        ),
        ("the session token as data", token.replace("%2B", "").replace("%3D", ""), "token_malformed"),
    ] {
        add(cases, name, super::bake::pair(token, &text), expected);
    }
    for (name, text) in [
        ("an access token as session token", captured.text("jwt-default", "token")),
        ("an e-mail link's token as session token", captured.text("email-verification-hs256", "token")),
        ("session data as session token", jars.data("cookie-compact-long").to_owned()),
    ] {
        add(cases, name, header(&[(TOKEN_NAME, &text)]), "token_malformed");
    }
}

/// The session token itself, which no claims may hold.
fn token_text(header: &str) -> String {
    let value = header
        .split("; ")
        .find_map(|pair| pair.split_once("session_token=").or_else(|| pair.split_once("sid=")));
    value.map_or_else(String::new, |(_, value)| value.split('.').next().unwrap_or_default().to_owned())
}
