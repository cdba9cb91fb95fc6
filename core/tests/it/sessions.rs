//! Session cookies whose data the issuer's own key signs: waiting, outages, and what is asked of whom.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bearward::better_auth::{Session, SessionCookies, SessionOutcome, SessionStep};
use bearward::testing::{TestIssuer, TestSession};
use bearward::{Attempt, Denial, Now, RequestHead, Secret};
use serde_json::json;

use crate::support::SECRET;
use crate::support::log::Log;

fn word(decided: &Result<Session, Denial>) -> &'static str {
    match decided {
        Ok(Session::Verified(_)) => "accept",
        Ok(Session::Renew) => "renew",
        Err(denial) => denial.code().as_str(),
    }
}

fn outcome(step: &SessionStep) -> &'static str {
    match &step.outcome {
        SessionOutcome::Decided(Session::Verified(_)) => "accept",
        SessionOutcome::Decided(Session::Renew) => "renew",
        SessionOutcome::Denied(denial) => denial.code().as_str(),
        SessionOutcome::Wait(flight) if flight.is_led() => "lead",
        SessionOutcome::Wait(_) => "join",
    }
}

fn secret() -> Secret {
    Secret::new(SECRET)
}

fn with_keys(issuer: &TestIssuer) -> SessionCookies {
    let verifier = issuer.verifier().build().unwrap();
    SessionCookies::builder(secret()).verifier(verifier).build().unwrap()
}

#[test]
fn one_leads_the_others_join_and_the_keys_are_fetched_once() {
    let issuer = TestIssuer::start();
    let sessions = with_keys(&issuer);
    let cookies = issuer.session_cookies(&TestSession::of("alice"), SECRET);
    let now = Now::system();
    let first = sessions.check(&cookies, now, Attempt::First);
    assert_eq!(outcome(&first), "lead");
    let second = sessions.check(&cookies, now, Attempt::First);
    assert_eq!(outcome(&second), "join");
    assert_eq!(issuer.connections(), 0, "check itself does nothing");
    let (SessionOutcome::Wait(led), SessionOutcome::Wait(joined)) = (first.outcome, second.outcome) else {
        panic!("two waits")
    };
    let landing = joined.launch();
    led.launch().wait();
    landing.wait();
    assert_eq!(outcome(&sessions.check(&cookies, Now::system(), Attempt::Second)), "accept");
    assert_eq!(word(&sessions.decide(&cookies)), "accept");
    assert_eq!(issuer.requests(), 1);
}

#[tokio::test]
async fn waiting_does_not_block_the_runtime() {
    let issuer = TestIssuer::start();
    issuer.slow(Duration::from_millis(300));
    let sessions = with_keys(&issuer);
    let cookies = issuer.session_cookies(&TestSession::of("alice"), SECRET);
    let ticks = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&ticks);
    let ticking = tokio::spawn(async move {
        loop {
            tokio::time::sleep(Duration::from_millis(10)).await;
            seen.fetch_add(1, Ordering::SeqCst);
        }
    });
    assert_eq!(word(&sessions.decide_async(&cookies).await), "accept");
    ticking.abort();
    assert!(ticks.load(Ordering::SeqCst) >= 10, "the only thread of this runtime went on");
}

#[test]
fn the_key_cache_is_the_verifiers() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().build().unwrap();
    verifier.warm().unwrap();
    let sessions = SessionCookies::builder(secret()).verifier(verifier.clone()).build().unwrap();
    let cookies = issuer.session_cookies(&TestSession::of("alice"), SECRET);
    assert_eq!(outcome(&sessions.check(&cookies, Now::system(), Attempt::First)), "accept");
    assert_eq!(issuer.requests(), 1);
    // What the verifier is told counts for both.
    verifier.revoke_key(&issuer.kid());
    assert_eq!(word(&sessions.decide(&cookies)), "key_unusable");
}

#[test]
fn an_outage_is_a_503_and_rotation_is_followed() {
    let issuer = TestIssuer::start();
    issuer.down();
    let sessions = with_keys(&issuer);
    let cookies = issuer.session_cookies(&TestSession::of("alice"), SECRET);
    let denial = sessions.decide(&cookies).unwrap_err();
    assert_eq!((denial.code().as_str(), denial.status()), ("keys_unavailable", 503));
    // Without the issuer's keys nothing but its own data waits.
    assert_eq!(word(&sessions.decide(TestSession::of("alice").cookies(SECRET))), "accept");
    issuer.up();
    let sessions = with_keys(&issuer);
    assert_eq!(word(&sessions.decide(&cookies)), "accept");
    issuer.rotate();
    let later = issuer.session_cookies(&TestSession::of("alice"), SECRET);
    assert_eq!(word(&sessions.decide(&later)), "accept");
    assert_eq!(word(&sessions.decide(&cookies)), "accept", "the old key is still published");
}

