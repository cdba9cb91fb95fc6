//! `Bearer` and `Option<Bearer>`: who gets in, who is anonymous, who is turned away.

use axum::extract::FromRef;
use axum::routing::get as on_get;
use axum::{Json, Router};
use bearward::Verifier;
use bearward::axum::Bearer;
use bearward::testing::TestIssuer;
use serde_json::{Value, json};

use crate::support::{Reply, get, get_bare, request, send, warmed};

#[derive(Clone, FromRef)]
struct App {
    verifier: Verifier,
    name: &'static str,
}

fn app(verifier: Verifier) -> Router {
    async fn me(Bearer(user): Bearer) -> Json<Value> {
        Json(json!({"sub": user.subject_str(), "email": user.get_str("email")}))
    }
    async fn maybe(user: Option<Bearer>) -> String {
        user.map_or_else(|| "anonymous".to_owned(), |Bearer(user)| user.subject_str().to_owned())
    }
    async fn never_fails(user: Result<Bearer, bearward::Denial>) -> String {
        user.map_or_else(|denial| denial.code().to_string(), |Bearer(user)| user.subject_str().to_owned())
    }
    Router::new()
        .route("/me", on_get(me).post(me))
        .route("/maybe", on_get(maybe))
        .route("/result", on_get(never_fails))
        .with_state(App { verifier, name: "test" })
}

fn setup() -> (TestIssuer, Router) {
    let (issuer, verifier) = warmed(|builder| builder);
    (issuer, app(verifier))
}

async fn with_header(app: &Router, path: &str, value: &str) -> Reply {
    send(app, request("GET", path, &[("authorization", value)])).await
}

#[tokio::test]
async fn a_good_token_becomes_claims() {
    let (issuer, app) = setup();
    let token = issuer.mint(json!({"sub": "alice", "email": "a@example.com"}));
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
        let reply = with_header(&app, "/me", &format!("{scheme} {token}")).await;
        assert_eq!(reply.status, 200, "{scheme}");
        assert_eq!(reply.body, r#"{"email":"a@example.com","sub":"alice"}"#);
    }
    assert_eq!(issuer.requests(), 1);
}

#[tokio::test]
async fn no_header_is_missing_or_anonymous() {
    let (_issuer, app) = setup();
    let reply = get_bare(&app, "/me").await;
    assert_eq!((reply.status, reply.code().as_str()), (401, "token_missing"));
    assert_eq!(reply.header("www-authenticate"), Some("Bearer"));
    let reply = get_bare(&app, "/maybe").await;
    assert_eq!((reply.status, reply.body.as_str()), (200, "anonymous"));
    assert_eq!(get_bare(&app, "/result").await.body, "token_missing");
}

/// CVE-2021-21378's class: what is there but wrong is never "absent".
#[tokio::test]
async fn optional_is_anonymous_only_without_any_header() {
    let (issuer, app) = setup();
    let good = issuer.mint(json!({"sub": "alice"}));
    assert_eq!(get(&app, "/maybe", &good).await.body, "alice");
    for (value, code) in [
        (String::new(), "token_missing"),
        ("Bearer".to_owned(), "token_malformed"),
        ("Basic dXNlcjpwYXNz".to_owned(), "token_missing"),
        (good.clone(), "token_missing"),
        (format!("Token {good}"), "token_missing"),
        (format!("Bearer {}", issuer.expired(json!({"sub": "alice"}))), "token_expired"),
        (format!("Bearer {}", issuer.wrong_key(json!({"sub": "alice"}))), "signature_invalid"),
        ("Bearer null".to_owned(), "token_malformed"),
        ("Bearer undefined".to_owned(), "token_malformed"),
    ] {
        for path in ["/maybe", "/me"] {
            let reply = with_header(&app, path, &value).await;
            assert_eq!(reply.code(), code, "{path} {value}");
            assert!(matches!(reply.status, 400 | 401), "{path} {value}");
        }
    }
}

#[tokio::test]
async fn spellings_of_the_authorization_header() {
    let (issuer, app) = setup();
    let good = issuer.mint(json!({"sub": "alice"}));
    for (value, status, code) in [
        (format!("Bearer  {good}"), 401, "token_malformed"),
        (format!("Bearer\t{good}"), 401, "token_malformed"),
        (format!("Bearer:{good}"), 401, "token_malformed"),
        (format!("Bearer={good}"), 401, "token_malformed"),
        (format!("Bearer Bearer {good}"), 401, "token_malformed"),
        (format!("Bearer \"{good}\""), 401, "token_malformed"),
        (format!("Bearer {good} x"), 401, "token_malformed"),
        (format!("Bearer {good};x=1"), 401, "token_malformed"),
        (format!("Bearer {good}, Bearer {good}"), 400, "authorization_malformed"),
        (format!("Bearer {good},{good}"), 400, "authorization_malformed"),
        (format!("Bearer {good},"), 400, "authorization_malformed"),
        (format!("Basic dXNlcjpwYXNz, Bearer {good}"), 400, "authorization_malformed"),
        (format!("Bearerr {good}"), 401, "token_missing"),
        ("Digest username=\"a\", realm=\"b\"".to_owned(), 401, "token_missing"),
        (format!("DPoP {good}"), 401, "token_missing"),
    ] {
        let reply = with_header(&app, "/me", &value).await;
        assert_eq!((reply.status, reply.code().as_str()), (status, code), "{value}");
    }
}

