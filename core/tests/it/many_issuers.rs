//! Several issuers behind one verifier: the token's `iss` chooses, is checked again, and chooses nothing else.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::routing::get as on_get;
use bearward::axum::{Bearer, Owner};
use bearward::testing::{Mint, TestIssuer};
use bearward::{
    Algorithm, Denial, Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse, Secret, Verifier,
};
use serde_json::json;

use crate::support::{SECRET, code, get, get_bare};

fn pair() -> (TestIssuer, TestIssuer, Verifier) {
    let (a, b) = (TestIssuer::start(), TestIssuer::start());
    let verifier = Verifier::many([a.verifier().build().unwrap(), b.verifier().build().unwrap()]).unwrap();
    (a, b, verifier)
}

#[test]
fn each_token_is_judged_by_its_own_issuer() {
    let (a, b, verifier) = pair();
    verifier.warm().unwrap();
    for issuer in [&a, &b] {
        let claims = verifier.verify(&issuer.mint(json!({"sub": "alice"}))).unwrap();
        assert_eq!(claims.issuer(), Some(issuer.url()));
    }
    // The audience, too, is the own issuer's.
    assert_eq!(code(&verifier, &a.mint(json!({"sub": "x", "aud": b.url()}))), "audience_mismatch");
}

/// Naming another issuer gets a token to that issuer's keys, and no further.
#[test]
fn an_issuer_cannot_speak_for_another() {
    let (a, b, verifier) = pair();
    verifier.warm().unwrap();
    let forged = a.mint(json!({"sub": "alice", "iss": b.url(), "aud": b.url()}));
    assert_eq!(code(&verifier, &forged), "key_not_found");
    let same_kid = a.mint_with(
        Mint::new(json!({"sub": "alice", "iss": b.url(), "aud": b.url()}))
            .with_header(json!({"kid": b.kid()})),
    );
    assert_eq!(code(&verifier, &same_kid), "signature_invalid");
    let no_kid = a.mint_with(
        Mint::new(json!({"sub": "alice", "iss": b.url(), "aud": b.url()})).with_header(json!({"kid": null})),
    );
    assert_eq!(code(&verifier, &no_kid), "signature_invalid");
}

#[test]
fn unknown_or_absent_issuers_are_a_mismatch() {
    let (a, _b, verifier) = pair();
    verifier.warm().unwrap();
    for iss in [
        json!("https://else.example"),
        json!(null),
        json!(""),
        json!(format!("{}/", a.url())),
        json!(7),
        json!([a.url()]),
    ] {
        assert_eq!(code(&verifier, &a.mint(json!({"sub": "alice", "iss": iss}))), "issuer_mismatch", "{iss}");
    }
    let duplicate =
        a.mint_with(Mint::default().with_raw_payload(format!(r#"{{"iss":"{0}","iss":"{0}"}}"#, a.url())));
    assert_eq!(code(&verifier, &duplicate), "token_malformed");
}

/// I13: a dead issuer is nobody else's trouble.
#[test]
fn an_issuer_that_hangs_does_not_hold_the_other() {
    let (a, b, verifier) = pair();
    b.hang();
    let started = Instant::now();
    assert_eq!(code(&verifier, &a.mint(json!({"sub": "alice"}))), "accept");
    assert!(started.elapsed() < Duration::from_secs(1));
    assert!(!verifier.ready(), "not all keys are there");
    b.down();
    assert_eq!(code(&verifier, &b.mint(json!({"sub": "alice"}))), "keys_unavailable");
    assert_eq!(code(&verifier, &a.mint(json!({"sub": "alice"}))), "accept");
}

/// Takes a while and brings nothing.
struct Slow;

impl Fetch for Slow {
    fn fetch(&self, _: &FetchRequest) -> Result<FetchResponse, FetchError> {
        std::thread::sleep(Duration::from_millis(800));
        Err(FetchError::new(FetchErrorKind::Other, "slow"))
    }
}

fn three_slow_ones() -> Verifier {
    let one = |name: &str| {
        let url = format!("https://{name}.example");
        Verifier::issuer(url.as_str())
            .audience("api")
            .jwks_url(format!("{url}/jwks"))
            .fetch(Slow)
            .build()
            .unwrap()
    };
    Verifier::many([one("a"), one("b"), one("c")]).unwrap()
}

#[test]
fn warm_fetches_all_issuers_at_once() {
    let started = Instant::now();
    assert!(three_slow_ones().warm().is_err());
    assert!(started.elapsed() < Duration::from_millis(1_600), "{:?}", started.elapsed());
}

#[tokio::test(flavor = "current_thread")]
async fn warm_async_fetches_all_issuers_at_once_too() {
    let started = Instant::now();
    assert!(three_slow_ones().warm_async().await.is_err());
    assert!(started.elapsed() < Duration::from_millis(1_600), "{:?}", started.elapsed());
}

/// The migration from a shared secret to a key set: one issuer, two families of algorithms.
#[test]
fn one_issuer_may_change_over_from_a_secret_to_keys() {
    let build = |algorithm| {
        TestIssuer::builder()
            .algorithm(algorithm)
            .secret(SECRET)
            .issuer("https://app.example")
            .audience("api")
            .start()
    };
    let (old, new) = (build(Algorithm::Hs256), build(Algorithm::EdDsa));
    let verifier =
        Verifier::many([old.verifier().build().unwrap(), new.verifier().build().unwrap()]).unwrap();
    for issuer in [&old, &new] {
        assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "alice"}))), "accept");
    }
    // Key confusion between the two: the public key is no secret here.
    assert_eq!(code(&verifier, &new.hs256_with_public_key(json!({"sub": "alice"}))), "signature_invalid");
}

