//! Every code as a response: status, headers, body; and a layer that gives it another body.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use axum::routing::get as on_get;
use axum::{Router, middleware};
use bearward::axum::{Bearer, Owner};
use bearward::{Denial, DenialCode};
use serde_json::{Value, json};

use crate::support::{Reply, get, get_bare, send, warmed};

/// The registry of DESIGN.md, written down once more on purpose.
const REGISTRY: &[(&str, u16, Option<&str>)] = &[
    ("token_missing", 401, None),
    ("authorization_malformed", 400, Some("invalid_request")),
    ("token_malformed", 401, Some("invalid_token")),
    ("token_too_large", 401, Some("invalid_token")),
    ("algorithm_not_allowed", 401, Some("invalid_token")),
    ("critical_header_unsupported", 401, Some("invalid_token")),
    ("token_type_mismatch", 401, Some("invalid_token")),
    ("key_not_found", 401, Some("invalid_token")),
    ("key_ambiguous", 401, Some("invalid_token")),
    ("key_unusable", 401, Some("invalid_token")),
    ("signature_invalid", 401, Some("invalid_token")),
    ("claim_missing", 401, Some("invalid_token")),
    ("claim_invalid", 401, Some("invalid_token")),
    ("token_expired", 401, Some("invalid_token")),
    ("token_not_yet_valid", 401, Some("invalid_token")),
    ("token_too_old", 401, Some("invalid_token")),
    ("issuer_mismatch", 401, Some("invalid_token")),
    ("audience_mismatch", 401, Some("invalid_token")),
    ("token_revoked", 401, Some("invalid_token")),
    ("scope_insufficient", 403, Some("insufficient_scope")),
    ("owner_mismatch", 403, None),
    ("origin_not_allowed", 403, None),
    ("not_found", 404, None),
    ("keys_unavailable", 503, None),
];

/// A router that answers `/{code}` with the denial of that code.
fn every_code() -> Router {
    async fn deny(axum::extract::Path(code): axum::extract::Path<String>) -> Denial {
        Denial::new(DenialCode::from_name(&code).expect("a code"))
    }
    Router::new().route("/{code}", on_get(deny))
}

#[test]
fn the_registry_is_the_promised_one() {
    let codes: Vec<_> =
        DenialCode::ALL.iter().map(|code| (code.as_str(), code.status(), code.oauth_error())).collect();
    assert_eq!(codes, REGISTRY);
}

