//! F11, F12, F13, F14: it answers, and the answer is no key set. The old set stays, and the endpoint is left alone for a while.

use std::io::Write;
use std::thread;
use std::time::Duration;

use bearward::testing::{Answer, TestIssuer};

use crate::support::{Clock, Server, ask, fetches, good, keeps_its_keys, last_error, unknown, warmed};

#[test]
fn f11_error_status() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    for (number, status) in [500, 502, 503, 429, 404, 403, 401, 204, 304].into_iter().enumerate() {
        issuer.answer_with(Answer::status(status).with_header("Retry-After", "1"));
        keeps_its_keys(&issuer, &verifier, clock.at(700.0 + 60.0 * number as f64), &[&status.to_string()]);
    }
    // None of them made a pause that outlives the outage.
    issuer.answer_normally();
    let before = verifier.stats().fetch_failures;
    assert_eq!(ask(&verifier, &good(&issuer), clock.at(2_000.0)), "accept");
    assert_eq!((verifier.stats().fetch_failures, verifier.stats().fetches["scheduled"]), (before, 10));
}

#[test]
fn f11_retry_after_is_kept_within_bounds() {
    for (retry_after, earliest) in
        [("120", 120.0), ("99999999", 300.0), ("Fri, 31 Dec 9999 23:59:59 GMT", 300.0)]
    {
        for status in [429, 503] {
            let (issuer, verifier, clock) = warmed(|builder| builder);
            issuer.answer_with(Answer::status(status).with_header("Retry-After", retry_after));
            keeps_its_keys(&issuer, &verifier, clock.at(700.0), &[&status.to_string()]);
            issuer.answer_normally();
            let token = good(&issuer);
            assert_eq!(ask(&verifier, &token, clock.at(699.0 + earliest)), "accept");
            assert_eq!(fetches(&verifier), 2, "{retry_after}");
            assert_eq!(ask(&verifier, &token, clock.at(701.0 + earliest)), "accept");
            assert_eq!(fetches(&verifier), 3, "{retry_after}");
        }
    }
}

/// Sixty verifiers that fail together do not come back together: each waits 1 s give or take a quarter.
#[test]
fn f11_back_off_has_jitter() {
    let issuer = TestIssuer::start();
    issuer.down();
    let (token, clock) = (good(&issuer), Clock::start());
    let fleet: Vec<_> = (0..60).map(|_| issuer.verifier().build().unwrap()).collect();
    let at = |seconds: f64| -> u64 {
        fleet
            .iter()
            .for_each(|verifier| assert_eq!(ask(verifier, &token, clock.at(seconds)), "keys_unavailable"));
        fleet.iter().map(fetches).sum()
    };
    assert_eq!(at(0.0), 60);
    assert_eq!(at(0.74), 60, "nobody sooner");
    let half_way = at(1.0);
    assert!((61..120).contains(&half_way), "{half_way} of 120: all at once");
    assert_eq!(at(1.26), 120, "nobody later");
}

#[test]
fn f12_not_a_key_set() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    let cut = issuer.jwks()[..40].to_owned();
    let keys_twice = format!("{{\"keys\":[],{}", &issuer.jwks()[1..]);
    let with_nan = issuer.jwks().replacen('{', "{\"x\":NaN,", 1);
    for (number, (answer, words)) in [
        (Answer::html("<!doctype html><title>Sign in</title>"), "JWK Set"),
        (Answer::json(cut), "JWK Set"),
        (Answer::json(""), "JWK Set"),
        (Answer::json("null"), "JWK Set"),
        (Answer::json("[]"), "JWK Set"),
        (Answer::json("\"keys\""), "JWK Set"),
        (Answer::json("{\"keys\":{}}"), "`keys` array"),
        (Answer::json("{\"jwks\":[]}"), "`keys` array"),
        (Answer::json("{\"keys\":[null,5,\"x\",{\"kty\":\"weird\"}]}"), "no usable key"),
        (Answer::json(format!("{} ,", issuer.jwks())), "JWK Set"),
        (Answer::json(keys_twice), "JWK Set"),
        (Answer::json(with_nan), "JWK Set"),
        (Answer::json([b"\xef\xbb\xbf".as_slice(), issuer.jwks().as_bytes()].concat()), "JWK Set"),
        (Answer::json(vec![0xff; 64]), "JWK Set"),
    ]
    .into_iter()
    .enumerate()
    {
        issuer.answer_with(answer);
        keeps_its_keys(&issuer, &verifier, clock.at(700.0 + 60.0 * number as f64), &[words]);
    }
}