/// "How denials look is taken from the first": for every denial, whoever issued the token.
#[tokio::test(flavor = "current_thread")]
async fn all_denials_look_as_the_first_verifier_says() {
    async fn write(Bearer(user): Bearer) -> Result<&'static str, Denial> {
        user.require_scope("write")?;
        Ok("written")
    }
    let (a, b) = (TestIssuer::start(), TestIssuer::start());
    let first = a.verifier().problem_bodies().realm("first").build().unwrap();
    let second = b.verifier().realm("second").build().unwrap();
    let verifier = Verifier::many([first, second]).unwrap();
    let app = Router::new()
        .route("/of/{user_id}", on_get(|_: Owner| async { "owned" }))
        .route("/write", on_get(write))
        .with_state(verifier);
    let missing = get_bare(&app, "/write").await;
    assert_eq!(missing.header("www-authenticate"), Some("Bearer realm=\"first\""));
    for issuer in [&a, &b] {
        let token = issuer.mint(json!({"sub": "alice"}));
        for reply in [
            get(&app, "/write", &issuer.expired(json!({"sub": "alice"}))).await,
            get(&app, "/of/bob", &token).await,
            get(&app, "/write", &token).await,
        ] {
            assert_eq!(reply.header("content-type"), Some("application/problem+json"), "{}", reply.code());
            if let Some(challenge) = reply.header("www-authenticate") {
                assert!(challenge.contains("realm=\"first\""), "{challenge}");
            }
        }
    }
}

#[test]
fn revocation_and_refresh_reach_every_member() {
    let (a, b, verifier) = pair();
    verifier.warm().unwrap();
    verifier.revoke_key(&b.kid());
    assert_eq!(code(&verifier, &a.mint(json!({"sub": "alice"}))), "accept");
    assert_eq!(code(&verifier, &b.mint(json!({"sub": "alice"}))), "key_unusable");
    b.down();
    std::thread::sleep(Duration::from_millis(1_010));
    assert!(verifier.refresh().is_err());
    assert_eq!((a.requests(), verifier.stats().fetch_failures), (2, 1));
    assert_eq!(code(&verifier, &a.mint(json!({"sub": "alice"}))), "accept");
}

/// `revoked_if` of one member is not asked about the other's tokens.
#[test]
fn each_member_keeps_its_own_rules() {
    let (a, b) = (TestIssuer::start(), TestIssuer::start());
    let strict =
        a.verifier().revoked_if(|claims| claims.get("ok").is_none()).require_claim("tier").build().unwrap();
    let verifier = Verifier::many([strict, b.verifier().build().unwrap()]).unwrap();
    assert_eq!(code(&verifier, &b.mint(json!({"sub": "alice"}))), "accept");
    assert_eq!(code(&verifier, &a.mint(json!({"sub": "alice"}))), "claim_missing");
    assert_eq!(code(&verifier, &a.mint(json!({"sub": "alice", "tier": 1}))), "token_revoked");
    assert_eq!(code(&verifier, &a.mint(json!({"sub": "alice", "tier": 1, "ok": 1}))), "accept");
}

#[test]
fn members_that_could_not_be_told_apart_are_refused() {
    let secret =
        |issuer: &str| Verifier::issuer(issuer).audience("api").secret(Secret::new(SECRET)).build().unwrap();
    let twice =
        Verifier::many([secret("https://a.example"), secret("https://a.example")]).unwrap_err().to_string();
    assert!(twice.contains("https://a.example") && twice.contains("twice"), "{twice}");
    let any = Verifier::any_issuer().audience("api").secret(Secret::new(SECRET)).build().unwrap();
    let any = Verifier::many([any, secret("https://a.example")]).unwrap_err().to_string();
    assert!(any.contains("Name its issuer"), "{any}");
    let none = Verifier::many([]).unwrap_err().to_string();
    assert!(none.contains("at least one"), "{none}");
    for text in [twice, any, none] {
        assert!(!text.contains(SECRET));
    }
    let shared = Arc::new(secret("https://a.example"));
    assert!(Verifier::many([(*shared).clone(), secret("https://b.example")]).is_ok());
    assert!(Verifier::many([(*shared).clone(), (*shared).clone()]).is_err());
}

/// The larger limit of a neighbour must not loosen a member's own.
#[test]
fn each_member_keeps_its_own_limit_of_length() {
    let (a, b) = (TestIssuer::start(), TestIssuer::start());
    let strict = a.verifier().max_token_bytes(600).build().unwrap();
    let verifier = Verifier::many([strict, b.verifier().build().unwrap()]).unwrap();
    let (small, large) = (json!({"sub": "alice"}), json!({"sub": "alice", "x": "y".repeat(4000)}));
    assert_eq!(code(&verifier, &a.mint(small)), "accept");
    assert_eq!(code(&verifier, &a.mint(large.clone())), "token_too_large");
    assert_eq!(code(&verifier, &b.mint(large)), "accept");
}
