//! `Owner`: the path parameter is the subject, decoded once, byte for byte; a route without it is broken, not open.

use axum::extract::{Path, RawPathParams};
use axum::response::IntoResponse;
use axum::routing::{any, get as on_get};
use axum::{Json, Router};
use bearward::Verifier;
use bearward::axum::Owner;
use bearward::testing::TestIssuer;
use serde_json::json;

use crate::support::log::Log;
use crate::support::{Reply, get, get_bare, warmed};

bearward::path_parameter!(AccountId = "account_id");
bearward::path_parameter!(
    /// With a comment and visibility of its own.
    pub(crate) TeamId = "team-id"
);

async fn owned(Owner(user): Owner) -> String {
    user.subject_str().to_owned()
}

async fn account(Owner(user): Owner<AccountId>) -> String {
    user.subject_str().to_owned()
}

async fn team(Owner(user): Owner<TeamId>) -> String {
    user.subject_str().to_owned()
}

fn app(verifier: Verifier) -> Router {
    Router::new()
        .route("/api/{user_id}/tasks", on_get(owned))
        .route("/api/{user_id}/tasks/{task}", on_get(owned))
        .route("/accounts/{account_id}", on_get(account))
        .route("/teams/{team-id}", on_get(team))
        .route("/mixed/{user_id}/{account_id}", on_get(account))
        .route("/broken/{id}", on_get(owned))
        .route("/bare", on_get(owned))
        .route("/rest/{*user_id}", on_get(owned))
        .nest("/nested/{user_id}", Router::new().route("/tasks", on_get(owned)).fallback(owned))
        .with_state(verifier)
}

fn setup() -> (TestIssuer, Router) {
    let (issuer, verifier) = warmed(|builder| builder);
    (issuer, app(verifier))
}

async fn as_user(issuer: &TestIssuer, app: &Router, sub: &str, path: &str) -> Reply {
    get(app, path, &issuer.mint(json!({"sub": sub}))).await
}

#[tokio::test]
async fn the_owner_gets_in_and_nobody_else() {
    let (issuer, app) = setup();
    for (path, status) in [
        ("/api/alice/tasks", 200),
        ("/api/alice/tasks/7", 200),
        ("/api/bob/tasks", 403),
        ("/api/Alice/tasks", 403),
        ("/api/alice%20/tasks", 403),
        ("/accounts/alice", 200),
        ("/accounts/bob", 403),
        ("/teams/alice", 200),
        ("/teams/bob", 403),
        ("/mixed/bob/alice", 200),
        ("/mixed/alice/bob", 403),
        ("/nested/alice/tasks", 200),
        ("/nested/bob/tasks", 403),
        ("/nested/alice/else", 200),
        ("/nested/bob/else", 403),
        ("/rest/alice", 200),
        ("/rest/alice/more", 403),
        ("/rest/alice%2Fmore", 403),
    ] {
        let reply = as_user(&issuer, &app, "alice", path).await;
        assert_eq!(reply.status, status, "{path}: {}", reply.body);
        if status == 403 {
            assert_eq!(reply.code(), "owner_mismatch", "{path}");
            assert_eq!(reply.header("www-authenticate"), None);
        }
    }
}

#[tokio::test]
async fn authentication_comes_before_ownership() {
    let (issuer, app) = setup();
    let reply = get_bare(&app, "/api/alice/tasks").await;
    assert_eq!((reply.status, reply.code().as_str()), (401, "token_missing"));
    let reply = get(&app, "/api/bob/tasks", &issuer.expired(json!({"sub": "alice"}))).await;
    assert_eq!((reply.status, reply.code().as_str()), (401, "token_expired"));
}

