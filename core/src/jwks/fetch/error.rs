//! Why a fetch brought no answer.

use std::fmt;

/// Longest message in characters: a log line stays a line.
const MESSAGE_LIMIT: usize = 500;

/// Why a fetch brought no answer.
///
/// The message is one plain line that says what to look at. It is safe to log: control characters are taken out and it is cut
/// at 500 characters.
///
/// ```
/// use bearward::{FetchError, FetchErrorKind};
/// let error = FetchError::new(FetchErrorKind::Timeout, "id.example.com did not answer in 5 s");
/// assert_eq!(error.to_string(), "id.example.com did not answer in 5 s");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchError {
    kind: FetchErrorKind,
    message: String,
}

impl FetchError {
    /// An error of this kind. Keep tokens, passwords and header values out of `message`.
    ///
    /// ```
    /// # use bearward::{FetchError, FetchErrorKind};
    /// let error = FetchError::new(FetchErrorKind::Other, "two\nlines");
    /// assert_eq!(error.message(), "two lines");
    /// ```
    #[must_use]
    pub fn new(kind: FetchErrorKind, message: impl Into<String>) -> Self {
        let message: String = message.into();
        let message =
            message.chars().take(MESSAGE_LIMIT).map(|c| if breaks_a_line(c) { ' ' } else { c }).collect();
        Self { kind, message }
    }

    /// What kind of failure it was.
    ///
    /// ```
    /// # use bearward::{FetchError, FetchErrorKind};
    /// assert_eq!(FetchError::new(FetchErrorKind::Dns, "no such host").kind(), FetchErrorKind::Dns);
    /// ```
    #[must_use]
    pub fn kind(&self) -> FetchErrorKind {
        self.kind
    }

    /// One line for a developer.
    ///
    /// ```
    /// # use bearward::{FetchError, FetchErrorKind};
    /// assert_eq!(FetchError::new(FetchErrorKind::Dns, "no such host").message(), "no such host");
    /// ```
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }
}

impl fmt::Display for FetchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for FetchError {}

/// The kinds of failure, for counting and for alarms.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// # use bearward::{Fetch, FetchErrorKind, FetchRequest, HttpFetch};
/// # let issuer = bearward::testing::TestIssuer::start();
/// # issuer.down();
/// # let request = FetchRequest {
/// #     url: issuer.jwks_url(), etag: None, timeout: std::time::Duration::from_secs(5)
/// # };
/// let error = HttpFetch::new().fetch(&request).unwrap_err(); // nobody listens there
/// assert_eq!(error.kind(), FetchErrorKind::Connect);
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum FetchErrorKind {
    /// The host name could not be resolved.
    Dns,
    /// No connection: refused, unreachable, or the proxy would not open one.
    Connect,
    /// The server could not prove who it is, or speaks no TLS that is accepted.
    Tls,
    /// The time was over before the answer was complete.
    Timeout,
    /// The answer is larger than what is accepted.
    TooLarge,
    /// The server sends the client elsewhere. Redirects are not followed.
    Redirect,
    /// Anything else: a broken connection, an answer that is not HTTP.
    Other,
}

impl FetchErrorKind {
    /// The kind as a short lower-case word, for statistics.
    ///
    /// ```
    /// assert_eq!(bearward::FetchErrorKind::TooLarge.as_str(), "too_large");
    /// ```
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Dns => "dns",
            Self::Connect => "connect",
            Self::Tls => "tls",
            Self::Timeout => "timeout",
            Self::TooLarge => "too_large",
            Self::Redirect => "redirect",
            Self::Other => "other",
        }
    }
}

impl fmt::Display for FetchErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Unicode's two separators end a line in some log viewers.
fn breaks_a_line(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_one_short_line() {
        let error = FetchError::new(FetchErrorKind::Other, "a\r\nb\u{2028}c\u{1b}[0m");
        assert_eq!(error.message(), "a  b c [0m");
        let error = FetchError::new(FetchErrorKind::Other, "x".repeat(10_000));
        assert_eq!(error.to_string().len(), MESSAGE_LIMIT);
    }
}
