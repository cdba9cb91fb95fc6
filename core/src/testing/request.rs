//! A request as the endpoint saw it, and reading one.

use std::io::Read;
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The largest request head read; more closes the connection.
const MAX_HEAD: usize = 16 * 1024;

/// A request that the endpoint received.
///
/// ```
/// # use bearward::testing::TestIssuer;
/// # let issuer = TestIssuer::start();
/// # let verifier = issuer.verifier().build().unwrap();
/// verifier.warm().unwrap();
/// let request = issuer.last_request().unwrap();
/// assert_eq!((&*request.method, &*request.path), ("GET", "/.well-known/jwks.json"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Request {
    /// `GET`, ...
    pub method: String,
    /// The path without the query.
    pub path: String,
    /// Header fields in order, names in lower case.
    pub headers: Vec<(String, String)>,
}

impl Request {
    /// The first header field of that name, in any case.
    ///
    /// ```
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// verifier.warm().unwrap();
    /// assert!(issuer.last_request().unwrap().header("Accept").unwrap().contains("json"));
    /// ```
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(have, _)| have.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Reads the request head; `None` if it does not come whole within `limit`.
    pub(super) fn read(stream: &mut TcpStream, limit: Duration) -> Option<Self> {
        let deadline = Instant::now() + limit;
        let mut head = Vec::new();
        let mut chunk = [0; 2048];
        loop {
            let left = deadline.checked_duration_since(Instant::now())?;
            // Zero would mean no limit at all.
            stream.set_read_timeout(Some(left.max(Duration::from_millis(1)))).ok()?;
            let count = stream.read(&mut chunk).ok()?;
            head.extend_from_slice(chunk.get(..count)?);
            if let Some(end) = head.windows(4).position(|four| four == b"\r\n\r\n") {
                return Self::parse(&String::from_utf8_lossy(head.get(..end)?));
            }
            if count == 0 || head.len() > MAX_HEAD {
                return None;
            }
        }
    }

    fn parse(head: &str) -> Option<Self> {
        let mut lines = head.split("\r\n");
        let mut words = lines.next()?.split(' ');
        let (method, target, version) = (words.next()?, words.next()?, words.next()?);
        if !version.starts_with("HTTP/1.") {
            return None;
        }
        let headers = lines
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect();
        Some(Self { method: method.to_owned(), path: target.split('?').next()?.to_owned(), headers })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_line_and_its_headers_are_read() {
        let request = Request::parse("GET /a?b=c HTTP/1.1\r\nHost: x\r\nIf-None-Match: \"t\"");
        let request = request.unwrap();
        assert_eq!((&*request.method, &*request.path), ("GET", "/a"));
        assert_eq!(request.header("if-none-match"), Some("\"t\""));
        assert_eq!(Request::parse("GET /a"), None);
        assert_eq!(Request::parse("GET /a SSH/2"), None);
    }
}
