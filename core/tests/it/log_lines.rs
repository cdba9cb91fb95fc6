//! Every denial is one log line, with code, route, expected, received and hint.

use axum::Router;
use axum::routing::get as on_get;
use bearward::axum::{Bearer, BearerLayer, Owner};
use bearward::{Denial, DenialCode, Secret, Verifier};
use serde_json::json;
use tracing::Level;

use crate::support::log::Log;
use crate::support::{SECRET, bad_tokens, get, get_bare, warmed};

#[test]
fn verify_logs_each_denial_once_and_acceptances_never() {
    let (issuer, verifier) = warmed(|builder| builder.max_token_age(3_600));
    let log = Log::start();
    for (name, code, token) in bad_tokens::all(&issuer) {
        let denial = verifier.verify(&token).expect_err(&name);
        let lines = log.denials();
        assert_eq!(lines.len(), 1, "{name}");
        assert_eq!(lines[0].field("code"), Some(code), "{name}: {lines:?}");
        assert_eq!(lines[0].field("route"), Some("-"), "{name}");
        assert_eq!(lines[0].field("expected"), denial.explain().expected.as_deref(), "{name}");
        assert_eq!(lines[0].field("received"), denial.explain().received.as_deref(), "{name}");
        assert_eq!(lines[0].field("hint"), denial.explain().hint.as_deref(), "{name}");
        assert_eq!(lines[0].field("claim"), denial.claim(), "{name}");
        assert!(denial.explain().received.is_some(), "{name} says what came");
        let level = if denial.explain().hint.is_some() { Level::WARN } else { Level::INFO };
        assert_eq!(lines[0].level, level, "{name}");
    }
    assert!(verifier.verify(&issuer.mint(json!({"sub": "alice"}))).is_ok());
    assert!(log.take().is_empty(), "an acceptance is no news");
}

#[test]
fn logging_again_says_nothing() {
    let (issuer, verifier) = warmed(|builder| builder);
    let log = Log::start();
    let mut denial = verifier.verify(&issuer.expired(json!({"sub": "alice"}))).unwrap_err();
    denial.log("/again");
    denial.clone().log("/clone");
    assert_eq!(log.denials().len(), 1);
    let mut own = Denial::not_found();
    own.log("/records/{id}");
    own.log("/records/{id}");
    let lines = log.denials();
    assert_eq!((lines.len(), lines[0].field("route")), (1, Some("/records/{id}")));
}

#[test]
fn an_outage_is_a_warning() {
    let (issuer, _) = warmed(|builder| builder);
    issuer.down();
    let verifier = issuer.verifier().build().unwrap();
    let log = Log::start();
    assert!(verifier.verify(&issuer.mint(json!({"sub": "alice"}))).is_err());
    let lines = log.denials();
    assert_eq!((lines.len(), lines[0].level), (1, Level::WARN));
    assert_eq!(lines[0].field("code"), Some("keys_unavailable"));
    assert!(lines[0].field("received").unwrap().contains("refused"), "{lines:?}");
}

#[tokio::test(flavor = "current_thread")]
async fn a_request_is_logged_once_with_the_template_of_its_route() {
    async fn write(Bearer(user): Bearer) -> Result<&'static str, Denial> {
        user.require_scope("tasks:write")?;
        Ok("written")
    }
    let (issuer, verifier) = warmed(|builder| builder);
    let locked =
        Router::new().route("/deep/{x}", on_get(|| async {})).layer(BearerLayer::new(verifier.clone()));
    let app = Router::new()
        .route("/me/{id}", on_get(|_: Bearer| async {}))
        .route("/maybe/{id}", on_get(|_: Option<Bearer>| async {}))
        .route("/of/{user_id}", on_get(|_: Owner| async {}))
        .route("/write/{id}", on_get(write))
        .nest("/locked", locked)
        .with_state(verifier);
    let log = Log::start();
    let alice = issuer.mint(json!({"sub": "alice"}));
    let expired = issuer.expired(json!({"sub": "alice"}));
    for (path, token, code, route) in [
        ("/me/7", "", "token_missing", "/me/{id}"),
        ("/me/7", &expired, "token_expired", "/me/{id}"),
        ("/maybe/7", &expired, "token_expired", "/maybe/{id}"),
        ("/of/bob", &alice, "owner_mismatch", "/of/{user_id}"),
        ("/of/bob", "", "token_missing", "/of/{user_id}"),
        ("/locked/deep/7", "", "token_missing", "/locked/deep/{x}"),
        ("/locked/deep/7", &expired, "token_expired", "/locked/deep/{x}"),
    ] {
        let reply = if token.is_empty() { get_bare(&app, path).await } else { get(&app, path, token).await };
        assert_eq!(reply.code(), code);
        let lines = log.denials();
        assert_eq!(lines.len(), 1, "{path} {code}: {lines:?}");
        assert_eq!((lines[0].field("code"), lines[0].field("route")), (Some(code), Some(route)), "{path}");
    }
    // A denial from within a handler is logged when it becomes the answer.
    assert_eq!(get(&app, "/write/7", &alice).await.code(), "scope_insufficient");
    let lines = log.denials();
    assert_eq!((lines.len(), lines[0].field("code")), (1, Some("scope_insufficient")));
    assert_eq!(lines[0].field("expected"), Some("\"tasks:write\""));
}