/// Decoded exactly once; what a slash, NUL or lost bytes could hide never matches, whatever the subject is.
#[tokio::test]
async fn percent_encoding_is_decoded_once() {
    let (issuer, app) = setup();
    for (sub, segment, status) in [
        ("alice", "%61lice", 200),
        ("alice", "%61%6C%69%63%65", 200),
        ("alice", "%2561lice", 403),
        ("%61lice", "%2561lice", 200),
        ("a%b", "a%25b", 200),
        ("a%2Fb", "a%252Fb", 200),
        ("a/b", "a%2Fb", 403),
        ("a/b", "a%2fb", 403),
        ("a", "a%00", 403),
        ("a\0", "a%00", 403),
        ("a\u{fffd}", "a%FF", 403),
        ("a\u{fffd}", "a%EF%BF%BD", 403),
        ("a", "a%FF", 403),
        ("a b", "a%20b", 200),
        ("a b", "a+b", 403),
        ("a+b", "a+b", 200),
        ("a+b", "a%2Bb", 200),
        ("caf\u{e9}", "caf%C3%A9", 200),
        ("caf\u{e9}", "cafe%CC%81", 403),
        ("cafe\u{301}", "caf%C3%A9", 403),
        ("cafe\u{301}", "cafe%CC%81", 200),
        ("\u{130}", "i%CC%87", 403),
        ("\u{212a}", "K", 403),
        ("alice", "alice%0A", 403),
        ("alice", "alice;v=1", 403),
        ("alice", "%ef%bb%bfalice", 403),
        ("42", "42", 200),
        ("42", "042", 403),
        ("42", "%34%32", 200),
        ("42", "+42", 403),
        ("..", "%2E%2E", 200),
        ("%", "%25", 200),
        ("%", "%", 200),
        ("%zz", "%zz", 200),
    ] {
        let reply = as_user(&issuer, &app, sub, &format!("/api/{segment}/tasks")).await;
        assert_eq!(reply.status, status, "{sub:?} at {segment}: {}", reply.body);
    }
}

#[tokio::test]
async fn integer_subjects_match_their_canonical_decimal_alone() {
    let (issuer, verifier) = warmed(|builder| builder.subject_int("user_id"));
    let app = app(verifier);
    for (id, segment, status) in [
        (42_u64, "42", 200),
        (42, "%34%32", 200),
        (42, "042", 403),
        (42, "+42", 403),
        (42, "42.0", 403),
        (42, "4.2e1", 403),
        (42, "0x2a", 403),
        (42, " 42", 403),
        (42, "42%20", 403),
        (42, "%D9%A4%D9%A2", 403),
        (42, "%EF%BC%94%EF%BC%92", 403),
        (0, "0", 200),
        (0, "-0", 403),
        (0, "00", 403),
        (9_007_199_254_740_991, "9007199254740991", 200),
        (9_007_199_254_740_991, "9007199254740992", 403),
    ] {
        let segment = segment.replace(' ', "%20");
        let reply = get(&app, &format!("/api/{segment}/tasks"), &issuer.mint(json!({"user_id": id}))).await;
        assert_eq!(reply.status, status, "{id} at {segment}");
    }
}

#[tokio::test]
async fn nobody_owns_anything_without_a_subject() {
    let (issuer, verifier) = warmed(|builder| builder.optional_subject());
    let app = app(verifier);
    let token = issuer.mint(json!({}));
    for path in ["/api/null/tasks", "/api/undefined/tasks", "/api/None/tasks", "/rest/", "/api/%20/tasks"] {
        let reply = get(&app, path, &token).await;
        assert!(matches!(reply.status, 403 | 404), "{path}: {}", reply.status);
    }
}

/// A developer's mistake: the 500 says nothing, the log names route and parameter, and nobody gets in.
#[tokio::test]
async fn a_missing_parameter_is_a_500_that_the_log_explains() {
    let (issuer, app) = setup();
    let log = Log::start();
    for (path, route) in [("/broken/alice", "/broken/{id}"), ("/bare", "/bare")] {
        let reply = as_user(&issuer, &app, "alice", path).await;
        assert_eq!(reply.status, 500, "{path}");
        assert!(!reply.body.contains("user_id") && !reply.body.contains("alice"), "{}", reply.body);
        assert_eq!(reply.header("cache-control"), Some("no-store"));
        assert!(reply.denial.is_none());
        let lines = log.take();
        let line = lines.iter().find(|line| line.level == tracing::Level::ERROR).expect("an error line");
        assert_eq!((line.field("route"), line.field("parameter")), (Some(route), Some("user_id")));
    }
}

