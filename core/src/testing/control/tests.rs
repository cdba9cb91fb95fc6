use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::Instant;

use serde_json::Value;

use super::*;
use crate::Algorithm;

fn connect(issuer: &TestIssuer) -> std::io::Result<TcpStream> {
    let address = issuer.url().strip_prefix("http://").unwrap();
    let stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    Ok(stream)
}

fn ask(issuer: &TestIssuer, path: &str, headers: &str) -> TcpStream {
    let mut stream = connect(issuer).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: x\r\n{headers}\r\n").unwrap();
    stream
}

/// Status, header section, body.
fn get(issuer: &TestIssuer, path: &str, headers: &str) -> (u16, String, String) {
    let mut text = String::new();
    ask(issuer, path, headers).read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, head.to_owned(), body.to_owned())
}

fn eventually(mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(5);
    while !holds() {
        assert!(Instant::now() < until, "not in time");
        std::thread::sleep(Duration::from_millis(1));
    }
}

const JWKS: &str = "/.well-known/jwks.json";

#[test]
fn the_key_set_is_at_its_path_and_at_better_auths() {
    let issuer = TestIssuer::start();
    for path in [JWKS, "/api/auth/jwks", "/api/auth/jwks?x=1"] {
        let (status, head, body) = get(&issuer, path, "");
        assert_eq!(status, 200);
        assert!(head.contains("Content-Type: application/json"), "{head}");
        assert_eq!(body, issuer.jwks());
    }
    let elsewhere = TestIssuer::builder().path("/keys").start();
    assert_eq!(get(&elsewhere, "/keys", "").0, 200);
    assert_eq!(get(&elsewhere, JWKS, "").0, 404);
    assert_eq!(elsewhere.jwks_url(), format!("{}/keys", elsewhere.url()));
}

#[test]
fn discovery_names_the_issuer_and_the_key_set() {
    let issuer = TestIssuer::builder().issuer_path("/realms/a").start();
    for path in ["", "/realms/a"] {
        let path = format!("{path}/.well-known/openid-configuration");
        let document: Value = serde_json::from_str(&get(&issuer, &path, "").2).unwrap();
        assert_eq!(document["issuer"], issuer.issuer());
        assert_eq!(document["jwks_uri"], issuer.jwks_url());
    }
    let other = get(&issuer, "/realms/b/.well-known/openid-configuration", "");
    assert_eq!(other.0, 404);
}

#[test]
fn cache_headers_are_sent_when_asked_for() {
    let plain = get(&TestIssuer::start(), JWKS, "").1.to_lowercase();
    assert!(!plain.contains("cache-control") && !plain.contains("etag"));
    let issuer = TestIssuer::builder().cache_control("max-age=300").age(12).etag().start();
    let (_, head, _) = get(&issuer, JWKS, "");
    assert!(head.contains("Cache-Control: max-age=300"), "{head}");
    assert!(head.contains("Age: 12"), "{head}");
    let etag = head.split("ETag: ").nth(1).unwrap().lines().next().unwrap();
    let condition = format!("If-None-Match: \"x\", {etag}\r\n");
    let (status, _, body) = get(&issuer, JWKS, &condition);
    assert_eq!((status, &*body), (304, ""));
    issuer.rotate();
    assert_eq!(get(&issuer, JWKS, &condition).0, 200);
}

#[test]
fn requests_and_connections_are_counted_and_kept() {
    let issuer = TestIssuer::start();
    assert_eq!((issuer.requests(), issuer.connections()), (0, 0));
    get(&issuer, JWKS, "User-Agent: a test\r\n");
    get(&issuer, "/nowhere", "X-Last: yes\r\n");
    assert_eq!((issuer.requests(), issuer.connections()), (2, 2));
    let last = issuer.last_request().unwrap();
    assert_eq!((&*last.path, last.header("x-last")), ("/nowhere", Some("yes")));
    drop(connect(&issuer).unwrap());
    eventually(|| issuer.connections() == 3);
    assert_eq!((issuer.requests(), issuer.connections()), (2, 3));
}

#[test]
fn down_refuses_and_up_serves_on_the_same_port() {
    let issuer = TestIssuer::start();
    for _ in 0..3 {
        assert_eq!(get(&issuer, JWKS, "").0, 200);
        issuer.down();
        issuer.down();
        let refused = connect(&issuer).unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        issuer.up();
        issuer.up();
    }
    assert_eq!(get(&issuer, JWKS, "").0, 200);
    assert_eq!(issuer.connections(), 4, "waking the listener is not counted");
}

#[test]
fn a_hanging_request_ends_with_the_issuer_at_once() {
    let issuer = TestIssuer::start();
    issuer.hang();
    let mut hanging = ask(&issuer, JWKS, "");
    hanging.set_read_timeout(Some(Duration::from_millis(100))).unwrap();
    let error = hanging.read(&mut [0; 1]).unwrap_err();
    assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut));
    eventually(|| issuer.requests() == 1);
    issuer.answer_normally();
    assert_eq!(get(&issuer, JWKS, "").0, 200, "others are served");
    let idle = connect(&issuer).unwrap();
    let start = Instant::now();
    drop(issuer);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    drop(idle);
}

#[test]
fn slow_answers_after_the_delay() {
    let issuer = TestIssuer::start();
    issuer.slow(Duration::from_millis(150));
    let start = Instant::now();
    assert_eq!(get(&issuer, JWKS, "").2, issuer.jwks());
    assert!(start.elapsed() >= Duration::from_millis(150));
}

#[test]
fn any_answer_can_be_given() {
    let issuer = TestIssuer::start();
    let busy = Answer::status(503).with_header("Retry-After", "7");
    issuer.answer_with(busy.with_body("later"));
    let (status, head, body) = get(&issuer, "/anything", "");
    assert_eq!((status, &*body), (503, "later"));
    assert!(head.contains("Retry-After: 7"), "{head}");
    // A short read: the length says more than comes.
    issuer.answer_with(Answer::json("{}").with_header("Content-Length", "10"));
    assert_eq!(get(&issuer, JWKS, "").2, "{}");
}

#[test]
fn trickling_and_flooding_end_with_the_issuer() {
    let issuer = TestIssuer::start();
    let pause = Duration::from_millis(20);
    issuer.trickle_body(Answer::json("abc"), pause);
    let start = Instant::now();
    assert_eq!(get(&issuer, JWKS, "").2, "abc");
    assert!(start.elapsed() >= 2 * pause);

    issuer.trickle(Answer::json("abc"), Duration::from_secs(30));
    let mut dripping = ask(&issuer, JWKS, "");
    let mut byte = [0];
    dripping.read_exact(&mut byte).unwrap();
    assert_eq!(byte, *b"H");

    issuer.flood(Answer::json("x"));
    let mut flooding = ask(&issuer, JWKS, "");
    flooding.read_exact(&mut vec![0; 1 << 20]).unwrap();
    let start = Instant::now();
    drop(issuer);
    assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
}

#[test]
fn many_clients_at_once_are_all_served() {
    let issuer = TestIssuer::builder().algorithm(Algorithm::Es256).start();
    std::thread::scope(|scope| {
        for _ in 0..100 {
            scope.spawn(|| assert_eq!(get(&issuer, JWKS, "").0, 200));
        }
    });
    assert_eq!(issuer.requests(), 100);
}
