//! The claims of an accepted token.

mod accept;
mod expect;
mod parties;
mod subject;
mod time;

use std::fmt;
use std::sync::{Arc, OnceLock};

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

pub(crate) use accept::{invalid, missing};
pub use expect::OneOf;
pub(crate) use expect::{DEFAULT_LEEWAY, Expect, SubjectRule};
pub(crate) use parties::issuer_mismatch;
pub use subject::Subject;
pub(crate) use time::numeric_date;

use crate::better_auth::GenuineSession;
use crate::challenge::Presentation;
use crate::clock::Now;
use crate::denial::Denial;
use crate::signature::VerifiedToken;
use time::Times;

/// What an accepted token says. There is no way to get claims of a token that was not accepted.
///
/// Cheap to clone. The registered claims are at hand; all others are parsed when first asked for.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// # use serde_json::json;
/// # let issuer = bearward::testing::TestIssuer::start();
/// # let verifier = issuer.verifier().build().unwrap();
/// # let token = issuer.mint(json!({"sub": "alice", "email": "alice@example.com"}));
/// let claims = verifier.verify(&token).unwrap();
/// assert_eq!(claims.subject().unwrap().as_str(), "alice");
/// assert_eq!(claims.get_str("email"), Some("alice@example.com"));
/// # }
/// ```
#[derive(Clone)]
pub struct Claims {
    inner: Arc<Inner>,
    /// The template of the route that asked, for the log lines of checks in its handler.
    route: Option<Arc<str>>,
    /// Which of several issuers accepted the token.
    #[cfg_attr(not(feature = "host"), allow(dead_code, reason = "only hosts ask for it"))]
    issuer_index: u32,
}

struct Inner {
    text: String,
    subject: Option<Subject>,
    times: Times,
    scopes_from: Option<Arc<str>>,
    presentation: Option<Arc<Presentation>>,
    members: OnceLock<Map<String, Value>>,
    /// A host's own mark.
    #[cfg(feature = "host")]
    mark: std::sync::atomic::AtomicU64,
}

impl Claims {
    /// The way to claims: a verified token, judged by the configuration at a moment.
    pub(crate) fn accept(
        token: VerifiedToken,
        expect: &Expect,
        presentation: Option<&Arc<Presentation>>,
        now: Now,
    ) -> Result<Self, Denial> {
        accept::accept(token, expect, presentation, now.unix())
    }

    pub(crate) fn by_issuer(mut self, index: usize) -> Self {
        self.issuer_index = u32::try_from(index).unwrap_or_default();
        self
    }

    /// For a host that keeps claims as text: see `Verifier::reopen`.
    #[cfg(feature = "host")]
    pub(crate) fn reopen(
        text: &str,
        expect: &Expect,
        presentation: Option<&Arc<Presentation>>,
    ) -> Result<Self, Denial> {
        accept::reopen(text.to_owned(), expect, presentation)
    }

    /// Which of the verifiers of [`Verifier::many`](crate::Verifier::many) accepted the token; 0 where there is one.
    #[cfg(feature = "host")]
    #[doc(hidden)]
    pub fn issuer_index(&self) -> u32 {
        self.issuer_index
    }

    /// The other way: a session whose cookies have proved genuine, judged alike.
    pub(crate) fn of_session(
        session: GenuineSession,
        expect: &Expect,
        presentation: Option<&Arc<Presentation>>,
        now: Now,
    ) -> Result<Self, Denial> {
        accept::accept_text(session.into_text(), expect, presentation, now.unix())
    }

    /// A number of the host's own on an acceptance, 0 at first: the same claims, given again from the token cache, still bear it.
    #[cfg(feature = "host")]
    #[doc(hidden)]
    pub fn mark(&self) -> &std::sync::atomic::AtomicU64 {
        &self.inner.mark
    }

    /// True if the times of an accepted token still hold: what a cached acceptance is held to.
    #[cfg(feature = "token-cache")]
    pub(crate) fn still_hold(&self, expect: &Expect, now: Now) -> bool {
        self.inner.times.check(expect, now.unix()).is_ok()
    }

    /// Who the token is about (`sub`, or the claim that the verifier was told). `None` only with
    /// [`optional_subject`](crate::VerifierBuilder::optional_subject).
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert_eq!(claims.subject().unwrap().as_str(), "alice");
    /// # }
    /// ```
    pub fn subject(&self) -> Option<&Subject> {
        self.inner.subject.as_ref()
    }

    /// The subject as text; empty where the token has none. Handy in queries: no record has an empty owner.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert_eq!(claims.subject_str(), "alice");
    /// # }
    /// ```
    pub fn subject_str(&self) -> &str {
        self.inner.subject.as_ref().map_or("", Subject::as_str)
    }

