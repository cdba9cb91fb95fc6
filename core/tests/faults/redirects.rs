//! F10 and attacks 45, 56: the address of the keys is the configured one, whatever an answer or a token says.

use bearward::Verifier;
use bearward::testing::{Answer, Mint, TestIssuer};
use serde_json::json;

use crate::support::{ask, code, good, keeps_its_keys, lasting, warmed};

/// #45 (GHSA-9v7f-9g4p-ffgj): followed by nobody; the target sees no connection.
#[test]
fn f10_redirects() {
    let target = TestIssuer::start();
    let (issuer, verifier, clock) = warmed(|builder| builder);
    let mut moment = 700.0;
    for status in [301, 302, 303, 307, 308] {
        for location in
            [target.jwks_url(), issuer.jwks_url(), "file:///etc/passwd".to_owned(), "//127.0.0.2/".to_owned()]
        {
            issuer.answer_with(Answer::redirect(&location).with_status(status));
            let before = issuer.connections();
            keeps_its_keys(&issuer, &verifier, clock.at(moment), &[&status.to_string(), "redirect"]);
            assert_eq!(issuer.connections(), before + 1, "{status} to {location}: asked once, not led on");
            moment += 60.0;
        }
    }
    assert_eq!(target.connections(), 0);
    // A cold start is led nowhere either.
    let cold = issuer.verifier().build().unwrap();
    issuer.answer_with(Answer::redirect(&target.jwks_url()));
    assert_eq!(ask(&cold, &good(&target), clock.at(0.0)), "keys_unavailable");
    assert_eq!(target.connections(), 0);
}

/// #45 (CVE-2026-48522, CVE-2026-41413): wrong addresses stop the start.
#[test]
fn f10_addresses_that_are_no_key_endpoint() {
    for url in [
        "file:///etc/passwd",
        "ftp://id.example.com/jwks",
        "data:application/json,{}",
        "http://id.example.com/jwks",
        "https://user:password@id.example.com/jwks",
        "http://127.0.0.1.example.com/jwks",
        "http://0.0.0.0/jwks",
        "javascript:1",
        "/jwks",
        "",
    ] {
        let built = Verifier::issuer("https://id.example.com").audience("api").jwks_url(url).build();
        assert!(built.is_err(), "{url:?} was taken");
    }
}

/// #9, #45: a token names addresses; nobody goes there.
#[test]
fn f10_addresses_of_the_token() {
    let elsewhere = TestIssuer::start();
    let (issuer, verifier, _) = warmed(|builder| builder);
    let url = elsewhere.jwks_url();
    let header = json!({"jku": url, "x5u": url, "kid": elsewhere.kid()});
    let before = issuer.connections();
    let forged = elsewhere.mint_with(Mint::new(lasting()).with_header(header.clone()));
    assert_eq!(code(&verifier, &forged), "key_not_found");
    let own = elsewhere.mint_with(
        Mint::new(json!({"sub": "alice", "iss": issuer.issuer(), "aud": issuer.audience()}))
            .with_header(header),
    );
    assert_eq!(code(&verifier, &own), "key_not_found");
    assert_eq!((elsewhere.connections(), issuer.connections()), (0, before + 1));
}

/// #56 (CVE-2024-28849): a fetch carries no credentials of anybody.
#[test]
fn f10_a_fetch_carries_no_credentials() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    assert_eq!(ask(&verifier, &good(&issuer), clock.at(700.0)), "accept");
    let request = issuer.last_request().unwrap();
    let mut names: Vec<_> = request.headers.iter().map(|(name, _)| name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["accept", "host", "user-agent"], "{request:?}");
}
