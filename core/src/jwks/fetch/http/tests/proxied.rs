//! Through a proxy. `.invalid` names are never resolved here: the proxy is asked for them.

use std::io::Write;

use super::server::{Server, drip, read_head};
use super::*;

fn through(proxy: &Server, timeout: Duration) -> Result<FetchResponse, FetchError> {
    let setting = format!("http://user:hunter2@127.0.0.1:{}", proxy.port());
    let proxies = ProxyRules::read(|name| (name == "http_proxy").then(|| setting.clone()));
    let fetch = HttpFetch { proxies, ..HttpFetch::new() };
    let result = fetch.fetch(&request("http://id.invalid/jwks", timeout));
    if let Err(error) = &result {
        assert!(!error.message().contains("hunter2"), "{error}");
    }
    result
}

#[test]
fn the_proxy_is_asked_for_the_host() {
    let proxy = Server::raw(|stream| {
        assert!(read_head(stream).starts_with("connect id.invalid:80 http/1.1\r\n"));
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n");
        assert!(read_head(stream).starts_with("get /jwks http/1.1\r\n"));
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    });
    assert_eq!(through(&proxy, PLENTY).unwrap().body, b"{}");
}

#[test]
fn a_proxy_that_refuses() {
    let proxy = Server::answering("HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n");
    let error = through(&proxy, PLENTY).unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::Connect, "{error}");
    assert!(error.message().contains("407"), "{error}");
}

#[test]
fn a_dripping_proxy_does_not_outlast_the_deadline() {
    let proxy = Server::http(|stream| drip(stream, &format!("HTTP/1.1 200 OK\r\nX: {}", "x".repeat(200))));
    let started = Instant::now();
    let error = through(&proxy, SHORT).unwrap_err();
    assert!(started.elapsed() < SOON, "took {:?}", started.elapsed());
    assert_eq!(error.kind(), FetchErrorKind::Timeout, "{error}");
}

#[test]
fn loopback_is_never_reached_through_a_proxy() {
    let proxy = Server::answering("HTTP/1.1 502 x\r\nContent-Length: 0\r\n\r\n");
    let server = Server::answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
    let setting = format!("http://127.0.0.1:{}", proxy.port());
    let proxies = ProxyRules::read(|name| (name == "ALL_PROXY").then(|| setting.clone()));
    let fetch = HttpFetch { proxies, ..HttpFetch::new() };
    for host in ["127.0.0.1", "localhost", "auth.localhost"] {
        let url = format!("http://{host}:{}/jwks", server.port());
        assert_eq!(fetch.fetch(&request(&url, PLENTY)).unwrap().status, 200);
    }
    assert_eq!(proxy.connections(), 0);
}