/// Whoever has no genuine session token cannot make anybody fetch anything.
#[test]
fn a_forged_session_token_asks_for_no_key() {
    let issuer = TestIssuer::start();
    let sessions = with_keys(&issuer);
    let forged = issuer.session_cookies(&TestSession::of("alice"), "another-secret-0123456789abcdef0123");
    assert_eq!(word(&sessions.decide(&forged)), "signature_invalid");
    let data = forged.split("; ").nth(1).unwrap();
    assert_eq!(word(&sessions.decide(data)), "token_missing");
    assert_eq!(issuer.connections(), 0);
}

#[test]
fn known_keys_never_wait() {
    let issuer = TestIssuer::start();
    let sessions = with_keys(&issuer);
    let cookies = issuer.session_cookies(&TestSession::of("alice"), SECRET);
    assert_eq!(word(&sessions.decide(&cookies)), "accept");
    issuer.hang();
    let started = Instant::now();
    assert_eq!(word(&sessions.decide(&cookies)), "accept");
    assert_eq!(word(&sessions.decide(TestSession::of("bob").stale().cookies(SECRET))), "renew");
    assert!(started.elapsed() < Duration::from_millis(500));
}

#[test]
fn the_application_has_the_last_word() {
    let asked = Arc::new(AtomicUsize::new(0));
    let seen = Arc::clone(&asked);
    let sessions = SessionCookies::builder(secret())
        .revoked_if(move |claims| {
            seen.fetch_add(1, Ordering::SeqCst);
            match claims.subject_str() {
                "alice" => Ok(false),
                "mallory" => Ok(true),
                _ => Err("the database is away".to_owned()),
            }
        })
        .build()
        .unwrap();
    for (user, expected) in [("alice", "accept"), ("mallory", "token_revoked"), ("bob", "keys_unavailable")] {
        assert_eq!(word(&sessions.decide(TestSession::of(user).cookies(SECRET))), expected);
    }
    // Nobody is asked about what is refused or must be renewed anyway.
    assert_eq!(word(&sessions.decide(TestSession::of("alice").stale().cookies(SECRET))), "renew");
    assert_eq!(word(&sessions.decide(TestSession::of("alice").ended().cookies(SECRET))), "token_expired");
    assert_eq!(asked.load(Ordering::SeqCst), 3);
}

#[test]
fn unsafe_methods_need_an_origin() {
    let sessions =
        SessionCookies::builder(secret()).allowed_origins("https://app.example.com").build().unwrap();
    let cookies = TestSession::of("alice").cookies(SECRET);
    let (token, data) = cookies.split_once("; ").unwrap();
    let ask = |method: &str, more: &[(&str, &str)]| {
        // Over HTTP/2 browsers send each cookie in a field of its own.
        let fields = [("Cookie", token), ("cookie", data)];
        let headers = fields.iter().chain(more).map(|(name, value)| (*name, value.as_bytes()));
        outcome(&sessions.check_request(RequestHead { method, headers }, Now::system(), Attempt::First))
    };
    let (own, evil) = (("origin", "https://app.example.com"), ("origin", "https://evil.example"));
    for (method, headers, expected) in [
        ("GET", vec![], "accept"),
        ("HEAD", vec![evil], "accept"),
        ("POST", vec![], "origin_not_allowed"),
        ("POST", vec![evil], "origin_not_allowed"),
        ("POST", vec![own, evil], "origin_not_allowed"),
        ("POST", vec![("origin", "null")], "origin_not_allowed"),
        ("POST", vec![own], "accept"),
        ("DELETE", vec![("sec-fetch-site", "same-origin")], "accept"),
        ("DELETE", vec![("sec-fetch-site", "cross-site")], "origin_not_allowed"),
        ("GET", vec![("upgrade", "websocket")], "origin_not_allowed"),
        ("GET", vec![("upgrade", "websocket"), own], "accept"),
        ("post", vec![own], "accept"),
        ("GET", vec![("cookie", data)], "authorization_malformed"),
    ] {
        assert_eq!(ask(method, &headers), expected, "{method} {headers:?}");
    }
    let bare = RequestHead { method: "POST", headers: [("accept", &b"*/*"[..])] };
    assert_eq!(outcome(&sessions.check_request(bare, Now::system(), Attempt::First)), "token_missing");
}

