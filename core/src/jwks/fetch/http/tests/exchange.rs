//! What is sent, and what is made of each answer.

use super::server::{Server, closed_port};
use super::*;

const SET: &str = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nETag: \"1\"\r\nContent-Length: 11\r\n\r\n{\"keys\":[]}";

#[test]
fn a_plain_get() {
    let server = Server::answering(SET);
    let response = get(&format!("{}?tenant=1", server.url()), PLENTY).unwrap();
    assert_eq!(response.status, 200);
    assert_eq!(response.body, b"{\"keys\":[]}");
    assert_eq!(response.header("etag"), Some("\"1\""));
    let names: Vec<_> = response.headers.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["content-type", "etag", "content-length"]);

    let head = server.heads().remove(0);
    let mut lines: Vec<_> = head.trim_end().split("\r\n").collect();
    assert_eq!(lines.remove(0), "get /jwks?tenant=1 http/1.1");
    lines.sort_unstable();
    let host = format!("host: 127.0.0.1:{}", server.port());
    let agent = format!("user-agent: {USER_AGENT}");
    assert_eq!(lines, ["accept: application/json, application/jwk-set+json", &host, &agent]);
}

#[test]
fn own_headers_and_the_etag() {
    let server = Server::answering("HTTP/1.1 304 Not Modified\r\nContent-Length: 99999999\r\n\r\n");
    let fetch = HttpFetch::new().header("ApiKey", "a").unwrap().header("apikey", "b").unwrap();
    let request = FetchRequest { etag: Some("W/\"1\"".to_owned()), ..request(&server.url(), PLENTY) };
    let response = fetch.fetch(&request).unwrap();
    assert_eq!((response.status, response.body.len()), (304, 0));
    let head = server.heads().remove(0);
    assert!(head.contains("if-none-match: w/\"1\"\r\n"), "{head}");
    assert!(head.contains("apikey: b\r\n") && !head.contains("apikey: a\r\n"), "{head}");
}

#[test]
fn an_etag_that_cannot_be_sent_is_left_out() {
    let server = Server::answering(SET);
    let request = FetchRequest { etag: Some("\"\r\nx: y".to_owned()), ..request(&server.url(), PLENTY) };
    assert_eq!(HttpFetch::new().fetch(&request).unwrap().status, 200);
    assert!(!server.heads().remove(0).contains("if-none-match"));
}

#[test]
fn an_etag_without_measure_is_left_out() {
    let server = Server::answering(SET);
    let request =
        FetchRequest { etag: Some(format!("\"{}\"", "e".repeat(30_000))), ..request(&server.url(), PLENTY) };
    assert_eq!(HttpFetch::new().fetch(&request).unwrap().status, 200);
    assert!(!server.heads().remove(0).contains("if-none-match"));
}

#[test]
fn long_headers_are_sent_and_read() {
    let answered = "a".repeat(HEAD_LIMIT - 100);
    let server =
        Server::answering(format!("HTTP/1.1 200 OK\r\nX-Long: {answered}\r\nContent-Length: 2\r\n\r\n{{}}"));
    let sent = "s".repeat(VALUE_LIMIT);
    let fetch = HttpFetch::new().header("apikey", &sent).unwrap().header("x-other", &sent).unwrap();
    let response = fetch.fetch(&request(&server.url(), PLENTY)).unwrap();
    assert_eq!(response.header("x-long"), Some(answered.as_str()));
    assert_eq!(response.body, b"{}");
    let head = server.heads().remove(0);
    assert_eq!(head.matches(&sent).count(), 2);
    assert!(HttpFetch::new().header("apikey", &format!("{sent}s")).is_err());
}

#[test]
fn headers_of_the_exchange_cannot_be_set() {
    for (name, value) in
        [("Host", "a"), ("accept-encoding", "gzip"), ("a b", "c"), ("", "c"), ("a", "b\r\nc: d")]
    {
        assert!(HttpFetch::new().header(name, value).is_err(), "{name}");
    }
    let fetch = HttpFetch::new().header("apikey", "hunter2").unwrap();
    assert_eq!(format!("{fetch:?}"), "HttpFetch { headers: [\"apikey\"], own_ca: false, .. }");
}

#[test]
fn each_fetch_has_its_own_connection() {
    let server = Server::answering(SET);
    let fetch = HttpFetch::new();
    for _ in 0..3 {
        fetch.fetch(&request(&server.url(), PLENTY)).unwrap();
    }
    assert_eq!(server.connections(), 3);
}

