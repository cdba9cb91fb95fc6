//! What the endpoint sends, and how.

use std::time::Duration;

/// A fixed HTTP answer for [`TestIssuer::answer_with`](super::TestIssuer::answer_with).
///
/// `Content-Length` and `Connection: close` are added unless `headers` has them: a false `Content-Length` is sent as given.
///
/// ```
/// use bearward::testing::{Answer, TestIssuer};
/// let issuer = TestIssuer::start();
/// issuer.answer_with(Answer::json(r#"{"keys": []}"#).with_header("Cache-Control", "max-age=60"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// Header fields in order, sent as they are.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer of this status with no headers and no body.
    ///
    /// ```
    /// # use bearward::testing::Answer;
    /// assert_eq!(Answer::status(500).status, 500);
    /// ```
    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// 200 with this body as `application/json`.
    ///
    /// ```
    /// # use bearward::testing::Answer;
    /// assert_eq!(Answer::json(r#"{"keys": []}"#).headers, [("Content-Type".into(), "application/json".into())]);
    /// ```
    pub fn json(body: impl Into<Vec<u8>>) -> Self {
        Self::status(200).with_header("Content-Type", "application/json").with_body(body)
    }

    /// 200 with this body as `text/html`: the sign-in page behind many a wrong URL.
    ///
    /// ```
    /// # use bearward::testing::Answer;
    /// assert_eq!(Answer::html("<h1>Sign in</h1>").status, 200);
    /// ```
    pub fn html(body: impl Into<Vec<u8>>) -> Self {
        Self::status(200).with_header("Content-Type", "text/html; charset=utf-8").with_body(body)
    }

    /// A redirect (302) to this target.
    ///
    /// ```
    /// # use bearward::testing::Answer;
    /// let answer = Answer::redirect("https://elsewhere.example.com/jwks");
    /// assert_eq!(answer.status, 302);
    /// ```
    pub fn redirect(target: &str) -> Self {
        Self::status(302).with_header("Location", target)
    }

    /// One more header field.
    ///
    /// ```
    /// # use bearward::testing::Answer;
    /// let answer = Answer::status(429).with_header("Retry-After", "120");
    /// # assert_eq!(answer.headers.len(), 1);
    /// ```
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// This status in place of the one it has.
    ///
    /// ```
    /// # use bearward::testing::Answer;
    /// let answer = Answer::html("<h1>Bad gateway</h1>").with_status(502);
    /// # assert_eq!(answer.status, 502);
    /// ```
    pub fn with_status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// This body.
    ///
    /// ```
    /// # use bearward::testing::Answer;
    /// let answer = Answer::status(500).with_body("out of order");
    /// # assert_eq!(answer.body, b"out of order");
    /// ```
    pub fn with_body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    /// The status line and the header section (RFC 9112, section 2.1); a body `without_length` ends with the connection.
    pub(super) fn head(&self, without_length: bool) -> Vec<u8> {
        let mut head = format!("HTTP/1.1 {} {}\r\n", self.status, reason(self.status));
        let mut field = |name: &str, value: &str| {
            head.push_str(&format!("{name}: {value}\r\n"));
        };
        for (name, value) in &self.headers {
            field(name, value);
        }
        let framed = self.has("content-length") || self.has("transfer-encoding");
        // 204 and 304 have no body to measure (RFC 9110, section 8.6).
        if !framed && !without_length && !matches!(self.status, 204 | 304) {
            field("Content-Length", &self.body.len().to_string());
        }
        if !self.has("connection") {
            field("Connection", "close");
        }
        head.push_str("\r\n");
        head.into_bytes()
    }

    fn has(&self, name: &str) -> bool {
        self.headers.iter().any(|(have, _)| have.eq_ignore_ascii_case(name))
    }
}

/// How the endpoint behaves now.
#[derive(Debug, Clone)]
pub(super) enum Behaviour {
    Normal,
    Slow(Duration),
    Hang,
    Fixed(Answer, Pace),
}

/// How an answer is written.
#[derive(Debug, Clone, Copy)]
pub(super) enum Pace {
    AtOnce,
    EachByte(Duration),
    EachBodyByte(Duration),
    BodyForEver,
}

/// What one connection does after its request.
#[derive(Debug)]
pub(super) struct Reply {
    pub(super) after: Duration,
    /// None: never.
    pub(super) answer: Option<Answer>,
    pub(super) pace: Pace,
}

fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        204 => "No Content",
        301 => "Moved Permanently",
        302 => "Found",
        304 => "Not Modified",
        307 => "Temporary Redirect",
        308 => "Permanent Redirect",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        429 => "Too Many Requests",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        // An empty reason phrase is allowed (RFC 9112, section 4).
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_is_added_unless_it_is_given() {
        let text = |answer: &Answer| String::from_utf8(answer.head(false)).unwrap();
        let honest = text(&Answer::json("{}"));
        assert!(honest.starts_with("HTTP/1.1 200 OK\r\n"));
        assert!(honest.contains("Content-Length: 2\r\n"));
        let false_length = Answer::json("{}").with_header("content-length", "99");
        assert_eq!(text(&false_length).matches("ength: ").count(), 1);
        assert!(!text(&Answer::status(304)).contains("Length"));
    }
}
