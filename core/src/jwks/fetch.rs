//! How a key set is fetched: one bounded GET behind a trait, so that an application may bring its own HTTP client.

mod bounds;
mod error;
#[cfg(feature = "jwks")]
mod http;
#[cfg(feature = "jwks")]
mod proxy;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use crate::denial::quoted;
pub(crate) use bounds::Bounded;
pub use error::{FetchError, FetchErrorKind};
#[cfg(feature = "jwks")]
pub use http::HttpFetch;

/// Fetches a key set, or a discovery document, once.
///
/// The built-in one is `HttpFetch` (feature `jwks`). Write your own to go through a client that the application already has, or
/// to read the keys from somewhere else.
///
/// A fetcher decides nothing about keys: it moves bytes. It must follow no redirect (another host would then choose the keys),
/// must be done within [`FetchRequest::timeout`], and must not be given credentials meant for another host. A body beyond 512 KiB and
/// an answer that redirects are refused. It runs on a thread of its own, so it may block. It may be called from several threads.
///
/// ```
/// use bearward::{Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse};
///
/// struct Bucket(std::path::PathBuf);
/// impl Fetch for Bucket {
///     fn fetch(&self, _: &FetchRequest) -> Result<FetchResponse, FetchError> {
///         let read = std::fs::read(&self.0);
///         let body = read.map_err(|error| FetchError::new(FetchErrorKind::Other, error.to_string()))?;
///         Ok(FetchResponse { status: 200, headers: Vec::new(), body })
///     }
/// }
/// ```
pub trait Fetch: Send + Sync {
    /// Makes one GET.
    ///
    /// An answer with an error status is a response, not an error: what it means is decided by the caller.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// use bearward::{Fetch, FetchRequest, HttpFetch};
    /// # let issuer = bearward::testing::TestIssuer::start();
    /// # let request = FetchRequest {
    /// #     url: issuer.jwks_url(), etag: None, timeout: std::time::Duration::from_secs(5)
    /// # };
    /// let response = HttpFetch::new().fetch(&request).unwrap();
    /// assert_eq!(response.status, 200);
    /// # }
    /// ```
    ///
    /// # Errors
    ///
    /// [`FetchError`] when there is no complete answer: no connection, too late, too large, a redirect.
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError>;
}

impl<T: Fetch + ?Sized> Fetch for Arc<T> {
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        (**self).fetch(request)
    }
}

/// One GET to be made.
///
/// ```
/// use bearward::FetchRequest;
/// use std::time::Duration;
/// let request = FetchRequest {
///     url: "https://id.example.com/jwks".into(),
///     etag: Some("\"33a64df5\"".into()),
///     timeout: Duration::from_secs(5),
/// };
/// # let _ = request;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchRequest {
    /// The URL, already checked: https, or http where it was allowed; no userinfo, no fragment.
    pub url: String,
    /// The `ETag` of the set that is already there, to be sent as `If-None-Match` (RFC 9110 section 13.1.2).
    pub etag: Option<String>,
    /// How long the whole exchange may take, from the DNS lookup to the last byte of the body.
    pub timeout: Duration,
}

/// What came back.
///
/// ```
/// use bearward::FetchResponse;
/// let unchanged = FetchResponse { status: 304, headers: Vec::new(), body: Vec::new() };
/// # let _ = unchanged;
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FetchResponse {
    /// The HTTP status: 200 brings a set, 304 confirms the one that is there, any other is a failed fetch.
    pub status: u16,
    /// Header names (lower-case) and values, in the order of the answer.
    pub headers: Vec<(String, String)>,
    /// The body as it was sent. May be left empty when the status is not 200.
    pub body: Vec<u8>,
}

impl FetchResponse {
    /// The value of the first header with this name, in any case.
    ///
    /// ```
    /// # use bearward::FetchResponse;
    /// let headers = vec![("cache-control".into(), "max-age=300".into())];
    /// let response = FetchResponse { status: 200, headers, body: Vec::new() };
    /// assert_eq!(response.header("Cache-Control"), Some("max-age=300"));
    /// ```
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(candidate, _)| candidate.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_is_found_in_any_case() {
        let response = FetchResponse {
            status: 200,
            headers: vec![("ETag".to_owned(), "\"1\"".to_owned())],
            body: Vec::new(),
        };
        assert_eq!(response.header("etag"), Some("\"1\""));
        assert_eq!(response.header("age"), None);
    }
}
