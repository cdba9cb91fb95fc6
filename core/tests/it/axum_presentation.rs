//! How denials look: problem bodies, realm, resource metadata; for every denial that the verifier or its claims make.

use axum::Router;
use axum::routing::get as on_get;
use bearward::axum::{Bearer, BearerLayer, Owner};
use bearward::testing::TestIssuer;
use bearward::{Denial, VerifierBuilder};
use serde_json::{Value, json};

use crate::support::{Reply, get, get_bare, request, send, warmed};

const METADATA: &str = "https://api.example/.well-known/oauth-protected-resource";

fn app(change: impl FnOnce(VerifierBuilder) -> VerifierBuilder) -> (TestIssuer, Router) {
    async fn write(Bearer(user): Bearer) -> Result<&'static str, Denial> {
        user.require_any_scope(["tasks:write", "tasks:admin"])?;
        Ok("written")
    }
    async fn record(Bearer(user): Bearer) -> Result<&'static str, Denial> {
        user.require_record_owner(None::<&str>)?;
        Ok("never")
    }
    let (issuer, verifier) = warmed(change);
    let locked =
        Router::new().route("/in", on_get(|| async { "in" })).layer(BearerLayer::new(verifier.clone()));
    let app = Router::new()
        .route("/me", on_get(|_: Bearer| async { "me" }))
        .route("/write", on_get(write))
        .route("/record", on_get(record))
        .route("/owned/{user_id}", on_get(|_: Owner| async { "owned" }))
        .nest("/locked", locked)
        .with_state(verifier);
    (issuer, app)
}

async fn all_kinds(issuer: &TestIssuer, app: &Router) -> Vec<(&'static str, Reply)> {
    let alice = issuer.mint(json!({"sub": "alice"}));
    let two = [("authorization", "Bearer a"), ("authorization", "Bearer b")];
    vec![
        ("token_missing", get_bare(app, "/me").await),
        ("token_missing", get_bare(app, "/locked/in").await),
        ("token_missing", get_bare(app, "/owned/alice").await),
        ("authorization_malformed", send(app, request("GET", "/me", &two)).await),
        ("token_malformed", get(app, "/me", "x").await),
        ("token_expired", get(app, "/locked/in", &issuer.expired(json!({"sub": "a"}))).await),
        ("owner_mismatch", get(app, "/owned/bob", &alice).await),
        ("scope_insufficient", get(app, "/write", &alice).await),
        ("claim_invalid", get(app, "/write", &issuer.mint(json!({"sub": "a", "scope": 1}))).await),
        ("not_found", get(app, "/record", &alice).await),
    ]
}

#[tokio::test]
async fn problem_details_for_every_denial() {
    let (issuer, app) = app(|builder| builder.problem_bodies());
    for (code, reply) in all_kinds(&issuer, &app).await {
        assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{code}");
        let body: Value = serde_json::from_str(&reply.body).unwrap();
        assert_eq!(body["status"], reply.status, "{code}");
        assert_eq!(body["code"], code);
        assert_eq!(body["type"], "about:blank");
        let title = axum::http::StatusCode::from_u16(reply.status).unwrap().canonical_reason().unwrap();
        assert_eq!(body["title"], title, "{code}");
        assert_eq!(body["detail"], reply.denial.unwrap().code().sentence());
        assert_eq!(body.as_object().unwrap().len(), 5);
    }
}

#[tokio::test]
async fn realm_and_metadata_stand_in_every_challenge_and_nowhere_else() {
    let (issuer, app) = app(|builder| builder.realm("tasks").resource_metadata(METADATA));
    for (code, reply) in all_kinds(&issuer, &app).await {
        let challenge = reply.header("www-authenticate");
        if matches!(code, "owner_mismatch" | "not_found") {
            assert_eq!(challenge, None, "{code}");
            continue;
        }
        let challenge = challenge.unwrap();
        assert!(challenge.starts_with("Bearer realm=\"tasks\""), "{challenge}");
        assert!(challenge.ends_with(&format!("resource_metadata=\"{METADATA}\"")), "{challenge}");
        assert_eq!(reply.header("content-type"), Some("application/json"));
    }
    let missing = get_bare(&app, "/me").await;
    assert_eq!(
        missing.header("www-authenticate"),
        Some(format!("Bearer realm=\"tasks\", resource_metadata=\"{METADATA}\"").as_str())
    );
}

/// error, error_description, scope, resource_metadata: in this order (DESIGN.md section 9).
#[tokio::test]
async fn the_order_of_the_challenge_is_fixed() {
    let (issuer, app) = app(|builder| builder.resource_metadata(METADATA));
    let reply = get(&app, "/write", &issuer.mint(json!({"sub": "alice"}))).await;
    assert_eq!(
        reply.header("www-authenticate"),
        Some(
            format!(
                "Bearer error=\"insufficient_scope\", error_description=\"The token lacks a required scope.\", \
                 scope=\"tasks:write tasks:admin\", resource_metadata=\"{METADATA}\""
            )
            .as_str()
        )
    );
}

/// A scope that cannot stand in a quoted-string must not break the header.
#[tokio::test]
async fn odd_scopes_cannot_break_the_challenge() {
    let (issuer, verifier) = warmed(|builder| builder);
    let claims = verifier.verify(&issuer.mint(json!({"sub": "alice"}))).unwrap();
    for scope in ["a\"b", "a\\b", "a\r\nx: y", "sch\u{f6}n", "\0"] {
        let denial = claims.require_scope(scope).unwrap_err();
        for (name, value) in denial.headers() {
            assert!(value.bytes().all(|byte| (b' '..=b'~').contains(&byte)), "{name}: {value:?}");
            assert!(!value.contains(scope));
        }
    }
    // Nothing was asked for: that is no permission.
    let none: [&str; 0] = [];
    let denial = claims.require_any_scope(none).unwrap_err();
    let challenge = denial.headers().into_iter().find(|(name, _)| *name == "www-authenticate").unwrap().1;
    assert!(!challenge.contains("scope=\"\""), "RFC 6749 section 3.3 has no empty scope: {challenge}");
}