#[test]
fn an_error_status_is_an_answer_with_headers_and_without_a_body() {
    for status in [201, 400, 401, 404, 429, 500, 503] {
        let server = Server::answering(format!(
            "HTTP/1.1 {status} x\r\nRetry-After: 7\r\nContent-Length: 99999999\r\n\r\n<html>"
        ));
        let response = get(&server.url(), PLENTY).unwrap();
        assert_eq!((response.status, response.header("retry-after")), (status, Some("7")));
        assert!(response.body.is_empty());
    }
}

#[test]
fn a_redirect_is_an_error_and_its_target_is_left_alone() {
    let target = Server::answering(SET);
    for status in [300, 301, 302, 303, 307, 308] {
        let location = format!("http://user:hunter2@127.0.0.1:{}/k?token=hunter2#hunter2", target.port());
        let server = Server::answering(format!(
            "HTTP/1.1 {status} x\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n"
        ));
        let error = get(&server.url(), PLENTY).unwrap_err();
        assert_eq!(error.kind(), FetchErrorKind::Redirect);
        assert!(error.message().contains(&format!("http://127.0.0.1:{}/k", target.port())), "{error}");
        assert!(!error.message().contains("hunter2"), "{error}");
        assert_eq!(server.connections(), 1);
    }
    assert_eq!(target.connections(), 0);
}

#[test]
fn odd_redirects() {
    for (location, shown) in [
        ("Location: /other", "/other"),
        ("Location: file:///etc/passwd", "file:///etc/passwd"),
        ("Location: ftp://a@[::::/", "ftp://a@[::::/"),
        ("Location: //x\u{e9}\t", "x"),
        ("X-Location: a", "without a target"),
    ] {
        let server = Server::answering(format!("HTTP/1.1 302 x\r\n{location}\r\nContent-Length: 0\r\n\r\n"));
        let error = get(&server.url(), PLENTY).unwrap_err();
        assert_eq!(error.kind(), FetchErrorKind::Redirect, "{error}");
        assert!(error.message().contains(shown), "{error}");
    }
    let long = format!("HTTP/1.1 302 x\r\nLocation: /{}\r\nContent-Length: 0\r\n\r\n", "x".repeat(5000));
    let error = get(&Server::answering(long).url(), PLENTY).unwrap_err();
    assert!(error.message().len() < 400 && error.message().contains("xxx\u{2026}"), "{error}");
}

#[test]
fn a_compressed_answer_is_refused_not_inflated() {
    for encoding in ["gzip", "br", "deflate", "GZIP"] {
        let server = Server::answering(format!(
            "HTTP/1.1 200 OK\r\nContent-Encoding: {encoding}\r\nContent-Length: 3\r\n\r\nabc"
        ));
        let error = get(&server.url(), PLENTY).unwrap_err();
        assert_eq!(error.kind(), FetchErrorKind::Other);
        // A build in which another crate switches ureq's gzip on fails in its own words, and reads no more than the limit.
        let ours = encoding != "deflate" || error.message().contains("is compressed");
        assert!(ours, "{error}");
    }
    let server =
        Server::answering("HTTP/1.1 200 OK\r\nContent-Encoding: identity\r\nContent-Length: 2\r\n\r\n{}");
    assert_eq!(get(&server.url(), PLENTY).unwrap().body, b"{}");
}

#[test]
fn a_localhost_name_is_loopback_whatever_dns_says() {
    let server = Server::answering(SET);
    for host in ["localhost", "auth.localhost", "nonexistent.localhost"] {
        let response = get(&format!("http://{host}:{}/jwks", server.port()), PLENTY).unwrap();
        assert_eq!(response.status, 200);
        assert!(server.heads().pop().unwrap().contains(&format!("\r\nhost: {host}:{}\r\n", server.port())));
    }
}

#[test]
fn nobody_there() {
    for host in ["127.0.0.1", "localhost"] {
        let error = get(&format!("http://{host}:{}/jwks", closed_port()), PLENTY).unwrap_err();
        assert_eq!(error.kind(), FetchErrorKind::Connect, "{error}");
        assert!(error.message().contains(host), "{error}");
    }
}

#[test]
fn a_name_that_does_not_exist() {
    let error = get("https://nonexistent.invalid/jwks", PLENTY).unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::Dns, "{error}");
}

#[test]
fn other_schemes_never_reach_the_network() {
    for url in ["file:///etc/passwd", "ftp://127.0.0.1/", "data:,{}", "https://u:p@127.0.0.1/", "", "/jwks"] {
        assert_eq!(get(url, PLENTY).unwrap_err().kind(), FetchErrorKind::Other, "{url}");
    }
}
