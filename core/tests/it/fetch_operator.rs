//! What an operator has: warm, ready, refresh, revoke_key, stats, snapshots.

use std::time::Duration;

use bearward::testing::{Mint, TestIssuer};
use bearward::{Now, Secret, Verifier};
use serde_json::json;

use crate::support::{code, warmed};

#[test]
fn nothing_is_fetched_before_it_is_needed() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().build().unwrap();
    assert!(!verifier.ready());
    for token in ["", "x", "a.b.c"] {
        assert_eq!(code(&verifier, token), "token_malformed");
    }
    assert_eq!(code(&verifier, &issuer.alg_none(json!({}))), "token_malformed");
    assert_eq!(code(&verifier, &issuer.hs256_with_public_key(json!({}))), "algorithm_not_allowed");
    let typ = issuer.mint_with(Mint::new(json!({})).with_header(json!({"typ": "logout+jwt"})));
    assert_eq!(code(&verifier, &typ), "token_type_mismatch");
    assert_eq!(issuer.connections(), 0, "header errors cost no fetch");
    verifier.warm().unwrap();
    assert!(verifier.ready());
    verifier.warm().unwrap();
    assert_eq!(issuer.requests(), 1);
}

#[test]
fn warm_says_what_the_endpoint_did() {
    let issuer = TestIssuer::start();
    issuer.down();
    let verifier = issuer.verifier().build().unwrap();
    let denial = verifier.warm().unwrap_err();
    assert_eq!(denial.code().as_str(), "keys_unavailable");
    assert!(denial.is_retryable() && denial.retry_after().is_some());
    let why = denial.explain().to_string();
    assert!(why.contains("refused") && why.contains(issuer.url()), "{why}");
    assert!(!verifier.ready());
    assert!(verifier.stats().last_fetch_error.unwrap().contains("refused"));
}

/// Static keys are always ready and cannot be fetched.
#[test]
fn static_keys_need_no_operator() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().jwks(issuer.jwks()).build().unwrap();
    assert!(verifier.ready());
    verifier.warm().unwrap();
    verifier.refresh().unwrap();
    let stats = verifier.stats();
    assert_eq!((stats.key_age, issuer.connections()), (None, 0));
}

#[test]
fn a_refresh_fetches_past_the_brakes_but_once_a_second() {
    let (issuer, verifier) = warmed(|builder| builder);
    std::thread::sleep(Duration::from_millis(1_010));
    std::thread::scope(|scope| {
        for _ in 0..20 {
            scope.spawn(|| verifier.refresh().unwrap());
        }
    });
    assert!(matches!(issuer.requests(), 2 | 3), "{}", issuer.requests());
    std::thread::sleep(Duration::from_millis(1_010));
    let before = issuer.requests();
    // The cooldown of unknown kids does not hold it.
    assert_eq!(code(&verifier, &issuer.unknown_kid(json!({"sub": "a"}))), "key_not_found");
    assert_eq!(issuer.requests(), before + 1);
    verifier.refresh().unwrap();
    assert_eq!(issuer.requests(), before + 2);
}

/// `Ok` from a refresh means that the keys are those of now: an operator who has just removed a stolen key relies on it.
#[test]
fn a_refresh_soon_after_warm_is_a_real_one() {
    let (issuer, verifier) = warmed(|builder| builder);
    let stolen = issuer.mint(json!({"sub": "alice"}));
    issuer.rotate();
    issuer.remove_old_keys();
    verifier.refresh().unwrap();
    assert_eq!(code(&verifier, &stolen), "key_not_found", "refresh() said Ok and fetched nothing");
}

/// The same where it was asked for a moment ago: the brake is waited for, not taken for an answer.
#[test]
fn a_refresh_right_after_another_is_a_real_one_too() {
    let (issuer, verifier) = warmed(|builder| builder);
    verifier.refresh().unwrap();
    let stolen = issuer.mint(json!({"sub": "alice"}));
    issuer.rotate();
    issuer.remove_old_keys();
    verifier.refresh().unwrap();
    assert_eq!(code(&verifier, &stolen), "key_not_found");
}