#[tokio::test]
async fn two_authorization_headers_are_refused_even_if_equal() {
    let (issuer, app) = setup();
    let good = format!("Bearer {}", issuer.mint(json!({"sub": "alice"})));
    for other in [good.as_str(), "Basic dXNlcjpwYXNz", ""] {
        for pair in [[good.as_str(), other], [other, good.as_str()]] {
            let headers = pair.map(|value| ("authorization", value));
            for path in ["/me", "/maybe"] {
                let reply = send(&app, request("GET", path, &headers)).await;
                assert_eq!(
                    (reply.status, reply.code().as_str()),
                    (400, "authorization_malformed"),
                    "{pair:?}"
                );
            }
        }
    }
}

/// Identity headers of a proxy, and tokens in the query string, are nobody's credentials (CVE-2026-44883, bouncr#35).
#[tokio::test]
async fn nothing_else_of_the_request_is_a_credential() {
    let (issuer, app) = setup();
    let good = issuer.mint(json!({"sub": "alice"}));
    let bearer = format!("Bearer {good}");
    for name in
        ["x-user-id", "x-forwarded-authorization", "x-jwt-assertion", "proxy-authorization", "x-access-token"]
    {
        let reply = send(&app, request("GET", "/me", &[(name, &bearer)])).await;
        assert_eq!(reply.code(), "token_missing", "{name}");
    }
    for path in [
        format!("/me?access_token={good}"),
        format!("/me?token={good}"),
        format!("/me?authorization=Bearer%20{good}"),
    ] {
        assert_eq!(get_bare(&app, &path).await.code(), "token_missing", "{path}");
    }
    let cookie = format!("access_token={good}; better-auth.session_token={good}; token={good}");
    assert_eq!(send(&app, request("GET", "/me", &[("cookie", &cookie)])).await.code(), "token_missing");
}

/// The host that the client names chooses nothing (better-auth GHSA-569q-mpph-wgww).
#[tokio::test]
async fn host_headers_choose_neither_issuer_nor_keys() {
    let (issuer, app) = setup();
    let evil = TestIssuer::start();
    let token =
        format!("Bearer {}", evil.mint(json!({"sub": "alice", "iss": issuer.url(), "aud": issuer.url()})));
    let host = evil.url().trim_start_matches("http://").to_owned();
    let headers = [
        ("authorization", token.as_str()),
        ("host", &host),
        ("x-forwarded-host", &host),
        ("forwarded", &format!("host={host}")),
    ];
    let reply = send(&app, request("GET", "/me", &headers)).await;
    assert_eq!(reply.status, 401);
    assert_eq!(evil.connections(), 0);
}

/// A token's own `jku`, `jwk`, `x5u` are never followed (CVE-2018-0114, CVE-2024-21643).
#[tokio::test]
async fn keys_named_by_the_token_are_never_fetched() {
    use bearward::testing::{Mint, SignedBy};
    let (issuer, app) = setup();
    let evil = TestIssuer::start();
    let jwk: Value = serde_json::from_str(&evil.jwks()).unwrap();
    for header in [
        json!({"jku": evil.jwks_url()}),
        json!({"x5u": evil.jwks_url()}),
        json!({"jwk": jwk["keys"][0]}),
        json!({"jku": evil.jwks_url(), "kid": null}),
        json!({"jku": 7, "x5u": [evil.jwks_url()], "jwk": "x", "x5c": {"a": 1}}),
    ] {
        let mint =
            Mint::new(json!({"sub": "alice"})).with_header(header.clone()).signed_by(SignedBy::Stranger);
        let reply = get(&app, "/me", &issuer.mint_with(mint)).await;
        assert_eq!(reply.code(), "signature_invalid", "{header}");
        let mint = Mint::new(json!({"sub": "alice"})).with_header(header.clone());
        assert_eq!(get(&app, "/me", &issuer.mint_with(mint)).await.status, 200, "{header}");
    }
    assert_eq!(evil.connections(), 0);
}

#[tokio::test]
async fn the_verifier_may_be_the_whole_state() {
    async fn me(Bearer(user): Bearer) -> String {
        user.subject_str().to_owned()
    }
    let (issuer, verifier) = warmed(|builder| builder);
    let app = Router::new().route("/me", on_get(me)).with_state(verifier);
    assert_eq!(get(&app, "/me", &issuer.mint(json!({"sub": "alice"}))).await.body, "alice");
}

/// The rest of the state is there too: `FromRef` chooses one part.
#[tokio::test]
async fn other_state_stays_reachable() {
    async fn me(Bearer(user): Bearer, name: axum::extract::State<&'static str>) -> String {
        format!("{} in {}", user.subject_str(), name.0)
    }
    let (issuer, verifier) = warmed(|builder| builder);
    let app = Router::new().route("/me", on_get(me)).with_state(App { verifier, name: "test" });
    assert_eq!(get(&app, "/me", &issuer.mint(json!({"sub": "alice"}))).await.body, "alice in test");
}
