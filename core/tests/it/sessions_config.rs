//! What session cookies make of their configuration.

use bearward::Secret;
use bearward::better_auth::{Session, SessionCookies, SessionCookiesBuilder};
use bearward::testing::TestSession;

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