#[test]
fn the_base_url_says_what_it_can() {
    let issuer = TestIssuer::start();
    let cookies = |session: TestSession| issuer.session_cookies(&session, SECRET);
    // The kit serves its keys where Better Auth does not: this is about names and origins.
    let secure = SessionCookies::builder(secret()).base_url("https://app.example.com").build().unwrap();
    let compact = TestSession::of("alice").secure().cookies(SECRET);
    assert_eq!(word(&secure.decide(&compact)), "accept");
    assert_eq!(
        word(&secure.decide(cookies(TestSession::of("alice")))),
        "token_missing",
        "a plain cookie over https"
    );
    let head = RequestHead {
        method: "POST",
        headers: [("cookie", compact.as_bytes()), ("origin", b"https://app.example.com")],
    };
    assert_eq!(outcome(&secure.check_request(head, Now::system(), Attempt::First)), "accept");
    let plain = SessionCookies::builder(secret()).base_url("http://localhost:3000").build().unwrap();
    assert_eq!(word(&plain.decide(TestSession::of("alice").cookies(SECRET))), "accept");
    assert_eq!(word(&plain.decide(&compact)), "token_missing");
    let told =
        SessionCookies::builder(secret()).base_url("https://app.example.com").secure(false).build().unwrap();
    assert_eq!(word(&told.decide(TestSession::of("alice").cookies(SECRET))), "accept");
    for wrong in ["app.example.com", "ftp://app.example.com", "https://user@app.example.com", ""] {
        assert!(SessionCookies::builder(secret()).base_url(wrong).build().is_err(), "{wrong}");
    }
    let http = SessionCookies::builder(secret()).base_url("http://app.example.com").build().unwrap_err();
    assert!(http.to_string().contains("allow_http"), "{http}");
}

#[test]
fn a_verifier_must_have_public_keys_of_one_issuer() {
    let issuer = TestIssuer::start();
    let by_secret = TestIssuer::secret();
    let build = |verifier| SessionCookies::builder(secret()).verifier(verifier).build();
    let error = build(by_secret.verifier().build().unwrap()).unwrap_err();
    assert!(error.to_string().contains("shared secret"), "{error}");
    let several = [issuer.verifier().build().unwrap(), by_secret.verifier().build().unwrap()];
    let error = build(bearward::Verifier::many(several).unwrap()).unwrap_err();
    assert!(error.to_string().contains("several issuers"), "{error}");
    assert!(build(issuer.verifier().build().unwrap()).is_ok());
}

#[test]
fn denials_are_logged_once_and_renewal_is_none() {
    let sessions = SessionCookies::builder(secret()).build().unwrap();
    let log = Log::start();
    let _ = sessions.decide(TestSession::of("alice").cookies("another-secret-0123456789abcdef0123"));
    let lines = log.denials();
    assert_eq!(lines.len(), 1);
    assert_eq!(lines[0].field("code"), Some("signature_invalid"));
    assert!(lines[0].field("hint").unwrap().contains("newest"));
    let _ = sessions.decide(TestSession::of("alice").stale().cookies(SECRET));
    assert!(log.denials().is_empty());
}

#[test]
fn cookies_that_are_nearly_ours_are_hinted_at() {
    let hint = |sessions: &SessionCookies, cookies: String| {
        let denial = sessions.decide(cookies).unwrap_err();
        assert_eq!(denial.code().as_str(), "token_missing");
        denial.explain().hint.clone().unwrap_or_default()
    };
    let secure = SessionCookies::builder(secret()).secure(true).build().unwrap();
    assert!(hint(&secure, TestSession::of("alice").cookies(SECRET)).contains("secure"));
    let other = TestSession::of("alice").cookies(SECRET).replace("better-auth", "shop");
    assert!(hint(&SessionCookies::builder(secret()).build().unwrap(), other).contains("prefix"));
    assert_eq!(hint(&secure, "theme=dark".to_owned()), "");
}

#[test]
fn claims_of_a_session_own_and_grant_like_others() {
    let sessions = SessionCookies::builder(secret()).build().unwrap();
    let user = json!({"scope": "tasks:write", "role": "admin"});
    let decided = sessions.decide(TestSession::of("alice").with_user(user).cookies(SECRET));
    let Ok(Session::Verified(claims)) = decided else { panic!("{decided:?}") };
    assert!(claims.require_owner("alice").is_ok());
    assert_eq!(claims.require_owner("bob").unwrap_err().code().as_str(), "owner_mismatch");
    assert_eq!(claims.require_scope("tasks:write").unwrap_err().code().as_str(), "scope_insufficient");
    assert_eq!(claims.get_str("role"), Some("admin"));
    assert_eq!(claims.get("session").unwrap()["userId"], "alice");
}
