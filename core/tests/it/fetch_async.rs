//! Fetches never block the runtime: one thread serves known keys while others wait, and nobody waits for nothing.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get as on_get;
use bearward::axum::Bearer;
use bearward::testing::{Answer, TestIssuer};
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::{Reply, get, warmed};

fn app(verifier: bearward::Verifier) -> Router {
    Router::new()
        .route("/", on_get(|Bearer(user): Bearer| async move { user.subject_str().to_owned() }))
        .with_state(verifier)
}

fn spawn(set: &mut JoinSet<Reply>, app: &Router, token: String) {
    let app = app.clone();
    set.spawn(async move { get(&app, "/", &token).await });
}

/// One thread for everything: a blocking wait anywhere would stop it all.
#[tokio::test(flavor = "current_thread")]
async fn known_keys_are_answered_while_unknown_ones_wait() {
    let (issuer, verifier) = warmed(|builder| builder);
    let app = app(verifier.clone());
    issuer.hang();
    let mut waiting = JoinSet::new();
    for _ in 0..200 {
        spawn(&mut waiting, &app, issuer.unknown_kid(json!({"sub": "alice"})));
    }
    let good = issuer.mint(json!({"sub": "alice"}));
    for _ in 0..50 {
        let started = Instant::now();
        assert_eq!(get(&app, "/", &good).await.status, 200);
        assert!(started.elapsed() < Duration::from_millis(500), "{:?}", started.elapsed());
        tokio::task::yield_now().await;
    }
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(waiting.len(), 200);
    assert!(waiting.try_join_next().is_none(), "nobody has an answer yet");
    // One GET for all of them, and its failure is an outage, not a fault of their tokens.
    issuer.down();
    while let Some(reply) = waiting.join_next().await {
        let reply = reply.unwrap();
        assert_eq!((reply.status, reply.code().as_str()), (503, "keys_unavailable"));
        assert!(reply.header("retry-after").is_some());
    }
    assert_eq!(issuer.requests(), 2, "warm, and one for all 200");
    assert_eq!(get(&app, "/", &good).await.status, 200);
    assert_eq!(verifier.stats().fetches["miss"], 1);
}

