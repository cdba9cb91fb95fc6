//! Tokens that Better Auth made (1.7, November 2026), and things of Better Auth that look like tokens and are none.
//! They are kept in `captured.json`, because their private keys are not ours.

use serde_json::{Value, json};

use super::case::{Case, Cases, with_jwks, with_secret_bytes};
use crate::fault::{Doing, Fault};

const ORIGIN: &str = "http://localhost:3000";
const SECRET: &str = "lab-only-secret-8f3b1c9d7e5a2046bdf1";
/// While the short-lived tokens are valid.
const THEN: f64 = 1_795_144_960.0;

/// What was captured, by the name of the server that it came from.
pub(super) struct Captured(Value);

impl Captured {
    pub(super) fn read() -> Result<Self, Fault> {
        serde_json::from_str(include_str!("captured.json")).doing("cannot read captured.json").map(Self)
    }

    fn of(&self, name: &str, part: &str) -> Value {
        let value = self.0.get(name).and_then(|entry| entry.get(part));
        value.cloned().unwrap_or_default()
    }

    pub(super) fn text(&self, name: &str, part: &str) -> String {
        self.of(name, part).as_str().unwrap_or_default().to_owned()
    }

    pub(super) fn keys(&self, name: &str) -> Value {
        self.of(name, "keys")
    }
}

pub(super) fn cases(cases: &mut Cases<'_>) -> Result<(), Fault> {
    let captured = Captured::read()?;
    access_tokens(cases, &captured);
    shared_secret(cases, &captured);
    other_things(cases, &captured);
    oauth(cases, &captured);
    rotation(cases, &captured);
    Ok(())
}

/// The policy of the preset `better_auth`: issuer and audience are the origin.
fn preset(more: Value) -> Value {
    let mut all = json!({"issuer": ORIGIN, "audience": ORIGIN});
    if let (Value::Object(all), Value::Object(more)) = (&mut all, more) {
        all.extend(more);
    }
    all
}

fn add<'a>(
    cases: &'a mut Cases<'_>,
    captured: &Captured,
    name: &str,
    source: &str,
    expected: &str,
) -> &'a mut Case {
    let case =
        cases.add(format!("better auth: {name}"), "better auth", captured.text(source, "token"), expected);
    case.key(with_jwks(captured.keys(source))).policy(preset(json!({}))).now(THEN)
}

fn access_tokens(cases: &mut Cases<'_>, captured: &Captured) {
    for (name, source) in [
        ("the default", "jwt-default"),
        ("private keys kept in the clear", "jwt-default-unencrypted-private"),
        ("EdDSA for ten years", "jwt-eddsa-long"),
        ("ES256", "jwt-es256-long"),
        ("ES512", "jwt-es512-long"),
        ("PS256", "jwt-ps256-long"),
        ("RS256", "jwt-rs256-long"),
        ("RS256 with 3072 bits", "jwt-rs256-3072-long"),
        ("serial ids, whose kid is 1", "jwt-serial-id-long"),
        ("from /token beside the bearer plugin", "bearer"),
        ("beside a cookie that is signed by the same key", "cookie-jwt-asym-long"),
        ("the same with ES256", "cookie-jwt-asym-es256-long"),
        ("versioned secrets", "cookie-secrets-versioned-jwe-long"),
    ] {
        add(cases, captured, name, source, "accept");
    }
    add(cases, captured, "a serial id is still text", "jwt-serial-id-long", "accept")
        .claims(json!({"sub": "1", "id": "1"}));
    add(cases, captured, "without the header set-auth-jwt", "jwt-no-header", "accept").now(1_795_145_000.0);
    add(cases, captured, "the default after its 15 minutes", "jwt-default", "token_expired")
        .now(1_795_144_985.0);
    add(cases, captured, "the default four seconds after its 15 minutes", "jwt-default", "accept")
        .now(1_795_144_984.0);
    let local = |port: u16| {
        let origin = format!("http://localhost:{port}");
        preset(json!({"issuer": origin, "audience": origin}))
    };
    add(cases, captured, "Next 16 with PostgreSQL", "e2e-next16-pg", "accept")
        .policy(local(3471))
        .now(1_795_145_000.0);
    add(cases, captured, "another port", "e2e-next16-pg", "issuer_mismatch").now(1_795_145_000.0);
    for (name, change, expected) in [
        ("the issuer by https", json!({"issuer": "https://localhost:3000"}), "issuer_mismatch"),
        ("the issuer with a slash", json!({"issuer": "http://localhost:3000/"}), "issuer_mismatch"),
        ("the issuer with /api/auth", json!({"issuer": "http://localhost:3000/api/auth"}), "issuer_mismatch"),
        ("an audience of the API", json!({"audience": "https://api.example.com"}), "audience_mismatch"),
        ("RS256 asked for", json!({"algorithms": ["RS256"]}), "config_error"),
        (
            "a numeric user id asked for",
            json!({"subject": {"claim": "user_id", "type": "int"}}),
            "claim_missing",
        ),
        ("email asked for", json!({"required": ["email"]}), "accept"),
        ("sub as a number asked for", json!({"subject": {"claim": "sub", "type": "int"}}), "claim_invalid"),
    ] {
        add(cases, captured, name, "jwt-eddsa-long", expected).policy(preset(change));
    }
    add(cases, captured, "the keys of another server", "jwt-eddsa-long", "key_not_found")
        .key(with_jwks(captured.keys("jwt-default")));
    add(cases, captured, "kid 1 of another database", "jwt-serial-id-long", "signature_invalid")
        .key(with_jwks(captured.keys("jwt-intuserid-long")));
    add(cases, captured, "the token against the shared secret", "jwt-eddsa-long", "algorithm_not_allowed")
        .key(with_secret_bytes(SECRET));
    let numbers = json!({"issuer": "https://issuer.example", "audience": "api-b", "scopes": ["read"], "subject": {"claim": "user_id", "type": "int"}});
    add(cases, captured, "an issuer and audiences of one's own", "jwt-rs256-iss-aud-long", "accept")
        .policy(numbers)
        .claims(json!({"user_id": 42, "role": "admin"}));
    add(cases, captured, "a payload of one's own", "jwt-getsubject-override-long", "accept")
        .policy(json!({"issuer": "custom-iss", "audience": "custom-aud"}))
        .claims(json!({"sub": "alice@example.com", "jti": "abc"}));
    add(cases, captured, "a user_id of one's own", "jwt-intuserid-long", "accept")
        .policy(preset(json!({"subject": {"claim": "user_id", "type": "int"}})))
        .claims(json!({"user_id": 1}));
}

