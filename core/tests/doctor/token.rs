//! Tokens from standard input.

use bearward::testing::TestIssuer;
use serde_json::json;

use crate::support::{Visit, visit};

fn judge(issuer: &TestIssuer, token: &str) -> Visit {
    let url = issuer.jwks_url();
    let audience = issuer.audience().to_owned();
    visit(&["--issuer", issuer.url(), "--audience", &audience, "--jwks-url", &url, "--token"], &[], token)
}

#[test]
fn a_good_one_is_told_apart_however_it_was_pasted() {
    let issuer = TestIssuer::start();
    let token = issuer.mint(json!({"sub": "alice"}));
    for pasted in [
        token.clone(),
        format!("{token}\n"),
        format!("Bearer {token}"),
        format!("Authorization: Bearer {token}"),
    ] {
        judge(&issuer, &pasted).ends(0).says("accepted: subject \"alice\"");
    }
}

#[test]
fn a_refused_one_names_code_and_change_and_is_not_shown() {
    let issuer = TestIssuer::start();
    let sub = || json!({"sub": "alice"});
    for (token, code) in [
        (issuer.expired(sub()), "token_expired"),
        (issuer.wrong_key(sub()), "signature_invalid"),
        (issuer.wrong_audience(sub()), "audience_mismatch"),
        (issuer.wrong_issuer(sub()), "issuer_mismatch"),
        (issuer.unknown_kid(sub()), "key_not_found"),
        (issuer.alg_none(sub()), "token_malformed"),
        (issuer.mint(json!({"sub": "alice", "exp": 3600})), "token_expired"),
        ("hello".to_owned(), "token_malformed"),
    ] {
        let visit = judge(&issuer, &token);
        visit.ends(1).says(code).says("change:");
        assert!(token.len() < 20 || !visit.text.contains(&token), "the token is shown");
    }
    judge(&issuer, &issuer.mint(json!({"sub": "alice", "exp": 3600}))).says("1970");
    judge(&issuer, "").ends(1).says("standard input is empty");
}

#[test]
fn a_token_for_years_is_noticed() {
    let issuer = TestIssuer::start();
    let long = issuer.mint(json!({"sub": "alice", "exp": issuer.now() + 40 * 86_400}));
    judge(&issuer, &long).ends(0).says("40 days");
}