#[test]
fn a_revoked_key_is_refused_at_once_and_for_good() {
    for fixed in [false, true] {
        let (issuer, verifier) = warmed(|builder| builder);
        let verifier = if fixed { issuer.verifier().jwks(issuer.jwks()).build().unwrap() } else { verifier };
        let token = issuer.mint(json!({"sub": "alice"}));
        assert_eq!(code(&verifier, &token), "accept");
        verifier.revoke_key("another");
        assert_eq!(code(&verifier, &token), "accept");
        let clone = verifier.clone();
        clone.revoke_key(&issuer.kid());
        assert_eq!(code(&verifier, &token), "key_unusable");
        std::thread::sleep(Duration::from_millis(1_010));
        verifier.refresh().unwrap();
        assert_eq!(code(&verifier, &token), "key_unusable", "a refresh does not bring it back");
        // A bad signature under it is no reason to say more.
        assert_eq!(code(&verifier, &issuer.wrong_key(json!({"sub": "alice"}))), "key_unusable");
    }
}

/// A key without a kid, and a shared secret, serve tokens of any: the token's own word counts.
#[test]
fn a_token_that_names_a_revoked_key_is_refused_whatever_key_fits() {
    let issuer = TestIssuer::start();
    let pem = issuer.verifier().pem(issuer.public_pem(None)).build().unwrap();
    let sealed = TestIssuer::secret();
    let secret = Secret::new(sealed.shared_secret());
    let secret = Verifier::any_issuer().any_audience().secret(secret).build().unwrap();
    let token = issuer.mint(json!({"sub": "alice"}));
    let kid = json!({"kid": "stolen"});
    let shared = sealed.mint_with(Mint::new(json!({"sub": "alice"})).with_header(kid));
    for (verifier, token, kid) in [(pem, token, issuer.kid()), (secret, shared, "stolen".to_owned())] {
        assert_eq!(code(&verifier, &token), "accept");
        verifier.revoke_key(&kid);
        assert_eq!(code(&verifier, &token), "key_unusable");
    }
}

/// The same material under a second name is the same stolen key.
#[test]
fn a_revoked_key_is_refused_under_its_other_names() {
    let (issuer, other) = (TestIssuer::start(), TestIssuer::start());
    let key = |issuer: &TestIssuer, kid: &str| {
        let mut key = serde_json::from_str::<serde_json::Value>(&issuer.jwks()).unwrap()["keys"][0].take();
        key["kid"] = json!(kid);
        key
    };
    let set =
        json!({"keys": [key(&issuer, "first"), key(&issuer, "second"), key(&other, "third")]}).to_string();
    let named = |issuer: &TestIssuer, kid: &str| {
        let claims = json!({"sub": "alice", "iss": "https://id.example.com", "aud": "x"});
        issuer.mint_with(Mint::new(claims).with_header(json!({"kid": kid})))
    };
    let builder = || Verifier::issuer("https://id.example.com").audience("x");
    for verifier in [
        builder().jwks(set.clone()).build().unwrap(),
        builder().jwks_url("https://id.example.com/jwks").jwks_snapshot(set.clone()).build().unwrap(),
    ] {
        verifier.revoke_key("first");
        assert_eq!(code(&verifier, &named(&issuer, "first")), "key_unusable");
        assert_eq!(code(&verifier, &named(&issuer, "second")), "key_unusable");
        assert_eq!(code(&verifier, &named(&other, "third")), "accept");
    }
}

/// A token without a kid must not slip past a revocation.
#[test]
fn a_revoked_key_is_refused_without_a_kid_too() {
    let (issuer, verifier) = warmed(|builder| builder);
    let token = issuer.mint_with(Mint::new(json!({"sub": "alice"})).with_header(json!({"kid": null})));
    assert_eq!(code(&verifier, &token), "accept");
    verifier.revoke_key(&issuer.kid());
    assert_eq!(code(&verifier, &token), "key_unusable");
}