/// HS256 with the secret, as home-made servers do, and what Better Auth itself signs with it.
fn shared_secret(cases: &mut Cases<'_>, captured: &Captured) {
    let any = json!({"issuer": null, "audience": null});
    let typical = json!({
        "issuer": null, "audience": null, "required": ["email"], "subject": {"claim": "user_id", "type": "int"},
    });
    let key = with_secret_bytes(SECRET);
    for (name, policy, expected) in [
        ("HS256 by a function of one's own", preset(json!({})), "accept"),
        ("HS256, any issuer, user_id and email", typical.clone(), "accept"),
    ] {
        add(cases, captured, name, "jwt-remote-hs256-long", expected).key(key.clone()).policy(policy);
    }
    add(cases, captured, "HS256 by another secret", "jwt-remote-hs256-long", "signature_invalid")
        .key(with_secret_bytes("lab-only-secret-8f3b1c9d7e5a2046bdf2"));
    for (kind, policy) in
        [("any issuer", &any), ("user_id and email", &typical), ("issuer and audience", &preset(json!({})))]
    {
        add(
            cases,
            captured,
            &format!("an e-mail verification link, {kind}"),
            "email-verification-hs256",
            "claim_missing",
        )
        .key(key.clone())
        .policy(policy.clone())
        .now(1_795_145_300.0);
        for (cookie, source) in [
            ("a session cookie", "cookie-jwt-long"),
            ("a session cookie of another prefix", "cookie-prefix-custom"),
            ("a secure session cookie", "cookie-secure-long"),
        ] {
            cases
                .add(
                    format!("better auth: {cookie}, {kind}"),
                    "37",
                    captured.text(source, "cookie"),
                    "claim_missing",
                )
                .key(key.clone())
                .policy(policy.clone())
                .now(THEN)
                .cve("GHSA-xg6x-h9c9-2m83");
        }
    }
}

