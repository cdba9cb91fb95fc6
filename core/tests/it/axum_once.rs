//! A token is decided once a request, however many look at it; another verifier decides for itself.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::extract::FromRef;
use axum::routing::get as on_get;
use axum::{Router, middleware};
use bearward::axum::{Bearer, BearerLayer, Owner};
use bearward::{Secret, Verifier};
use serde_json::json;

use crate::support::log::Log;
use crate::support::{SECRET, get, get_bare, warmed};

#[derive(Clone)]
struct Counted(Arc<AtomicUsize>);

impl Counted {
    fn take(&self) -> usize {
        self.0.swap(0, Ordering::SeqCst)
    }
}

fn counted() -> (bearward::testing::TestIssuer, Verifier, Counted) {
    let count = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&count);
    let (issuer, verifier) = warmed(|builder| {
        builder.revoked_if(move |_| {
            seen.fetch_add(1, Ordering::SeqCst);
            false
        })
    });
    (issuer, verifier, Counted(count))
}

#[tokio::test]
async fn layer_and_extractors_decide_once() {
    async fn all(Bearer(a): Bearer, b: Option<Bearer>, Owner(c): Owner) -> String {
        format!(
            "{} {} {}",
            a.subject_str(),
            b.map_or_else(String::new, |b| b.0.subject_str().to_owned()),
            c.subject_str()
        )
    }
    let (issuer, verifier, count) = counted();
    let app = Router::new()
        .route("/{user_id}", on_get(all))
        .layer(BearerLayer::new(verifier.clone()))
        .layer(BearerLayer::new(verifier.clone()))
        .with_state(verifier.clone());
    let token = issuer.mint(json!({"sub": "alice"}));
    for _ in 0..3 {
        assert_eq!(get(&app, "/alice", &token).await.body, "alice alice alice");
        assert_eq!(count.take(), 1);
    }
    assert_eq!(get(&app, "/bob", &token).await.status, 403);
    assert_eq!(count.take(), 1);
    assert_eq!(verifier.stats().accepted, 4);
}

#[tokio::test]
async fn the_next_request_is_decided_anew() {
    let (issuer, verifier) = warmed(|builder| builder);
    let app = Router::new()
        .route("/", on_get(|Bearer(user): Bearer| async move { user.subject_str().to_owned() }))
        .with_state(verifier);
    assert_eq!(get(&app, "/", &issuer.mint(json!({"sub": "alice"}))).await.body, "alice");
    assert_eq!(get(&app, "/", &issuer.mint(json!({"sub": "bob"}))).await.body, "bob");
    assert_eq!(get_bare(&app, "/").await.status, 401);
    assert_eq!(get(&app, "/", &issuer.expired(json!({"sub": "alice"}))).await.status, 401);
}

/// Two parts of an application with different rules: the looser one's word counts for nothing at the stricter one.
#[tokio::test]
async fn another_verifier_decides_for_itself() {
    #[derive(Clone)]
    struct Strict(Verifier);
    #[derive(Clone, FromRef)]
    struct App {
        strict: Strict,
    }
    impl FromRef<App> for Verifier {
        fn from_ref(app: &App) -> Self {
            app.strict.0.clone()
        }
    }
    let (issuer, loose) = warmed(|builder| builder);
    let strict = issuer.verifier().require_claim("admin").build().unwrap();
    let app = Router::new()
        .route("/", on_get(|Bearer(user): Bearer| async move { user.subject_str().to_owned() }))
        .layer(BearerLayer::new(loose))
        .with_state(App { strict: Strict(strict) });
    let reply = get(&app, "/", &issuer.mint(json!({"sub": "alice"}))).await;
    assert_eq!((reply.status, reply.code().as_str()), (401, "claim_missing"));
    assert_eq!(get(&app, "/", &issuer.mint(json!({"sub": "alice", "admin": true}))).await.status, 200);
}

/// Also where the two differ in their keys alone, and where they were built alike.
#[tokio::test]
async fn a_twin_of_the_verifier_is_another_one() {
    let build = |secret: &str| {
        Verifier::issuer("https://id.example").audience("api").secret(Secret::new(secret)).build().unwrap()
    };
    let other = format!("{SECRET}-other");
    let issuer = bearward::testing::TestIssuer::builder()
        .algorithm(bearward::Algorithm::Hs256)
        .secret(SECRET)
        .issuer("https://id.example")
        .audience("api")
        .start();
    let handler = || on_get(|Bearer(user): Bearer| async move { user.subject_str().to_owned() });
    let token = issuer.mint(json!({"sub": "alice"}));
    for (inner, status) in [(SECRET, 200), (other.as_str(), 401)] {
        let app = Router::new()
            .route("/", handler())
            .layer(BearerLayer::new(build(SECRET)))
            .with_state(build(inner));
        assert_eq!(get(&app, "/", &token).await.status, status);
    }
}

/// A middleware that comes before may look too, and changes nothing for who comes later.
#[tokio::test]
async fn a_middleware_may_extract_as_well() {
    async fn peek(
        user: Option<Bearer>,
        request: axum::extract::Request,
        next: middleware::Next,
    ) -> axum::response::Response {
        let name = user.map(|Bearer(user)| user.subject_str().to_owned());
        let mut response = next.run(request).await;
        if let Some(name) = name {
            response.headers_mut().insert("x-seen", name.parse().unwrap());
        }
        response
    }
    let (issuer, verifier, count) = counted();
    let app = Router::new()
        .route("/", on_get(|Bearer(user): Bearer| async move { user.subject_str().to_owned() }))
        .layer(middleware::from_fn_with_state(verifier.clone(), peek))
        .with_state(verifier);
    let reply = get(&app, "/", &issuer.mint(json!({"sub": "alice"}))).await;
    assert_eq!((reply.body.as_str(), reply.header("x-seen")), ("alice", Some("alice")));
    assert!(count.take() <= 2, "middleware and handler");
}

#[tokio::test]
async fn a_denied_request_is_counted_and_logged_once() {
    let (issuer, verifier, count) = counted();
    let app = Router::new()
        .route("/", on_get(|_: Bearer, _: Option<Bearer>| async {}))
        .layer(BearerLayer::new(verifier.clone()))
        .with_state(verifier.clone());
    let log = Log::start();
    assert_eq!(get(&app, "/", &issuer.expired(json!({"sub": "alice"}))).await.status, 401);
    assert_eq!((log.denials().len(), count.take()), (1, 0));
    assert_eq!(verifier.stats().denied.get("token_expired"), Some(&1));
}
