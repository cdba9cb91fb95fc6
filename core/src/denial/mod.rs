//! A denial: why a request is turned away, and how that is answered over HTTP.

mod code;
mod explanation;

use std::fmt;
use std::sync::Arc;

pub use code::DenialCode;
pub use explanation::Explanation;
pub(crate) use explanation::quoted;
use explanation::shown_route;

use crate::challenge::Presentation;

/// The answer "no": a stable code with its status, headers and body.
///
/// Everything that a caller sees is constant for a code: no value of the token or the request is in it (but for `claim`, a name
/// from the configuration or the registry of claims). What helps the developer is in [`explain`](Self::explain) and goes to the log.
///
/// ```
/// use bearward::{Denial, DenialCode};
/// let denial = Denial::not_found();
/// assert_eq!(denial.code(), DenialCode::NotFound);
/// assert_eq!(denial.body(), r#"{"detail":"Not found.","code":"not_found"}"#);
/// ```
#[derive(Clone)]
pub struct Denial(Box<Inner>);

#[derive(Clone)]
struct Inner {
    code: DenialCode,
    claim: Option<Box<str>>,
    scope: Option<Box<str>>,
    retry_after: Option<u32>,
    explanation: Explanation,
    presentation: Option<Arc<Presentation>>,
    route: Option<Arc<str>>,
    logged: bool,
}

impl Denial {
    /// A denial of that code with no more to say.
    ///
    /// ```
    /// use bearward::{Denial, DenialCode};
    /// let denial = Denial::new(DenialCode::ScopeInsufficient); // your own check, answered like ours
    /// assert_eq!(denial.status(), 403);
    /// ```
    #[cold]
    #[inline(never)]
    pub fn new(code: DenialCode) -> Self {
        Self(Box::new(Inner {
            code,
            claim: None,
            scope: None,
            // Retryable answers always say when: the key cache knows better and overwrites it.
            retry_after: (code == DenialCode::KeysUnavailable).then_some(1),
            explanation: Explanation::default(),
            presentation: None,
            route: None,
            logged: false,
        }))
    }

    /// The 404 for a record that is missing or belongs to somebody else: use it for your own "not found" too, and the
    /// two cannot be told apart.
    ///
    /// ```
    /// # use bearward::Denial;
    /// # let records: std::collections::HashMap<u64, String> = Default::default();
    /// let record = records.get(&7).ok_or_else(Denial::not_found);
    /// assert_eq!(record.unwrap_err().status(), 404);
    /// ```
    pub fn not_found() -> Self {
        Self::new(DenialCode::NotFound)
    }

    /// The stable code.
    ///
    /// ```
    /// # use bearward::{Denial, DenialCode};
    /// assert_eq!(Denial::not_found().code(), DenialCode::NotFound);
    /// ```
    pub fn code(&self) -> DenialCode {
        self.0.code
    }

    /// The HTTP status of the code.
    ///
    /// ```
    /// # use bearward::{Denial, DenialCode};
    /// assert_eq!(Denial::new(DenialCode::TokenExpired).status(), 401);
    /// ```
    pub fn status(&self) -> u16 {
        self.0.code.status()
    }