/// Cookies and opaque tokens.
fn other_things(cases: &mut Cases<'_>, captured: &Captured) {
    for (name, source) in [
        ("a session cookie signed by the token's key", "cookie-jwt-asym-long"),
        ("a session cookie signed by the token's ES256 key", "cookie-jwt-asym-es256-long"),
        ("a session cookie of Next 16", "e2e-next16-pg"),
    ] {
        cases
            .add(format!("better auth: {name}"), "37", captured.text(source, "cookie"), "token_type_mismatch")
            .key(with_jwks(captured.keys(source)))
            .policy(preset(json!({})))
            .now(1_795_145_000.0);
        cases
            .add(
                format!("better auth: {name}, its type pinned"),
                "37",
                captured.text(source, "cookie"),
                "accept",
            )
            .key(with_jwks(captured.keys(source)))
            .policy(json!({
                "issuer": if source == "e2e-next16-pg" { "http://localhost:3471" } else { ORIGIN },
                "audience": "better-auth:session-cache", "typ": "better-auth.session-cache+jwt",
            }))
            .now(1_795_145_000.0);
    }
    for (name, source, part) in [
        ("an encrypted session cookie", "cookie-jwe-long", "cookie"),
        ("an encrypted session cookie of versioned secrets", "cookie-secrets-versioned-jwe-long", "cookie"),
        ("a compact session cookie", "cookie-compact-long", "cookie"),
        ("a compact session cookie of five minutes", "cookie-compact-default", "cookie"),
        ("a compact session cookie with a version", "cookie-version-compact-long", "cookie"),
        ("the bearer plugin's token", "bearer", "opaque"),
        ("a session token", "cookie-plain", "opaque"),
        ("an opaque access token", "oauth-provider-m2m", "opaque"),
    ] {
        let text = captured.text(source, part);
        for (kind, key) in
            [("key set", with_jwks(captured.keys("jwt-eddsa-long"))), ("secret", with_secret_bytes(SECRET))]
        {
            cases
                .add(format!("better auth: {name} against a {kind}"), "37", &text, "token_malformed")
                .key(key)
                .policy(preset(json!({})))
                .now(THEN);
        }
    }
}

/// RFC 9068 tokens of the OAuth provider.
fn oauth(cases: &mut Cases<'_>, captured: &Captured) {
    const SOURCE: &str = "oauth-provider-m2m";
    let issuer = "http://localhost:3000/api/auth";
    let with = |audience: &str, more: Value| {
        let mut all = json!({"issuer": issuer, "audience": audience, "typ": "at+jwt"});
        super::lab::merge(&mut all, more);
        all
    };
    for (name, part, policy, expected) in [
        ("EdDSA", "token", with("https://api.example.com", json!({"scopes": ["read:things"]})), "accept"),
        ("RS256", "rs256", with("https://rs.example.com", json!({})), "accept"),
        (
            "the resource of the other",
            "rs256",
            with("https://api.example.com", json!({})),
            "audience_mismatch",
        ),
        (
            "a scope that was not granted",
            "token",
            with("https://api.example.com", json!({"scopes": ["write:things"]})),
            "scope_insufficient",
        ),
        (
            "the client pinned",
            "token",
            with(
                "https://api.example.com",
                json!({"require": {"client_id": ["OmVaZHJuGuysfwkqRvBYDDYSCIPWrBSU"]}}),
            ),
            "accept",
        ),
        (
            "another client pinned",
            "token",
            with("https://api.example.com", json!({"require": {"client_id": ["other"]}})),
            "claim_invalid",
        ),
        ("the policy of the session tokens", "token", preset(json!({})), "issuer_mismatch"),
    ] {
        cases
            .add(format!("better auth OAuth: {name}"), "better auth", captured.text(SOURCE, part), expected)
            .key(with_jwks(captured.keys(SOURCE)))
            .policy(policy)
            .now(1_795_145_100.0);
    }
    add(cases, captured, "a session token where at+jwt is pinned", "jwt-eddsa-long", "token_type_mismatch")
        .policy(preset(json!({"typ": "at+jwt"})));
}

/// Eight moments of one server whose keys last two seconds.
fn rotation(cases: &mut Cases<'_>, captured: &Captured) {
    for (token, keys, expected) in [
        (0, 0, "accept"),
        (1, 1, "accept"),
        (2, 2, "accept"),
        (1, 2, "accept"),
        (0, 3, "key_not_found"),
        (2, 3, "accept"),
        (4, 4, "accept"),
        (5, 5, "accept"),
        (6, 6, "accept"),
        (7, 7, "accept"),
        (2, 0, "key_not_found"),
        (4, 3, "key_not_found"),
        (6, 5, "key_not_found"),
        (0, 7, "accept"),
        (2, 7, "accept"),
        (4, 7, "accept"),
    ] {
        let name = format!("rotation, the token of moment {token} by the keys of moment {keys}");
        add(cases, captured, &name, &format!("rotation-{token}"), expected)
            .key(with_jwks(captured.keys(&format!("rotation-{keys}"))));
    }
}