/// The type that a server gives its answer is not what decides: GitHub and others serve keys as text.
#[test]
fn f12_a_key_set_of_another_type_is_one() {
    let issuer = TestIssuer::start();
    issuer.answer_with(Answer::html(issuer.jwks()));
    let verifier = issuer.verifier().build().unwrap();
    assert_eq!(ask(&verifier, &good(&issuer), Clock::start().at(0.0)), "accept");
}

/// #40 (mobula#28): an empty set is a failed fetch. It takes no key away, and a thousand tokens do not ask a thousand times.
#[test]
fn f13_empty_set() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    issuer.answer_with(Answer::json("{\"keys\":[]}"));
    keeps_its_keys(&issuer, &verifier, clock.at(700.0), &["it is empty"]);
    let before = issuer.requests();
    for number in 0..1_000 {
        let denied = ask(&verifier, &unknown(number), clock.at(705.0));
        assert_eq!(denied, "keys_unavailable", "nobody knows what the issuer has");
    }
    assert_eq!(issuer.requests() - before, 1);
    assert_eq!(ask(&verifier, &good(&issuer), clock.at(86_000.0)), "accept");
    assert_eq!(ask(&verifier, &good(&issuer), clock.at(86_500.0)), "keys_unavailable");
}

/// #40: the same from a cold start, with an empty set and with a 500; in ten minutes no more than the back-off allows.
#[test]
fn f13_empty_from_the_start() {
    for answer in [Answer::json("{\"keys\":[]}"), Answer::status(500)] {
        let issuer = TestIssuer::start();
        issuer.answer_with(answer);
        let verifier = issuer.verifier().build().unwrap();
        let (token, clock) = (good(&issuer), Clock::start());
        for _ in 0..1_000 {
            assert_eq!(ask(&verifier, &token, clock.at(0.0)), "keys_unavailable");
        }
        assert_eq!(issuer.requests(), 1);
        for tenth in 0..6_000 {
            assert_eq!(ask(&verifier, &token, clock.at(f64::from(tenth) / 10.0)), "keys_unavailable");
        }
        // 1, 2, 4, 8, 16 and then 30 s, each up to a quarter shorter.
        assert!(issuer.requests() <= 6 + 600 / 22, "{} requests in ten minutes", issuer.requests());
    }
}

#[test]
fn f14_fewer_bytes_than_announced() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    let length = (issuer.jwks().len() + 1).to_string();
    issuer.answer_with(Answer::json(issuer.jwks()).with_header("Content-Length", length));
    keeps_its_keys(&issuer, &verifier, clock.at(700.0), &["in the middle"]);
}

/// A whole key set that lacks its last chunk may be half of a longer one.
#[test]
fn f14_reset_in_the_middle_of_the_body() {
    let issuer = TestIssuer::start();
    let set = issuer.jwks();
    let chunked =
        format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{:x}\r\n{set}\r\n", set.len());
    let cut = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{}", set.len(), &set[..set.len() / 2]);
    for text in [chunked, cut] {
        // Closing with unread bytes of the request in the socket sends a reset.
        let server = Server::start(move |stream| {
            let _ = stream.peek(&mut [0]);
            let _ = stream.write_all(text.as_bytes());
            thread::sleep(Duration::from_millis(50));
        });
        let verifier = issuer.verifier().jwks_url(server.url()).jwks_snapshot(issuer.jwks()).build().unwrap();
        keeps_its_keys(&issuer, &verifier, Clock::start().at(700.0), &[]);
        assert_eq!(server.connections(), 1, "{}", last_error(&verifier));
    }
}
