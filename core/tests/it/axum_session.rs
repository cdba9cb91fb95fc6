//! `SignedIn` in a real router.

use axum::Router;
use axum::routing::{get, post};
use bearward::Secret;
use bearward::axum::SignedIn;
use bearward::better_auth::SessionCookies;
use bearward::testing::{TestIssuer, TestSession};

use crate::support::log::Log;
use crate::support::{SECRET, request, send};

fn app() -> (TestIssuer, Router) {
    let issuer = TestIssuer::start();
    let sessions = SessionCookies::builder(Secret::new(SECRET))
        .verifier(issuer.verifier().build().unwrap())
        .allowed_origins("https://app.example.com")
        .build()
        .unwrap();
    let who = |SignedIn(user): SignedIn| async move { user.subject_str().to_owned() };
    let app = Router::new().route("/page", get(who)).route("/change", post(who)).with_state(sessions);
    (issuer, app)
}

#[tokio::test]
async fn a_session_is_let_in_and_nothing_else() {
    let (issuer, app) = app();
    let alice = TestSession::of("alice");
    for (cookies, status, code) in [
        (alice.cookies(SECRET), 200, ""),
        (issuer.session_cookies(&alice, SECRET), 200, ""),
        (alice.clone().stale().cookies(SECRET), 401, "token_expired"),
        (alice.clone().without_data().cookies(SECRET), 401, "token_expired"),
        (alice.clone().ended().cookies(SECRET), 401, "token_expired"),
        (alice.cookies("another-secret-0123456789abcdef0123"), 401, "signature_invalid"),
        ("theme=dark".to_owned(), 401, "token_missing"),
    ] {
        let reply = send(&app, request("GET", "/page", &[("cookie", &cookies)])).await;
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{cookies}");
        assert!(status != 200 || reply.body == "alice");
    }
    let reply = send(&app, request("GET", "/page", &[])).await;
    assert_eq!((reply.status, reply.header("www-authenticate")), (401, Some("Bearer")));
    // The bearer token of an API signs nobody in here.
    let token = format!("Bearer {}", issuer.mint(serde_json::json!({"sub": "alice"})));
    assert_eq!(send(&app, request("GET", "/page", &[("authorization", &token)])).await.status, 401);
}

#[tokio::test]
async fn what_changes_something_needs_an_origin() {
    let (_issuer, app) = app();
    let cookies = TestSession::of("alice").cookies(SECRET);
    let post = |origin: &'static str| {
        let headers = [("cookie", cookies.as_str()), ("origin", origin)];
        request("POST", "/change", &headers)
    };
    assert_eq!(send(&app, post("https://app.example.com")).await.status, 200);
    let log = Log::start();
    let reply = send(&app, post("https://evil.example")).await;
    assert_eq!((reply.status, reply.code().as_str()), (403, "origin_not_allowed"));
    let lines = log.denials();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].field("route"), Some("/change"));
}
