//! What a failed exchange means, in one line for a developer.

use std::io;
use std::time::{Duration, Instant};

use ureq::{Error, Timeout};

use super::CONNECT_LIMIT;
use crate::jwks::fetch::{FetchError, FetchErrorKind, bounds, quoted};
use crate::jwks::url_rules::KeyUrl;
use crate::language::Spelled;

/// The exchange that errors are told about.
pub(super) struct Exchange<'a> {
    url: &'a KeyUrl,
    started: Instant,
    timeout: Duration,
}

impl<'a> Exchange<'a> {
    pub(super) fn new(url: &'a KeyUrl, started: Instant, timeout: Duration) -> Self {
        Self { url, started, timeout }
    }

    /// What is left of the time, if anything.
    pub(super) fn time_left(&self) -> Result<Duration, FetchError> {
        match self.timeout.checked_sub(self.started.elapsed()) {
            Some(left) if !left.is_zero() => Ok(left),
            _ => Err(self.too_late("no complete answer")),
        }
    }

    /// The client gave up before the head of an answer was there.
    pub(super) fn no_answer(&self, error: Error) -> FetchError {
        match error {
            Error::Timeout(Timeout::Resolve) => self.error(
                FetchErrorKind::Timeout,
                &format!("its name was not resolved within {CONNECT_LIMIT:?}: look at DNS"),
            ),
            Error::Timeout(Timeout::Connect) => self.error(
                FetchErrorKind::Timeout,
                &format!(
                    "no connection within {CONNECT_LIMIT:?}: \
                     is the server up, does a firewall drop the packets?"
                ),
            ),
            Error::Timeout(_) => self.too_late("no answer"),
            // What the watchdog's end looks like from inside.
            Error::Io(_) | Error::ConnectProxyFailed(_) if self.time_left().is_err() => {
                self.too_late("no answer")
            }
            Error::HostNotFound => self.unresolved(),
            Error::Io(error) => self.broken_connection(&error),
            Error::ConnectionFailed => self.error(FetchErrorKind::Connect, "no connection"),
            Error::ConnectProxyFailed(why) => self
                .error(FetchErrorKind::Connect, &format!("the proxy opens no connection ({})", quoted(&why))),
            Error::InvalidProxyUrl => self.error(FetchErrorKind::Connect, "the proxy's URL cannot be read"),
            Error::Tls(why) => self.tls(why),
            Error::Rustls(error) => self.tls(&error.to_string()),
            Error::TlsRequired => self.tls("no TLS connection was made"),
            Error::LargeResponseHeader(_, _) => {
                self.error(FetchErrorKind::TooLarge, "the answer's headers are too large")
            }
            Error::Protocol(error) => self.error(
                FetchErrorKind::Other,
                &format!(
                    "the answer is not HTTP/1.1 ({}): \
                     is this the right port?",
                    quoted(&error.to_string())
                ),
            ),
            other => self.error(FetchErrorKind::Other, &quoted(&other.to_string())),
        }
    }

    /// The head was there, the body did not end.
    pub(super) fn broken_body(&self, error: io::Error) -> FetchError {
        match Error::from(error) {
            Error::Timeout(_) => self.too_late("the answer began but did not end"),
            Error::Io(_) if self.time_left().is_err() => self.too_late("the answer began but did not end"),
            Error::Io(_) => {
                self.error(FetchErrorKind::Other, "the connection was closed in the middle of the answer")
            }
            other => self.error(
                FetchErrorKind::Other,
                &format!("the answer's body cannot be read ({})", quoted(&other.to_string())),
            ),
        }
    }

    pub(super) fn redirected(&self, status: u16, location: Option<&str>) -> FetchError {
        bounds::redirected(self.url, status, location)
    }

    pub(super) fn too_large(&self) -> FetchError {
        bounds::too_large(self.url)
    }

    pub(super) fn compressed(&self, encoding: &str) -> FetchError {
        self.error(
            FetchErrorKind::Other,
            &format!(
                "the answer is compressed ({}) though none was asked for: \
                 switch compression off for this URL",
                quoted(encoding)
            ),
        )
    }

    fn broken_connection(&self, error: &io::Error) -> FetchError {
        use io::ErrorKind as Io;
        let text = error.to_string();
        match error.kind() {
            Io::TimedOut | Io::WouldBlock => self.too_late("no answer"),
            Io::ConnectionRefused => self
                .error(FetchErrorKind::Connect, "the connection was refused: nothing listens on that port"),
            Io::HostUnreachable | Io::NetworkUnreachable | Io::AddrNotAvailable | Io::PermissionDenied => {
                self.error(FetchErrorKind::Connect, &format!("no way there ({})", quoted(&text)))
            }
            _ if is_lookup_failure(error, &text) => self.unresolved(),
            // rustls wraps what it has against the server in an InvalidData.
            Io::InvalidData if !self.url.is_plain_http() => self.tls(&text),
            Io::UnexpectedEof if text.contains("handshake") => {
                self.tls("the server hung up during the handshake")
            }
            Io::ConnectionReset | Io::ConnectionAborted | Io::UnexpectedEof | Io::BrokenPipe => {
                self.error(FetchErrorKind::Other, "the connection was closed before there was an answer")
            }
            _ => self.error(FetchErrorKind::Other, &quoted(&text)),
        }
    }

    fn tls(&self, why: &str) -> FetchError {
        let ca;
        let advice = if why.contains("UnknownIssuer") || why.contains("BadSignature") {
            ca = format!(
                ": its certificate is signed by nobody we trust; give its CA with {}",
                Spelled::Name("ca_pem")
            );
            ca.as_str()
        } else if why.contains("NotValidForName") || why.contains("not valid for name") {
            ": its certificate is for another host"
        } else if why.contains("Expired")
            || why.contains("expired")
            || why.contains("not valid yet")
            || why.contains("NotValidYet")
        {
            ": its certificate is out of date, or the clock of this machine is off"
        } else if why.contains("InvalidContentType") {
            ": does that port speak https?"
        } else {
            ""
        };
        self.error(FetchErrorKind::Tls, &format!("no trusted TLS connection ({}){advice}", quoted(why)))
    }

    fn unresolved(&self) -> FetchError {
        self.error(FetchErrorKind::Dns, "its name cannot be resolved: look at the spelling and at DNS")
    }

    fn too_late(&self, what: &str) -> FetchError {
        self.error(FetchErrorKind::Timeout, &format!("{what} within {:?}", self.timeout))
    }

    fn error(&self, kind: FetchErrorKind, what: &str) -> FetchError {
        bounds::error(self.url, kind, what)
    }
}

/// The standard library has no error kind for a failed lookup.
fn is_lookup_failure(error: &io::Error, text: &str) -> bool {
    // Windows: WSAHOST_NOT_FOUND, WSATRY_AGAIN, WSANO_RECOVERY, WSANO_DATA.
    let windows = cfg!(windows) && matches!(error.raw_os_error(), Some(11001..=11004));
    windows || text.starts_with("failed to lookup address information")
}
