//! What session cookies make of their configuration.

use bearward::Secret;
use bearward::better_auth::{Session, SessionCookies, SessionCookiesBuilder};
use bearward::testing::{TestIssuer, TestSession};

use crate::support::SECRET;

fn builder() -> SessionCookiesBuilder {
    SessionCookies::builder(Secret::new(SECRET))
}

fn accepts(sessions: &SessionCookies, cookies: &str) -> bool {
    matches!(sessions.decide(cookies), Ok(Session::Verified(_)))
}

#[test]
fn https_is_https_however_it_is_written() {
    let plain = TestSession::of("mallory").cookies(SECRET);
    let secure = TestSession::of("alice").secure().cookies(SECRET);
    for base_url in [
        "https://app.example.com",
        "HTTPS://app.example.com",
        " https://app.example.com",
        "https:app.example.com",
    ] {
        let sessions = builder().base_url(base_url).build().unwrap();
        assert!(!accepts(&sessions, &plain), "{base_url:?}");
        assert!(accepts(&sessions, &secure), "{base_url:?}");
    }
    let sessions = builder().base_url("HTTP://localhost:3000").build().unwrap();
    assert!(accepts(&sessions, &plain) && !accepts(&sessions, &secure));
    for base_url in ["", "app.example.com", "https://", "wss://app.example.com"] {
        assert!(builder().base_url(base_url).build().is_err(), "{base_url:?}");
        assert!(builder().base_url(base_url).secure(false).build().is_err(), "{base_url:?}");
    }
}

#[test]
fn the_revoked_if_of_a_given_verifier_counts_too() {
    let issuer = TestIssuer::start();
    let mallory = |claims: &bearward::Claims| claims.subject_str() == "mallory";
    let verifier = issuer.verifier().revoked_if(mallory).build().unwrap();
    let sessions = builder().verifier(verifier).revoked_if(|claims| Ok(claims.subject_str() == "trudy"));
    let sessions = sessions.build().unwrap();
    for (user, expected) in [("alice", "accept"), ("mallory", "token_revoked"), ("trudy", "token_revoked")] {
        let user = TestSession::of(user);
        for cookies in [issuer.session_cookies(&user, SECRET), user.cookies(SECRET)] {
            let decided =
                sessions.decide(&cookies).map(|_| "accept").unwrap_or_else(|denial| denial.code().as_str());
            assert_eq!(decided, expected);
        }
    }
}

#[test]
fn what_could_never_hold_is_refused_at_start() {
    for (name, wrong) in [("version", builder().version("")), ("issuer", builder().issuer(""))] {
        let error = wrong.base_url("https://app.example.com").build().unwrap_err().to_string();
        assert!(error.contains(name) && error.contains("is empty"), "{error}");
    }
}