#[test]
fn stats_count_what_happened() {
    let (issuer, verifier) = warmed(|builder| builder);
    for _ in 0..3 {
        assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "a"}))), "accept");
    }
    for _ in 0..2 {
        assert_eq!(code(&verifier, &issuer.expired(json!({"sub": "a"}))), "token_expired");
    }
    assert_eq!(code(&verifier, &issuer.unknown_kid(json!({"sub": "a"}))), "key_not_found");
    let stats = verifier.stats();
    assert_eq!(stats.accepted, 3);
    assert_eq!(stats.denied["token_expired"], 2);
    assert_eq!(stats.denied["key_not_found"], 1);
    assert_eq!(stats.denied.len(), 2);
    assert_eq!((stats.fetches["operator"], stats.fetches["miss"], stats.fetches["cold"]), (0, 1, 1));
    assert_eq!((stats.key_hits, stats.key_misses), (5, 1));
    assert!(stats.key_age.unwrap() < Duration::from_secs(60));
    assert_eq!((stats.fetch_failures, stats.last_fetch_error), (0, None));
}

#[test]
fn a_snapshot_decides_until_the_first_fetch() {
    let issuer = TestIssuer::start();
    let snapshot = issuer.jwks();
    let old = issuer.mint(json!({"sub": "alice"}));
    issuer.down();
    let verifier = issuer.verifier().jwks_snapshot(snapshot).build().unwrap();
    assert!(verifier.ready());
    assert_eq!(code(&verifier, &old), "accept");
    assert_eq!(issuer.connections(), 0);
    issuer.up();
    issuer.rotate();
    issuer.remove_old_keys();
    assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "alice"}))), "accept", "an unknown kid fetches");
    assert_eq!(code(&verifier, &old), "key_not_found", "the fetched set replaced the snapshot whole");
}

/// A snapshot dies like any other set.
#[test]
fn a_snapshot_is_not_for_ever() {
    let issuer = TestIssuer::start();
    let verifier =
        issuer.verifier().jwks_snapshot(issuer.jwks()).max_age(60).max_stale(3_600).build().unwrap();
    let token = issuer.mint(json!({"sub": "alice", "exp": 99_999_999_999_u64}));
    let now = Now::system();
    let at = |seconds: u64| {
        let passed = Duration::from_secs(seconds);
        verifier
            .verify_at(&token, Now::at(now.unix() + seconds as f64, now.monotonic() + passed))
            .map_err(|denial| denial.code().as_str())
    };
    issuer.down();
    assert!(at(0).is_ok());
    assert!(at(3_500).is_ok());
    assert_eq!(at(3_700).unwrap_err(), "keys_unavailable");
}

/// A URL's query may hold a key of its own: it is fetched, and never shown.
#[test]
fn the_query_of_the_url_is_never_shown() {
    const QUERY: &str = "hunter2-in-the-query";
    let _ = crate::support::log::of_other_threads();
    let issuer = TestIssuer::start();
    issuer.down();
    let verifier = issuer.verifier().jwks_url(format!("{}?key={QUERY}", issuer.jwks_url())).build().unwrap();
    let denial = verifier.warm().unwrap_err();
    let stats = format!("{:?}", verifier.stats());
    assert!(!stats.contains(QUERY), "{stats}");
    for line in crate::support::log::of_other_threads() {
        for (field, value) in &line.fields {
            assert!(!value.contains(QUERY), "the log of the fetch: {field}={value}");
        }
    }
    let shown = format!("{denial} {denial:?} {}", denial.explain());
    assert!(!shown.contains(QUERY), "the denial: {shown}");
}

#[test]
fn discovery_finds_the_keys_of_exactly_this_issuer() {
    let issuer = TestIssuer::builder().issuer_path("/realms/a").start();
    let verifier = Verifier::issuer(issuer.issuer()).audience(issuer.audience()).discovery().build().unwrap();
    assert_eq!(code(&verifier, &issuer.mint(json!({"sub": "alice"}))), "accept");
    assert_eq!(issuer.requests(), 2);
    let other = Verifier::issuer(format!("{}/", issuer.issuer())).audience("a").discovery().build().unwrap();
    let why = other.warm().unwrap_err().explain().to_string();
    assert!(why.contains("to the letter"), "{why}");
}