/// Outside of every route there are no parameters at all: broken as well, not somebody else's path.
#[tokio::test]
async fn owner_in_a_fallback_is_a_500_too() {
    let (issuer, verifier) = warmed(|builder| builder);
    let app = Router::new().fallback(owned).with_state(verifier);
    let log = Log::start();
    let reply = get(&app, "/alice", &issuer.mint(json!({"sub": "alice"}))).await;
    assert_eq!(reply.status, 500, "{}", reply.body);
    assert!(log.take().iter().any(|line| line.field("parameter") == Some("user_id")));
}

/// A handler without any router has no parameters either: the same mistake, the same 500.
#[tokio::test]
async fn owner_without_a_router_is_a_500_too() {
    use tower::ServiceExt;
    let (issuer, verifier) = warmed(|builder| builder);
    let service = on_get(owned).with_state::<()>(verifier);
    let bearer = format!("Bearer {}", issuer.mint(json!({"sub": "alice"})));
    let request = crate::support::request("GET", "/alice", &[("authorization", &bearer)]);
    let response = service.oneshot(request).await.unwrap();
    assert_eq!(response.status().as_u16(), 500);
}

/// Two parameters of that name: the check must not look at one and the handler at the other.
#[tokio::test]
async fn an_ambiguous_parameter_never_lets_a_stranger_through() {
    async fn last(Owner(_): Owner, parameters: RawPathParams) -> String {
        parameters.iter().last().map(|(_, value)| value.to_owned()).unwrap_or_default()
    }
    let (issuer, verifier) = warmed(|builder| builder);
    let inner = Router::new().route("/of/{user_id}", on_get(last));
    let app = Router::new().nest("/{user_id}", inner).with_state(verifier);
    let token = issuer.mint(json!({"sub": "alice"}));
    assert_ne!(get(&app, "/alice/of/bob", &token).await.status, 200, "bob's record was served");
    assert_ne!(get(&app, "/bob/of/alice", &token).await.status, 200);
}

#[tokio::test]
async fn the_rejection_is_the_denial_or_says_that_there_is_none() {
    use bearward::axum::Owner as OwnerOf;
    async fn inspect(
        user: Result<
            OwnerOf<AccountId>,
            <OwnerOf<AccountId> as axum::extract::FromRequestParts<Verifier>>::Rejection,
        >,
    ) -> axum::response::Response {
        match user {
            Ok(_) => "in".into_response(),
            Err(rejection) => {
                let code = rejection.denial().map(|denial| denial.code().to_string());
                let status = rejection.into_response().status().as_u16();
                Json(json!({"seen": code, "status": status})).into_response()
            }
        }
    }
    let (issuer, verifier) = warmed(|builder| builder);
    let app = Router::new()
        .route("/a/{account_id}", any(inspect))
        .route("/b/{id}", any(inspect))
        .with_state(verifier);
    let token = issuer.mint(json!({"sub": "alice"}));
    assert_eq!(get(&app, "/a/alice", &token).await.body, "in");
    assert_eq!(get(&app, "/a/bob", &token).await.body, r#"{"seen":"owner_mismatch","status":403}"#);
    assert_eq!(get_bare(&app, "/a/bob").await.body, r#"{"seen":"token_missing","status":401}"#);
    assert_eq!(get(&app, "/b/alice", &token).await.body, r#"{"seen":null,"status":500}"#);
}

#[tokio::test]
async fn owner_works_beside_path() {
    async fn task(Owner(user): Owner, Path((id, task)): Path<(String, u32)>) -> String {
        format!("{} {id} {task}", user.subject_str())
    }
    let (issuer, verifier) = warmed(|builder| builder);
    let app = Router::new().route("/api/{user_id}/tasks/{task}", on_get(task)).with_state(verifier);
    assert_eq!(as_user(&issuer, &app, "alice", "/api/alice/tasks/7").await.body, "alice alice 7");
}
