//! What bindings build on: claims that were kept as text, and the mark by which a host knows them again.

use std::sync::atomic::Ordering;

use bearward::testing::{Mint, TestIssuer};
use bearward::{Algorithm, Denial, Secret, Verifier};
use serde_json::json;

use crate::support::SECRET;

fn kind(answer: Result<(), Denial>) -> &'static str {
    answer.map_or_else(|denial| denial.code().as_str(), |()| "allowed")
}

#[test]
fn reopened_claims_answer_as_the_accepted_ones() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().subject_int("uid").scopes_from("/roles").build().unwrap();
    let token = issuer.mint(json!({"uid": 42, "roles": ["admin"], "exp": issuer.now() + 5}));
    let accepted = verifier.verify(&token).unwrap();
    let reopened = verifier.reopen(accepted.as_json(), accepted.issuer_index()).unwrap();
    assert_eq!(reopened.subject(), accepted.subject());
    assert_eq!(reopened.as_json(), accepted.as_json());
    for claims in [&accepted, &reopened] {
        assert_eq!(kind(claims.require_owner(42_u64)), "allowed");
        assert_eq!(kind(claims.require_owner("42")), "owner_mismatch");
        assert_eq!(kind(claims.require_scope("admin")), "allowed");
        assert_eq!(kind(claims.require_scope("root")), "scope_insufficient");
    }
}

/// The rules of the issuer that accepted, although another one of the same name has others.
#[test]
fn each_issuer_of_several_reopens_by_its_own_rules() {
    let keys = TestIssuer::builder()
        .algorithm(Algorithm::EdDsa)
        .issuer("https://id.example")
        .audience("api")
        .start();
    let shared = TestIssuer::builder()
        .algorithm(Algorithm::Hs256)
        .secret(SECRET)
        .issuer("https://id.example")
        .audience("api")
        .start();
    let by_secret = Verifier::issuer("https://id.example").audience("api").secret(Secret::new(SECRET));
    let both = [keys.verifier().build().unwrap(), by_secret.subject_int("uid").build().unwrap()];
    let verifier = Verifier::many(both).unwrap();
    let claims = json!({"sub": "alice", "uid": 7});
    let texts = [keys.mint(claims.clone()), shared.mint(claims)].map(|token| {
        let accepted = verifier.verify(&token).unwrap();
        let reopened = verifier.reopen(accepted.as_json(), accepted.issuer_index()).unwrap();
        assert_eq!(reopened.subject(), accepted.subject());
        reopened.subject_str().to_owned()
    });
    assert_eq!(texts, ["alice", "7"]);
}

#[test]
fn what_no_verifier_gave_is_not_reopened() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().build().unwrap();
    let text = verifier.verify(&issuer.mint(json!({"sub": "alice"}))).unwrap().as_json().to_owned();
    assert!(verifier.reopen(&text, 1).is_none(), "another issuer");
    for other in ["", "{", "[]", "null", r#"{"sub": 5}"#, r#"{"sub": "a", "sub": "b"}"#] {
        assert!(verifier.reopen(other, 0).is_none(), "{other}");
    }
}

/// The mark comes back with the claims of the token cache, and with no others.
#[cfg(feature = "token-cache")]
#[test]
fn a_mark_stays_on_what_is_remembered() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().token_cache(10, 1 << 20).build().unwrap();
    let token = issuer.mint_with(Mint::new(json!({"sub": "alice"})));
    let first = verifier.verify(&token).unwrap();
    assert_eq!(first.mark().load(Ordering::Relaxed), 0);
    first.mark().store(5, Ordering::Relaxed);
    assert_eq!(verifier.verify(&token).unwrap().mark().load(Ordering::Relaxed), 5);
    let other = issuer.verifier().build().unwrap();
    assert_eq!(other.verify(&token).unwrap().mark().load(Ordering::Relaxed), 0);
}

#[test]
fn names_the_headers_that_are_looked_at() {
    let issuer = TestIssuer::start();
    let plain = issuer.verifier().build().unwrap();
    assert_eq!(plain.header_names(), ["authorization"]);
    let more = issuer.verifier().token_header("X-Token").cookie("session").build().unwrap();
    assert_eq!(
        more.header_names(),
        ["authorization", "x-token", "cookie", "origin", "sec-fetch-site", "upgrade"]
    );
}