    /// The RFC 6750 `error`, if the code has one.
    ///
    /// ```
    /// # use bearward::{Denial, DenialCode};
    /// assert_eq!(Denial::new(DenialCode::TokenExpired).oauth_error(), Some("invalid_token"));
    /// ```
    pub fn oauth_error(&self) -> Option<&'static str> {
        self.0.code.oauth_error()
    }

    /// The claim that the denial is about, if it is about one.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.wrong_audience(serde_json::json!({"sub": "alice"}));
    /// let denial = verifier.verify(&token).unwrap_err();
    /// assert_eq!(denial.claim(), Some("aud"));
    /// # }
    /// ```
    pub fn claim(&self) -> Option<&str> {
        self.0.claim.as_deref()
    }

    /// Whole seconds (1..=300) after which to try again; only with `keys_unavailable`.
    ///
    /// ```
    /// # use bearward::{Denial, DenialCode};
    /// assert!(Denial::new(DenialCode::KeysUnavailable).retry_after().is_some());
    /// assert_eq!(Denial::new(DenialCode::TokenExpired).retry_after(), None);
    /// ```
    pub fn retry_after(&self) -> Option<u32> {
        self.0.retry_after
    }

    /// The same denial, to be tried again after so many seconds: rounded up, 1 to 300.
    ///
    /// ```
    /// # use bearward::{Denial, DenialCode};
    /// let denial = Denial::new(DenialCode::KeysUnavailable).retry_in(7.2);
    /// assert_eq!(denial.retry_after(), Some(8));
    /// ```
    #[must_use]
    pub fn retry_in(mut self, seconds: f64) -> Self {
        // Saturating: NaN and negative numbers become 1.
        self.0.retry_after = Some((seconds.ceil() as u32).clamp(1, 300));
        self
    }

    /// True if trying again later may help: an outage, not a fault of the token.
    ///
    /// ```
    /// # use bearward::{Denial, DenialCode};
    /// assert!(Denial::new(DenialCode::KeysUnavailable).is_retryable());
    /// assert!(!Denial::new(DenialCode::TokenExpired).is_retryable());
    /// ```
    pub fn is_retryable(&self) -> bool {
        self.0.code == DenialCode::KeysUnavailable
    }

    /// The headers of the answer: `Content-Type`, `Cache-Control: no-store`, and where they apply `WWW-Authenticate`
    /// (RFC 6750 section 3) and `Retry-After` (RFC 9110 section 10.2.3, seconds).
    ///
    /// ```
    /// # use bearward::{Denial, DenialCode};
    /// let headers = Denial::new(DenialCode::TokenExpired).headers();
    /// assert!(headers.contains(&("cache-control", "no-store".to_owned())));
    /// assert!(headers.iter().any(|(name, value)| *name == "www-authenticate" && value.starts_with("Bearer ")));
    /// ```
    pub fn headers(&self) -> Vec<(&'static str, String)> {
        let mut headers =
            vec![("content-type", self.content_type().to_owned()), ("cache-control", "no-store".to_owned())];
        if let Some(challenge) = self.presentation().challenge(self.0.code, self.0.scope.as_deref()) {
            headers.push(("www-authenticate", challenge));
        }
        if let Some(seconds) = self.0.retry_after {
            headers.push(("retry-after", seconds.to_string()));
        }
        headers
    }

    /// The body: `{"detail", "code"}`, or RFC 9457's problem details where the verifier was built with them.
    ///
    /// ```
    /// # use bearward::Denial;
    /// assert_eq!(Denial::not_found().body(), r#"{"detail":"Not found.","code":"not_found"}"#);
    /// ```
    pub fn body(&self) -> String {
        self.presentation().body(self.0.code)
    }

    /// The media type of [`body`](Self::body).
    ///
    /// ```
    /// # use bearward::Denial;
    /// assert_eq!(Denial::not_found().content_type(), "application/json");
    /// ```
    pub fn content_type(&self) -> &'static str {
        self.presentation().content_type()
    }

    /// Expected, received and hint: for logs, not for callers.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.wrong_audience(serde_json::json!({"sub": "alice"}));
    /// let denial = verifier.verify(&token).unwrap_err();
    /// assert!(denial.explain().to_string().contains("another-audience"));
    /// assert!(!denial.body().contains("another-audience"));
    /// # }
    /// ```
    pub fn explain(&self) -> &Explanation {
        &self.0.explanation
    }

    /// Writes the one log line (`tracing`, target `bearward`): a second call writes nothing. It is a warning where there is a hint and in an
    /// outage, else an information.
    ///
    /// `route` is what the application calls the route (its template, not the path as it came). A denial of claims that came
    /// through an extractor knows its route better.
    ///
    /// ```
    /// # use bearward::Denial;
    /// let mut denial = Denial::not_found();
    /// denial.log("/tasks/{id}");
    /// denial.log("/tasks/{id}"); // writes nothing
    /// ```
    pub fn log(&mut self, route: &str) {
        if std::mem::replace(&mut self.0.logged, true) {
            return;
        }
        let Explanation { expected, received, hint } = &self.0.explanation;
        let route = &*shown_route(self.0.route.as_deref().unwrap_or(route));
        let (code, claim) = (self.0.code.as_str(), self.claim());
        let (expected, received, hint) = (expected.as_deref(), received.as_deref(), hint.as_deref());
        // What an operator or a developer can mend is a warning; that a caller was turned away is not.
        if self.is_retryable() || hint.is_some() {
            tracing::warn!(target: "bearward", code, route, claim, expected, received, hint, "request denied");
        } else {
            tracing::info!(target: "bearward", code, route, claim, expected, received, hint, "request denied");
        }
    }

    pub(crate) fn logged(mut self, route: &str) -> Self {
        self.log(route);
        self
    }

    fn presentation(&self) -> &Presentation {
        self.0.presentation.as_deref().unwrap_or(&Presentation::DEFAULT)
    }
}

/// How the library fills a denial in.
impl Denial {
    pub(crate) fn about(mut self, claim: &str) -> Self {
        self.0.claim = Some(claim.into());
        self
    }

    pub(crate) fn expected(mut self, expected: impl Into<String>) -> Self {
        self.0.explanation.expected = Some(expected.into());
        self
    }

    pub(crate) fn received(mut self, received: impl Into<String>) -> Self {
        self.0.explanation.received = Some(received.into());
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.0.explanation.hint.get_or_insert_with(|| hint.into());
        self
    }

    pub(crate) fn needing_scope(mut self, scope: &str) -> Self {
        self.0.scope = Some(scope.into());
        self
    }

    pub(crate) fn on_route(mut self, route: Arc<str>) -> Self {
        self.0.route = Some(route);
        self
    }

    pub(crate) fn presented_by(mut self, presentation: Option<&Arc<Presentation>>) -> Self {
        self.0.presentation = presentation.cloned();
        self
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.code.sentence())?;
        if let Some(claim) = self.claim() {
            write!(f, " ({claim})")?;
        }
        Ok(())
    }
}

impl fmt::Debug for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Denial")
            .field("code", &self.0.code)
            .field("claim", &self.0.claim)
            .field("explanation", &self.0.explanation)
            .finish_non_exhaustive()
    }
}

impl PartialEq for Denial {
    fn eq(&self, other: &Self) -> bool {
        self.0.code == other.0.code && self.0.claim == other.0.claim
    }
}

impl std::error::Error for Denial {}

impl From<DenialCode> for Denial {
    fn from(code: DenialCode) -> Self {
        Self::new(code)
    }
}