#[tokio::test(flavor = "current_thread")]
async fn a_denial_of_the_handler_names_its_route_too() {
    async fn write(Bearer(user): Bearer) -> Result<&'static str, Denial> {
        user.require_scope("tasks:write")?;
        Ok("written")
    }
    let (issuer, verifier) = warmed(|builder| builder);
    let app = Router::new().route("/write/{id}", on_get(write)).with_state(verifier);
    let log = Log::start();
    let _ = get(&app, "/write/7", &issuer.mint(json!({"sub": "alice"}))).await;
    assert_eq!(log.denials()[0].field("route"), Some("/write/{id}"));
}

#[tokio::test(flavor = "current_thread")]
async fn every_code_can_be_answered_with_one_line() {
    let app = Router::new().route(
        "/{code}",
        on_get(|axum::extract::Path(code): axum::extract::Path<String>| async move {
            Denial::new(DenialCode::from_name(&code).unwrap())
        }),
    );
    let log = Log::start();
    for code in DenialCode::ALL {
        let _ = get_bare(&app, &format!("/{code}")).await;
        let lines = log.denials();
        assert_eq!((lines.len(), lines[0].field("code")), (1, Some(code.as_str())));
    }
}

/// What was opted out of is said at the start.
#[test]
fn the_start_log_says_what_is_open() {
    let log = Log::start();
    let build = |any_issuer: bool, any_audience: bool| {
        let builder =
            if any_issuer { Verifier::any_issuer() } else { Verifier::issuer("https://id.example") };
        let builder = if any_audience { builder.any_audience() } else { builder.audience("api") };
        builder.secret(Secret::new(SECRET)).build().unwrap()
    };
    build(true, true);
    let lines = log.take();
    assert_eq!((lines.len(), lines[0].level), (1, Level::WARN));
    assert!(lines[0].field("message").unwrap().contains("whatever the secret ever signed"));
    build(false, true);
    assert!(log.take()[0].field("message").unwrap().contains("require"));
    build(false, false);
    build(true, false);
    assert!(log.take().is_empty());
    let pinned = Verifier::issuer("https://id.example").any_audience().secret(Secret::new(SECRET));
    pinned.require("azp", ["web"]).build().unwrap();
    assert!(log.take().is_empty());
}

/// A JWK with private members is unusable, and somebody should know.
#[test]
fn unusable_members_of_a_static_set_are_logged_or_refused() {
    let (issuer, _) = warmed(|builder| builder);
    let set: serde_json::Value = serde_json::from_str(&issuer.jwks()).unwrap();
    let mut private = set["keys"][0].clone();
    private["d"] = json!("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
    private["kid"] = json!("private-one");
    let log = Log::start();
    let both = json!({"keys": [set["keys"][0], private]}).to_string();
    issuer.verifier().jwks(both).build().unwrap();
    let lines = log.take();
    assert!(
        lines.iter().any(|line| line.fields.values().any(|value| value.contains("private"))),
        "DESIGN.md section 3: a JWK with private members is unusable and logged: {lines:?}"
    );
}