#[tokio::test]
async fn every_code_has_its_status_headers_and_body() {
    let app = every_code();
    for (code, status, oauth_error) in REGISTRY {
        let reply = get_bare(&app, &format!("/{code}")).await;
        assert_eq!(reply.status, *status, "{code}");
        assert_eq!(reply.header("content-type"), Some("application/json"), "{code}");
        assert_eq!(reply.header("cache-control"), Some("no-store"), "{code}");
        let sentence = DenialCode::from_name(code).unwrap().sentence();
        assert_eq!(reply.body, format!(r#"{{"detail":"{sentence}","code":"{code}"}}"#));
        let challenge = match oauth_error {
            Some(error) => Some(format!(r#"Bearer error="{error}", error_description="{sentence}""#)),
            None if *code == "token_missing" => Some("Bearer".to_owned()),
            None => None,
        };
        assert_eq!(reply.header("www-authenticate"), challenge.as_deref(), "{code}");
        assert_eq!(reply.header("retry-after"), (*code == "keys_unavailable").then_some("1"), "{code}");
        assert_eq!(reply.denial.expect("the denial in the extensions").code().as_str(), *code);
        assert_eq!(
            reply.headers.len(),
            2 + challenge.iter().count()
                + usize::from(*code == "keys_unavailable")
                + usize::from(reply.headers.contains_key("content-length"))
        );
    }
}

/// RFC 6750 section 3: 401 always carries a challenge, and only authentication matters do.
#[tokio::test]
async fn every_401_carries_a_challenge() {
    let app = every_code();
    for code in DenialCode::ALL {
        let reply = get_bare(&app, &format!("/{code}")).await;
        if reply.status == 401 {
            assert!(
                reply.header("www-authenticate").is_some_and(|value| value.starts_with("Bearer")),
                "{code}"
            );
        }
    }
}

fn guarded() -> (bearward::testing::TestIssuer, Router) {
    async fn write(Bearer(user): Bearer) -> Result<String, Denial> {
        user.require_scope("tasks:write")?;
        Ok("written".to_owned())
    }
    async fn record(
        Bearer(user): Bearer,
        axum::extract::Path(id): axum::extract::Path<String>,
    ) -> Result<String, Denial> {
        let owner = match id.as_str() {
            "1" => Some("alice"),
            "2" => Some("bob"),
            _ => None,
        };
        user.require_record_owner(owner)?;
        Ok("a record".to_owned())
    }
    let (issuer, verifier) = warmed(|builder| builder);
    let app = Router::new()
        .route("/write", on_get(write))
        .route("/records/{id}", on_get(record))
        .route("/owned/{user_id}", on_get(|_: Owner| async { "owned" }))
        .with_state(verifier);
    (issuer, app)
}

#[tokio::test]
async fn a_scope_is_named_in_the_challenge() {
    let (issuer, app) = guarded();
    for (scope, status) in [
        (json!("tasks:write"), 200),
        (json!("tasks:read tasks:write"), 200),
        (json!(["tasks:read", "tasks:write"]), 200),
        (json!("tasks:writer"), 403),
        (json!("TASKS:WRITE"), 403),
        (json!(["tasks:read tasks:write"]), 403),
        (json!(""), 403),
        (json!([]), 403),
        (json!(7), 401),
        (json!({"tasks:write": true}), 401),
        (json!([7]), 401),
    ] {
        let reply = get(&app, "/write", &issuer.mint(json!({"sub": "alice", "scope": scope}))).await;
        assert_eq!(reply.status, status, "{scope}");
        if status == 403 {
            let expected = "Bearer error=\"insufficient_scope\", error_description=\"The token lacks a required scope.\", scope=\"tasks:write\"";
            assert_eq!(reply.header("www-authenticate"), Some(expected));
        }
        if status == 401 {
            assert_eq!(reply.code(), "claim_invalid");
        }
    }
}

/// A foreign record, a missing one, and the application's own 404: the same bytes.
#[tokio::test]
async fn foreign_and_missing_records_cannot_be_told_apart() {
    let (issuer, app) = guarded();
    let token = issuer.mint(json!({"sub": "alice"}));
    assert_eq!(get(&app, "/records/1", &token).await.status, 200);
    let foreign = get(&app, "/records/2", &token).await;
    let missing = get(&app, "/records/3", &token).await;
    let own = Denial::not_found().into_response();
    assert_eq!((foreign.status, &foreign.body), (404, &missing.body));
    assert_eq!(foreign.headers, missing.headers);
    let (parts, body) = own.into_parts();
    let body = axum::body::to_bytes(body, 1_000).await.unwrap();
    assert_eq!(body, foreign.body.as_bytes());
    for (name, value) in &parts.headers {
        assert_eq!(foreign.headers.get(name), Some(value));
    }
}

/// The hook of axum: a layer over the Denial in the extensions. It changes the body; status and headers stay.
#[tokio::test]
async fn a_layer_may_give_denials_another_body() {
    async fn reshape(response: Response) -> Response {
        let Some(denial) = response.extensions().get::<Denial>().cloned() else {
            return response;
        };
        let (mut parts, _) = response.into_parts();
        let body = json!({"error": {"type": denial.code().as_str()}}).to_string();
        parts.headers.remove("content-length");
        Response::from_parts(parts, Body::from(body))
    }
    let (issuer, app) = guarded();
    let app = app.layer(middleware::map_response(reshape));
    let check = |reply: &Reply, code: &str, status: u16| {
        assert_eq!(reply.status, status);
        assert_eq!(serde_json::from_str::<Value>(&reply.body).unwrap(), json!({"error": {"type": code}}));
        assert_eq!(reply.header("cache-control"), Some("no-store"));
    };
    let alice = issuer.mint(json!({"sub": "alice"}));
    let missing = get_bare(&app, "/write").await;
    check(&missing, "token_missing", 401);
    assert_eq!(missing.header("www-authenticate"), Some("Bearer"));
    check(&get(&app, "/owned/bob", &alice).await, "owner_mismatch", 403);
    check(&get(&app, "/records/9", &alice).await, "not_found", 404);
    let scope = get(&app, "/write", &alice).await;
    check(&scope, "scope_insufficient", 403);
    assert!(scope.header("www-authenticate").unwrap().contains("scope=\"tasks:write\""));
    assert_eq!(get(&app, "/owned/alice", &alice).await.body, "owned");
}

/// The answer for a code does not depend on the request (CVE-2021-21424).
#[tokio::test]
async fn answers_carry_nothing_of_the_request() {
    let (issuer, app) = guarded();
    for (one, other) in [
        (
            issuer.expired(json!({"sub": "alice"})),
            issuer.expired(json!({"sub": "bob", "email": "b@example.com"})),
        ),
        (
            issuer.mint(json!({"sub": "alice", "iss": "a"})),
            issuer.mint(json!({"sub": "bob", "iss": "b\r\nx: y"})),
        ),
        (issuer.mint(json!({"sub": 1})), issuer.mint(json!({"sub": ["alice"]}))),
        (issuer.mint(json!({"sub": "a", "exp": null})), issuer.mint(json!({"sub": null}))),
    ] {
        let (one, other) = (get(&app, "/write", &one).await, get(&app, "/write", &other).await);
        assert_eq!((one.status, &one.body, &one.headers), (other.status, &other.body, &other.headers));
    }
    let alice = issuer.mint(json!({"sub": "alice"}));
    let (bob, carol) = (get(&app, "/owned/bob", &alice).await, get(&app, "/owned/carol", &alice).await);
    assert_eq!((bob.body, bob.headers), (carol.body, carol.headers));
}

/// HEAD has the headers of GET and no body of its own making.
#[tokio::test]
async fn head_is_denied_like_get() {
    let (_issuer, app) = guarded();
    let reply = send(&app, crate::support::request("HEAD", "/write", &[])).await;
    assert_eq!((reply.status, reply.header("www-authenticate")), (401, Some("Bearer")));
}
