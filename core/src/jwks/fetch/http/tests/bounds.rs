//! Servers that never end, send too much, or break off.

use std::io::Write;
use std::thread;

use super::server::{Server, drip};
use super::*;

#[test]
fn silence() {
    let server = Server::http(|_| thread::sleep(PLENTY));
    assert_eq!(fails_soon(&server.url()), FetchErrorKind::Timeout);
}

#[test]
fn a_dripping_header() {
    let server =
        Server::http(|stream| drip(stream, &format!("HTTP/1.1 200 OK\r\nX-Drip: {}", "x".repeat(500))));
    assert_eq!(fails_soon(&server.url()), FetchErrorKind::Timeout);
}

#[test]
fn a_dripping_body() {
    let server = Server::http(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n");
        drip(stream, &"x".repeat(500));
    });
    assert_eq!(fails_soon(&server.url()), FetchErrorKind::Timeout);
}

#[test]
fn a_dripping_body_in_chunks() {
    let server = Server::http(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
        drip(stream, &"1\r\nx\r\n".repeat(100));
    });
    assert_eq!(fails_soon(&server.url()), FetchErrorKind::Timeout);
}

#[test]
fn a_dripping_body_without_a_length() {
    let server = Server::http(|stream| {
        let _ = stream.write_all(b"HTTP/1.0 200 OK\r\n\r\n");
        drip(stream, &"x".repeat(500));
    });
    assert_eq!(fails_soon(&server.url()), FetchErrorKind::Timeout);
}

#[test]
fn endless_interim_answers() {
    let server = Server::http(|stream| while stream.write_all(b"HTTP/1.1 100 Continue\r\n\r\n").is_ok() {});
    // Cut as a head that is too large, or by the time: either is an end.
    let kind = fails_soon(&server.url());
    assert!(matches!(kind, FetchErrorKind::Timeout | FetchErrorKind::TooLarge), "{kind}");
}

#[test]
fn an_endless_body_is_cut() {
    for head in ["HTTP/1.1 200 OK\r\n\r\n", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"] {
        let server = Server::http(move |stream| {
            let chunk = format!("1000\r\n{}\r\n", "x".repeat(0x1000));
            let _ = stream.write_all(head.as_bytes());
            while stream.write_all(chunk.as_bytes()).is_ok() {}
        });
        assert_eq!(get(&server.url(), PLENTY).unwrap_err().kind(), FetchErrorKind::TooLarge);
    }
}

#[test]
fn a_length_of_ten_gigabytes_is_refused_before_the_body() {
    let server = Server::http(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n");
        thread::sleep(PLENTY);
    });
    assert_eq!(fails_soon(&server.url()), FetchErrorKind::TooLarge);
}

#[test]
fn the_limit_itself_passes() {
    for (length, fits) in [(BODY_LIMIT, true), (BODY_LIMIT + 1, false)] {
        for framing in [format!("Content-Length: {length}\r\n"), String::new()] {
            let body = "x".repeat(length.try_into().unwrap());
            let server = Server::answering(format!("HTTP/1.1 200 OK\r\n{framing}\r\n{body}"));
            let result = get(&server.url(), PLENTY).map(|response| response.body.len() as u64);
            match result {
                Ok(read) => assert!(fits && read == length),
                Err(error) => assert!(!fits && error.kind() == FetchErrorKind::TooLarge, "{error}"),
            }
        }
    }
}

#[test]
fn headers_without_end_are_cut() {
    let server = Server::http(|stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX-Long: ");
        while stream.write_all(&[b'x'; 4096]).is_ok() {}
    });
    let error = get(&server.url(), PLENTY).unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::TooLarge, "{error}");
}

#[test]
fn fewer_bytes_than_announced() {
    let server = Server::answering("HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"keys\"");
    let error = get(&server.url(), PLENTY).unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::Other, "{error}");
    assert!(error.message().contains("in the middle"), "{error}");
}

#[test]
fn a_chunked_body_that_breaks_off() {
    let server = Server::answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{\"ke\r\n");
    assert_eq!(get(&server.url(), PLENTY).unwrap_err().kind(), FetchErrorKind::Other);
}

/// Closing a socket with unread bytes in it sends a reset instead of an orderly end.
#[test]
fn a_reset_in_the_middle_of_the_body() {
    let server = Server::raw(|stream| {
        let _ = stream.peek(&mut [0]);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n{\"keys\"");
        thread::sleep(Duration::from_millis(50));
    });
    let error = get(&server.url(), PLENTY).unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::Other, "{error}");
}

#[test]
fn an_end_before_any_answer() {
    for text in ["", "HTTP/1.1 200 OK\r\nContent-"] {
        let error = get(&Server::answering(text).url(), PLENTY).unwrap_err();
        assert_eq!(error.kind(), FetchErrorKind::Other, "{error}");
        assert!(error.message().contains("closed before"), "{error}");
    }
}

#[test]
fn what_is_not_http() {
    for text in ["SSH-2.0-OpenSSH_9.2\r\n", "220 mail\r\n", "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"] {
        let error = get(&Server::answering(text).url(), PLENTY).unwrap_err();
        assert_eq!(error.kind(), FetchErrorKind::Other, "{error}");
    }
}

#[test]
fn no_time_at_all() {
    let server = Server::answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    let error = get(&server.url(), Duration::ZERO).unwrap_err();
    assert_eq!(error.kind(), FetchErrorKind::Timeout);
    assert_eq!(server.connections(), 0);
    assert!(get(&server.url(), Duration::MAX).is_ok());
}
