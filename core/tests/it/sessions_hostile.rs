//! Hostile cookies: nothing panics, nothing passes, nothing secret is shown, and no memory is handed out for the asking.

use std::sync::LazyLock;

use bearward::better_auth::{Session, SessionCookies};
use bearward::testing::{TestIssuer, TestSession};
use bearward::{Now, Secret};
use proptest::prelude::*;
use serde_json::json;

use crate::support::SECRET;
use crate::support::log::Log;

struct World {
    sessions: SessionCookies,
    /// Good headers of each form that this build can make.
    good: Vec<String>,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().jwks(issuer.jwks()).build().unwrap();
    let sessions = SessionCookies::builder(Secret::new(SECRET)).verifier(verifier).build().unwrap();
    let alice = TestSession::of("alice").with_user(json!({"bio": "x".repeat(200)}));
    let compact = alice.cookies(SECRET);
    let (token, data) = compact.split_once("; better-auth.session_data=").unwrap();
    let (first, second) = data.split_at(data.len() / 8 * 4);
    let chunked = format!("{token}; better-auth.session_data.0={first}; better-auth.session_data.1={second}");
    let good = vec![issuer.session_cookies(&alice, SECRET), chunked, compact];
    World { sessions, good }
});

fn accepts(header: &[u8]) -> bool {
    matches!(WORLD.sessions.decide_at(header, Now::system()), Ok(Session::Verified(_)))
}

#[test]
fn the_good_ones_are_good() {
    for header in &WORLD.good {
        assert!(accepts(header.as_bytes()), "{header}");
    }
}

/// Pieces of which cookie headers are made.
fn piece() -> impl Strategy<Value = String> {
    let fixed = [
        "better-auth.session_token",
        "better-auth.session_data",
        "__Secure-",
        ".0",
        ".1",
        ".99",
        ".100",
        ".",
        "=",
        "; ",
        ";",
        "%",
        "%2B",
        "%ff",
        "\"",
        "eyJhbGciOiJIUzI1NiJ9",
        "eyJhbGciOiJkaXIifQ",
        "AAAA",
        "e30",
        "....",
        " ",
        "\t",
    ];
    prop_oneof![
        prop::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        prop::sample::select(WORLD.good.clone()),
        "[A-Za-z0-9_.=;%-]{0,40}",
        any::<String>(),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn octets_of_all_kinds_are_refused(header in prop::collection::vec(any::<u8>(), 0..300)) {
        prop_assert!(!accepts(&header));
    }

    #[test]
    fn pieces_of_cookies_never_panic(pieces in prop::collection::vec(piece(), 0..12)) {
        let _ = accepts(pieces.concat().as_bytes());
    }

    /// One octet changed within the token or the data: never the same session.
    #[test]
    fn a_changed_value_is_refused(which in 0_usize..3, at in any::<prop::sample::Index>(), byte in 0x21_u8..0x7f) {
        let mut header = WORLD.good[which].clone().into_bytes();
        let index = at.index(header.len());
        let text = &WORLD.good[which];
        // Names and separators may change into those of other cookies; a quote or an escape may spell the same value.
        let in_value = text[..index].rsplit([';', ' ']).next().unwrap().contains('=');
        prop_assume!(in_value && header[index] != byte && !matches!(header[index], b';' | b'%' | b' '));
        prop_assume!(!matches!(byte, b';' | b'%' | b'"'));
        let escaped = index >= 2 && header[index - 2..index].contains(&b'%');
        prop_assume!(!escaped || !header[index].eq_ignore_ascii_case(&byte));
        header[index] = byte;
        prop_assert!(!accepts(&header), "{}", String::from_utf8_lossy(&header));
    }

    /// Cut anywhere: refused, or there is no data any more.
    #[test]
    fn a_cut_header_is_refused(which in 0_usize..3, at in any::<prop::sample::Index>()) {
        let header = WORLD.good[which].as_bytes();
        prop_assert!(!accepts(&header[..at.index(header.len())]));
    }
}

#[test]
fn what_is_live_is_shown_nowhere() {
    let log = Log::start();
    for header in &WORLD.good {
        let live = header.split(['=', '.']).nth(2).unwrap();
        assert!(live.len() == 32, "{live}");
        let (token, data) = header.split_once("; ").unwrap();
        let data_value = data.split_once('=').unwrap().1;
        let broken = [
            header.replace(".session_data", ".session_datum"),
            format!("{token}x; {data}"),
            format!("{token}; {data}x"),
            format!("{token}; {}", &data[..data.len() - 20]),
            format!("better-auth.session_token={data_value}"),
            format!("{token}; {token}"),
            format!("{token}; better-auth.session_data={live}"),
            token.to_owned(),
        ];
        let mut shown = format!("{:?} {:?}", WORLD.sessions, SessionCookies::builder(Secret::new(SECRET)));
        for header in broken.iter().chain([header]) {
            match WORLD.sessions.decide(header) {
                Ok(session) => shown += &format!("{session:?} {session:#?}"),
                Err(denial) => {
                    shown += &format!(
                        "{denial} {denial:?} {} {} {:?}",
                        denial.body(),
                        denial.explain(),
                        denial.headers()
                    );
                }
            }
        }
        for line in log.take() {
            shown += &format!("{:?}", line.fields);
        }
        for secret in [live, SECRET, &data_value[..40], token.split_once('.').unwrap().1] {
            assert!(!shown.contains(secret), "{secret} in {shown}");
        }
        let Ok(Session::Verified(claims)) = WORLD.sessions.decide(header) else { panic!("{header}") };
        assert!(!claims.as_json().contains(live));
    }
}