/// A lost endpoint costs a cold caller at most the lease, even if it never says a word.
#[tokio::test(flavor = "current_thread")]
async fn a_hanging_issuer_is_a_503_within_the_lease() {
    let issuer = TestIssuer::start();
    issuer.hang();
    let app = app(issuer.verifier().build().unwrap());
    let started = Instant::now();
    let mut waiting = JoinSet::new();
    for _ in 0..20 {
        spawn(&mut waiting, &app, issuer.mint(json!({"sub": "alice"})));
    }
    while let Some(reply) = waiting.join_next().await {
        assert_eq!(reply.unwrap().code(), "keys_unavailable");
    }
    let took = started.elapsed();
    assert!((Duration::from_secs(4)..Duration::from_secs(7)).contains(&took), "{took:?}");
    assert_eq!(issuer.requests(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_thousand_cold_requests_make_one_get() {
    let issuer = TestIssuer::start();
    issuer.slow(Duration::from_millis(300));
    let verifier = issuer.verifier().build().unwrap();
    let app = app(verifier.clone());
    let token = issuer.mint(json!({"sub": "alice"}));
    let mut waiting = JoinSet::new();
    for _ in 0..1_000 {
        spawn(&mut waiting, &app, token.clone());
    }
    while let Some(reply) = waiting.join_next().await {
        assert_eq!(reply.unwrap().body, "alice");
    }
    assert_eq!((issuer.requests(), issuer.connections()), (1, 1));
    let stats = verifier.stats();
    assert_eq!((stats.accepted, stats.fetches["cold"]), (1_000, 1));
}

/// The fetch belongs to nobody: whoever started it may hang up, and the others still get their keys.
#[tokio::test(flavor = "current_thread")]
async fn a_dropped_request_does_not_take_the_fetch_with_it() {
    let issuer = TestIssuer::start();
    issuer.slow(Duration::from_millis(400));
    let app = app(issuer.verifier().build().unwrap());
    let token = issuer.mint(json!({"sub": "alice"}));
    let hasty = tokio::time::timeout(Duration::from_millis(50), get(&app, "/", &token)).await;
    assert!(hasty.is_err(), "it has hung up");
    assert_eq!(get(&app, "/", &token).await.status, 200);
    assert_eq!(issuer.requests(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_cancelled_crowd_leaves_a_working_verifier() {
    let issuer = TestIssuer::start();
    issuer.slow(Duration::from_millis(200));
    let app = app(issuer.verifier().build().unwrap());
    let token = issuer.mint(json!({"sub": "alice"}));
    let mut waiting = JoinSet::new();
    for _ in 0..100 {
        spawn(&mut waiting, &app, token.clone());
    }
    tokio::time::sleep(Duration::from_millis(20)).await;
    waiting.abort_all();
    while waiting.join_next().await.is_some() {}
    assert_eq!(get(&app, "/", &token).await.status, 200);
    assert_eq!(issuer.requests(), 1);
}

#[tokio::test(flavor = "current_thread")]
async fn a_rotation_costs_one_get() {
    let (issuer, verifier) = warmed(|builder| builder);
    let app = app(verifier);
    let old = issuer.mint(json!({"sub": "alice"}));
    assert_eq!(get(&app, "/", &old).await.status, 200);
    issuer.rotate();
    let new = issuer.mint(json!({"sub": "alice"}));
    let mut waiting = JoinSet::new();
    for _ in 0..50 {
        spawn(&mut waiting, &app, new.clone());
    }
    while let Some(reply) = waiting.join_next().await {
        assert_eq!(reply.unwrap().status, 200);
    }
    assert_eq!(issuer.requests(), 2);
    assert_eq!(get(&app, "/", &old).await.status, 200, "the old key is still in the set");
}

/// Random kids never add up to a flood: one GET, then the cooldown (CVE-2026-48524).
#[tokio::test(flavor = "current_thread")]
async fn a_flood_of_unknown_kids_is_one_get() {
    let (issuer, verifier) = warmed(|builder| builder);
    let app = app(verifier);
    for round in 0..300 {
        let reply = get(&app, "/", &issuer.unknown_kid(json!({"sub": "alice"}))).await;
        assert_eq!((reply.status, reply.code().as_str()), (401, "key_not_found"), "{round}");
        if round % 50 == 0 {
            assert_eq!(get(&app, "/", &issuer.mint(json!({"sub": "alice"}))).await.status, 200);
        }
    }
    assert_eq!(issuer.requests(), 2);
}

#[tokio::test(flavor = "current_thread")]
async fn an_outage_keeps_known_keys_and_is_never_a_401() {
    let (issuer, verifier) = warmed(|builder| builder);
    let (good, stranger) =
        (issuer.mint(json!({"sub": "alice"})), issuer.unknown_kid(json!({"sub": "alice"})));
    let app_known = app(verifier);
    issuer.down();
    for _ in 0..3 {
        assert_eq!(get(&app_known, "/", &good).await.status, 200);
        assert_eq!(get(&app_known, "/", &stranger).await.status, 503);
    }
    let app_cold = app(issuer.verifier().build().unwrap());
    for _ in 0..3 {
        let reply = get(&app_cold, "/", &good).await;
        assert_eq!((reply.status, reply.code().as_str()), (503, "keys_unavailable"));
        let seconds: u32 = reply.header("retry-after").unwrap().parse().unwrap();
        assert!((1..=300).contains(&seconds));
        assert_eq!(reply.header("www-authenticate"), None);
    }
}

/// What an endpoint may answer instead of keys: 503 in every case, and the old keys stay.
#[tokio::test(flavor = "current_thread")]
async fn an_endpoint_that_answers_nonsense_is_an_outage() {
    for answer in [
        Answer::html("<html>sign in</html>"),
        Answer::status(404),
        Answer::status(500),
        Answer::status(204),
        Answer::status(304),
        Answer::redirect("http://127.0.0.1:9/"),
        Answer::json("{\"keys\":[]}"),
        Answer::json("{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"}]}"),
        Answer::json("[]"),
        Answer::json(""),
        Answer::json("{\"keys\":[],\"keys\":[]}"),
    ] {
        let issuer = TestIssuer::start();
        issuer.answer_with(answer.clone());
        let app = app(issuer.verifier().build().unwrap());
        let reply = get(&app, "/", &issuer.mint(json!({"sub": "alice"}))).await;
        assert_eq!((reply.status, reply.code().as_str()), (503, "keys_unavailable"), "{answer:?}");
    }
}

/// F11: Retry-After of the endpoint is passed on, at most 5 min.
#[tokio::test(flavor = "current_thread")]
async fn retry_after_of_the_endpoint_is_heard() {
    for (said, heard) in [("120", 118..=120), ("100000", 299..=300)] {
        let issuer = TestIssuer::start();
        issuer.answer_with(Answer::status(503).with_header("Retry-After", said));
        let app = app(issuer.verifier().build().unwrap());
        let token = issuer.mint(json!({"sub": "alice"}));
        let mut last = 0;
        for _ in 0..2 {
            last = get(&app, "/", &token).await.header("retry-after").unwrap().parse().unwrap();
        }
        assert!(heard.contains(&last), "{said}: {last}");
        assert_eq!(issuer.requests(), 1);
    }
}

#[tokio::test(flavor = "current_thread")]
async fn verify_async_and_warm_async_need_no_router() {
    let issuer = TestIssuer::start();
    let verifier = Arc::new(issuer.verifier().build().unwrap());
    verifier.warm_async().await.unwrap();
    verifier.warm_async().await.unwrap();
    assert_eq!(issuer.requests(), 1);
    let token = issuer.mint(json!({"sub": "alice"}));
    assert_eq!(verifier.verify_async(&token).await.unwrap().subject_str(), "alice");
    issuer.down();
    let cold = issuer.verifier().build().unwrap();
    assert_eq!(cold.warm_async().await.unwrap_err().code().as_str(), "keys_unavailable");
    assert_eq!(cold.verify_async(&token).await.unwrap_err().status(), 503);
}
