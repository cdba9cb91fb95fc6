//! OpenID Connect discovery: the key set's URL comes from the issuer's own document.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde::Deserialize;

use super::fetch::{Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse, quoted};
use super::url_rules::KeyUrl;

/// Where the document is, below the issuer (OpenID Connect Discovery 1.0 section 4).
const WELL_KNOWN: &str = "/.well-known/openid-configuration";

/// Fetches the issuer's document, then the key set that it names, as if they were one fetch.
pub(crate) struct Discovery {
    issuer: String,
    document: KeyUrl,
    allow_http: bool,
    fetch: Arc<dyn Fetch>,
    /// Where the last key set came from, and its ETag: an ETag says something about one URL only.
    last: Mutex<Option<(String, String)>>,
}

/// The two members that are used (OpenID Connect Discovery 1.0 section 3, RFC 8414 section 2).
#[derive(Deserialize)]
struct Document {
    issuer: String,
    jwks_uri: String,
}

impl Discovery {
    /// Discovery for this issuer, which must be a URL that keys may be fetched from.
    ///
    /// # Errors
    ///
    /// A sentence that says what is wrong with the issuer.
    pub(crate) fn new(issuer: &str, allow_http: bool, fetch: Arc<dyn Fetch>) -> Result<Self, String> {
        let url = KeyUrl::parse(issuer, allow_http)?;
        if url.url().query().is_some() {
            return Err("an issuer with a query has no discovery document".to_owned());
        }
        let base = issuer.strip_suffix('/').unwrap_or(issuer);
        Ok(Self {
            issuer: issuer.to_owned(),
            document: KeyUrl::parse(&format!("{base}{WELL_KNOWN}"), allow_http)?,
            allow_http,
            fetch,
            last: Mutex::new(None),
        })
    }

    /// The document's URL.
    pub(crate) fn document_url(&self) -> &KeyUrl {
        &self.document
    }

    /// Reads the document and checks that it is this issuer's.
    fn keys_url(&self, body: &[u8]) -> Result<KeyUrl, FetchError> {
        let document: Document = serde_json::from_slice(body).map_err(|error| {
            let what = format!(
                "this is no discovery document: \
                 JSON with the strings issuer and jwks_uri is expected (line {}, column {})",
                error.line(),
                error.column()
            );
            self.error(FetchErrorKind::Other, &what)
        })?;
        if document.issuer != self.issuer {
            let what = format!(
                "the document is of the issuer {}, configured is {}: \
                 they must be equal to the letter",
                quoted(&document.issuer),
                quoted(&self.issuer)
            );
            return Err(self.error(FetchErrorKind::Other, &what));
        }
        let refuse =
            |why: &str| self.error(FetchErrorKind::Other, &format!("its jwks_uri is refused: {why}"));
        let url = KeyUrl::parse(&document.jwks_uri, self.allow_http).map_err(|why| refuse(&why))?;
        // A document from the network must not make this machine knock at its own doors.
        if url.is_loopback() && !self.document.is_loopback() {
            return Err(refuse("it points to this machine"));
        }
        Ok(url)
    }

    /// The caller's ETag, if it came from this URL. A lock that another thread holds (or held when the process forked) costs one
    /// full answer, not a wait.
    fn etag_for(&self, url: &KeyUrl, etag: Option<&str>) -> Option<String> {
        let last = self.last.try_lock().ok()?;
        let (last_url, last_etag) = last.as_ref()?;
        etag.filter(|etag| last_url == url.as_str() && last_etag == etag).map(str::to_owned)
    }

    fn remember(&self, url: &KeyUrl, answer: &FetchResponse) {
        if answer.status != 200 {
            return;
        }
        if let Ok(mut last) = self.last.try_lock() {
            *last = answer.header("etag").map(|etag| (url.as_str().to_owned(), etag.to_owned()));
        }
    }

    fn error(&self, kind: FetchErrorKind, what: &str) -> FetchError {
        FetchError::new(kind, format!("{}: {what}", quoted(&self.document.to_string())))
    }
}

/// `request.url` is not looked at: both URLs come from the issuer. The timeout covers both fetches; the ETag goes with the second.
impl Fetch for Discovery {
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        let started = Instant::now();
        let answer = self.fetch.fetch(&FetchRequest {
            url: self.document.as_str().to_owned(),
            etag: None,
            timeout: request.timeout,
        })?;
        match answer.status {
            200 => {}
            // The caller reads Retry-After from it; it cannot be taken for the keys.
            429 | 503 if answer.header("retry-after").is_some() => return Ok(answer),
            // A 304 passed on would confirm keys that nobody asked about.
            status => {
                return Err(
                    self.error(FetchErrorKind::Other, &format!("the discovery document answers {status}"))
                );
            }
        }
        let url = self.keys_url(&answer.body)?;
        let left = request.timeout.saturating_sub(started.elapsed());
        if left < Duration::from_millis(1) {
            return Err(self.error(
                FetchErrorKind::Timeout,
                "no time was left for the keys after the discovery document",
            ));
        }
        let etag = self.etag_for(&url, request.etag.as_deref());
        let is_asked = etag.is_some();
        let answer = self.fetch.fetch(&FetchRequest { url: url.as_str().to_owned(), etag, timeout: left })?;
        if answer.status == 304 && !is_asked {
            return Err(self
                .error(FetchErrorKind::Other, "the keys' address answers 304 to a request without an ETag"));
        }
        self.remember(&url, &answer);
        Ok(answer)
    }
}

#[cfg(test)]
mod tests;