    /// Who issued the token (`iss`, RFC 7519 section 4.1.1).
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert_eq!(claims.issuer(), Some(issuer.issuer()));
    /// # }
    /// ```
    pub fn issuer(&self) -> Option<&str> {
        self.get_str("iss")
    }

    /// Whom the token is for (`aud`, RFC 7519 section 4.1.3).
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert!(claims.audience().eq([issuer.audience()]));
    /// # }
    /// ```
    pub fn audience(&self) -> impl Iterator<Item = &str> {
        let (one, several) = match self.get("aud") {
            Some(Value::String(name)) => (Some(name.as_str()), None),
            Some(Value::Array(names)) => (None, Some(names.iter().filter_map(Value::as_str))),
            _ => (None, None),
        };
        one.into_iter().chain(several.into_iter().flatten())
    }

    /// When the token expires (`exp`), in seconds since 1970.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert!(claims.expires_at() > bearward::Now::system().unix());
    /// # }
    /// ```
    pub fn expires_at(&self) -> f64 {
        self.inner.times.expires_at.unwrap_or_default()
    }

    /// From when on the token is valid (`nbf`), in seconds since 1970.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert_eq!(claims.not_before(), None); // this token has no `nbf`
    /// # }
    /// ```
    pub fn not_before(&self) -> Option<f64> {
        self.inner.times.not_before
    }

    /// When the token was issued (`iat`), in seconds since 1970.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert!(claims.issued_at().unwrap() < claims.expires_at());
    /// # }
    /// ```
    pub fn issued_at(&self) -> Option<f64> {
        self.inner.times.issued_at
    }

    /// Any claim by its name.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice", "admin": true}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert_eq!(claims.get("admin"), Some(&true.into()));
    /// # }
    /// ```
    pub fn get(&self, claim: &str) -> Option<&Value> {
        self.members().get(claim)
    }

    /// A claim that is a string.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice", "email": "alice@example.com", "age": 42}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert_eq!(claims.get_str("email"), Some("alice@example.com"));
    /// assert_eq!(claims.get_str("age"), None); // a number
    /// # }
    /// ```
    pub fn get_str(&self, claim: &str) -> Option<&str> {
        self.get(claim)?.as_str()
    }

    /// The payload as it came: a JSON object.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// assert!(claims.as_json().contains(r#""sub":"alice""#));
    /// # }
    /// ```
    pub fn as_json(&self) -> &str {
        &self.inner.text
    }

    /// The claims as a type of your own.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice", "email": "alice@example.com"}));
    /// # let claims = verifier.verify(&token).unwrap();
    /// #[derive(serde::Deserialize)]
    /// struct User {
    ///     email: String,
    /// }
    /// let user: User = claims.deserialize().unwrap();
    /// assert_eq!(user.email, "alice@example.com");
    /// # }
    /// ```
    ///
    /// # Errors
    /// If the payload does not fit the type; the text may quote values of the token.
    pub fn deserialize<T: DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_str(&self.inner.text)
    }

    fn members(&self) -> &Map<String, Value> {
        // The text has been read strictly before: a failure here cannot be, and would read as "no such claim".
        self.inner.members.get_or_init(|| serde_json::from_str(&self.inner.text).unwrap_or_default())
    }

    /// A claim by name, or by JSON pointer (RFC 6901) if it begins with a slash.
    pub(crate) fn find(&self, place: &str) -> Option<&Value> {
        let Some(path) = place.strip_prefix('/') else {
            return self.get(place);
        };
        let mut steps = path.split('/').map(|step| step.replace("~1", "/").replace("~0", "~"));
        let mut value = self.get(&steps.next()?)?;
        for step in steps {
            value = match value {
                Value::Object(members) => members.get(&step)?,
                Value::Array(items) => items.get(step.parse::<usize>().ok()?)?,
                _ => return None,
            };
        }
        Some(value)
    }

    pub(crate) fn scopes_from(&self) -> Option<&str> {
        self.inner.scopes_from.as_deref()
    }

    /// Shows a denial as the verifier of this token would.
    pub(crate) fn present(&self, denial: Denial) -> Denial {
        let denial = denial.presented_by(self.inner.presentation.as_ref());
        match &self.route {
            Some(route) => denial.on_route(Arc::clone(route)),
            None => denial,
        }
    }

    #[cfg(feature = "axum")]
    pub(crate) fn asked_by(mut self, route: &str) -> Self {
        self.route = Some(route.into());
        self
    }
}

/// Names the subject and the lifetime, not what else the token says.
impl fmt::Debug for Claims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claims")
            .field("subject", &self.subject_str())
            .field("issuer", &self.issuer())
            .field("expires_at", &self.expires_at())
            .finish_non_exhaustive()
    }
}
