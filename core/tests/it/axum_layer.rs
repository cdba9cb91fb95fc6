//! The layer: whole routers locked, fallbacks too; preflights pass without becoming anybody.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::Router;
use axum::body::{Body, Bytes, HttpBody};
use axum::routing::{any, get as on_get};
use bearward::Verifier;
use bearward::axum::{Bearer, BearerLayer};
use bearward::testing::TestIssuer;
use serde_json::json;

use crate::support::{get, get_bare, request, send, warmed};

fn app(verifier: &Verifier) -> Router {
    let inner = Router::new()
        .route("/things", on_get(|| async { "things" }))
        .fallback(|| async { "inner fallback" })
        .layer(BearerLayer::new(verifier.clone()));
    Router::new()
        .route("/health", on_get(|| async { "alive" }))
        .nest("/api", inner)
        .fallback(|| async { "outer fallback" })
}

fn setup() -> (TestIssuer, Verifier) {
    warmed(|builder| builder)
}

#[tokio::test]
async fn a_nested_router_is_locked_with_its_fallback_and_nothing_else_is() {
    let (issuer, verifier) = setup();
    let app = app(&verifier);
    let token = issuer.mint(json!({"sub": "alice"}));
    for (path, open, inside) in [
        ("/health", true, "alive"),
        ("/api/things", false, "things"),
        ("/api/unknown", false, "inner fallback"),
        ("/unknown", true, "outer fallback"),
    ] {
        let bare = get_bare(&app, path).await;
        assert_eq!(bare.status, if open { 200 } else { 401 }, "{path}");
        if !open {
            assert_eq!(bare.code(), "token_missing");
            assert!(bare.denial.is_some());
        }
        assert_eq!(get(&app, path, &token).await.body, inside, "{path}");
        if !open {
            let expired = issuer.expired(json!({"sub": "alice"}));
            assert_eq!(get(&app, path, &expired).await.code(), "token_expired");
        }
    }
}

#[tokio::test]
async fn a_whole_application_can_be_locked() {
    let (issuer, verifier) = setup();
    let app = Router::new()
        .route("/a", on_get(|| async { "a" }))
        .fallback(|| async { "fallback" })
        .layer(BearerLayer::new(verifier));
    let token = issuer.mint(json!({"sub": "alice"}));
    for path in ["/a", "/nowhere", "//a", "/a/../a", "/%61"] {
        assert_eq!(get_bare(&app, path).await.status, 401, "{path}");
        assert_eq!(get(&app, path, &token).await.status, 200, "{path}");
    }
    for method in ["HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW"] {
        assert_eq!(send(&app, request(method, "/a", &[])).await.status, 401, "{method}");
    }
}

const PREFLIGHT: [(&str, &str); 2] =
    [("origin", "https://app.example.com"), ("access-control-request-method", "PUT")];

#[tokio::test]
async fn only_a_real_preflight_passes() {
    let (_issuer, verifier) = setup();
    let app = Router::new()
        .route("/a", on_get(|| async { "a" }).options(|| async { "preflight" }))
        .layer(BearerLayer::new(verifier));
    let reply = send(&app, request("OPTIONS", "/a", &PREFLIGHT)).await;
    assert_eq!((reply.status, reply.body.as_str()), (200, "preflight"));
    for headers in [&PREFLIGHT[..1], &PREFLIGHT[1..], &[]] {
        assert_eq!(send(&app, request("OPTIONS", "/a", headers)).await.status, 401, "{headers:?}");
    }
    for method in ["GET", "POST", "PUT", "HEAD", "options", "Options"] {
        assert_eq!(send(&app, request(method, "/a", &PREFLIGHT)).await.status, 401, "{method}");
    }
    // What looks like a method override is none.
    let overridden = [PREFLIGHT[0], PREFLIGHT[1], ("x-http-method-override", "OPTIONS")];
    assert_eq!(send(&app, request("GET", "/a", &overridden)).await.status, 401);
}

/// A preflight has no user, also where a handler takes every method: extractors behind the layer still decide.
#[tokio::test]
async fn a_preflight_is_nobody() {
    async fn who(user: Option<Bearer>) -> String {
        user.map_or_else(|| "anonymous".to_owned(), |Bearer(user)| user.subject_str().to_owned())
    }
    async fn must(Bearer(user): Bearer) -> String {
        user.subject_str().to_owned()
    }
    let (_issuer, verifier) = setup();
    let app = Router::new()
        .route("/who", any(who))
        .route("/must", any(must))
        .layer(BearerLayer::new(verifier.clone()))
        .with_state(verifier);
    assert_eq!(send(&app, request("OPTIONS", "/who", &PREFLIGHT)).await.body, "anonymous");
    let reply = send(&app, request("OPTIONS", "/must", &PREFLIGHT)).await;
    assert_eq!((reply.status, reply.code().as_str()), (401, "token_missing"));
}

#[tokio::test]
async fn a_bad_token_on_a_preflight_is_not_looked_at() {
    let (_issuer, verifier) = setup();
    let app = Router::new()
        .route("/a", on_get(|| async { "a" }).options(|| async { "preflight" }))
        .layer(BearerLayer::new(verifier));
    let headers = [PREFLIGHT[0], PREFLIGHT[1], ("authorization", "Bearer nonsense")];
    assert_eq!(send(&app, request("OPTIONS", "/a", &headers)).await.body, "preflight");
}

#[tokio::test]
async fn a_route_layer_leaves_unknown_paths_to_the_fallback() {
    let (issuer, verifier) = setup();
    let app = Router::new()
        .route("/a", on_get(|| async { "a" }))
        .route_layer(BearerLayer::new(verifier))
        .fallback(|| async { (axum::http::StatusCode::NOT_FOUND, "nothing here") });
    assert_eq!(get_bare(&app, "/a").await.status, 401);
    assert_eq!(get_bare(&app, "/b").await.status, 404);
    assert_eq!(get(&app, "/a", &issuer.mint(json!({"sub": "alice"}))).await.status, 200);
}

/// The layer keeps bodies, and does not read them before it has decided.
#[tokio::test]
async fn the_body_reaches_the_handler_and_is_untouched_by_a_denial() {
    let (issuer, verifier) = setup();
    let app = Router::new()
        .route("/echo", axum::routing::post(|body: String| async move { body }))
        .layer(BearerLayer::new(verifier));
    let read = Arc::new(AtomicBool::new(false));
    let body = |flag: Arc<AtomicBool>| Body::new(Watched(Some(flag)));
    let request = |token: String, body| {
        http::Request::post("/echo").header("authorization", format!("Bearer {token}")).body(body).unwrap()
    };
    let denied = send(&app, request(issuer.expired(json!({"sub": "a"})), body(read.clone()))).await;
    assert_eq!((denied.status, read.load(Ordering::SeqCst)), (401, false));
    let good = send(&app, request(issuer.mint(json!({"sub": "a"})), body(read.clone()))).await;
    assert_eq!((good.body.as_str(), read.load(Ordering::SeqCst)), ("hello", true));
}

/// A body of one frame that tells when it is read.
struct Watched(Option<Arc<AtomicBool>>);

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.take().map(|flag| {
            flag.store(true, Ordering::SeqCst);
            Ok(http_body::Frame::data(Bytes::from_static(b"hello")))
        }))
    }
}
