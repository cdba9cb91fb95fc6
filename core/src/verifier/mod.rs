//! The verifier: the whole decision, and the ways to wait for it.

mod decide;
#[cfg(feature = "host")]
mod host;
mod keys;
mod policy;
mod refusals;
#[cfg(feature = "token-cache")]
mod remember;
mod route;
mod wait;

use std::fmt;
use std::sync::Arc;

pub(crate) use decide::check_revoked;
#[cfg(feature = "token-cache")]
pub(crate) use keys::Generation;
pub(crate) use keys::Keys;
#[cfg(feature = "axum")]
pub(crate) use wait::landed;

use crate::bearer::{RequestHead, Transport};
use crate::builder::{NeedsAudience, VerifierBuilder};
use crate::challenge::Presentation;
use crate::claims::{Claims, Expect};
use crate::clock::Now;
use crate::config_error::ConfigError;
use crate::denial::{Denial, DenialCode};
use crate::header::HeaderRules;
use crate::header_cache::HeaderCache;
use crate::jwks::Flight;
use crate::stats::{DecisionCounters, Stats};

/// Decides about bearer tokens. Built once, shared by all requests: cloning shares it.
///
/// Issuer and audience must be chosen before keys can be given, and keys before it can be built: forgetting one does not compile.
///
/// ```
/// use bearward::Verifier;
/// # fn main() -> Result<(), bearward::ConfigError> {
/// let verifier = Verifier::issuer("https://id.example.com")
///     .audience("https://api.example.com")
///     .jwks_url("https://id.example.com/.well-known/jwks.json")
///     .build()?; // nothing is fetched yet: `warm()` does, or the first token
/// # Ok(())
/// # }
/// ```
///
/// ```compile_fail
/// // No audience was chosen: there is no such method yet.
/// bearward::Verifier::issuer("https://id.example.com").jwks_url("https://id.example.com/jwks");
/// ```
#[derive(Clone)]
pub struct Verifier(Arc<Inner>);

pub(crate) struct Inner {
    pub(crate) members: Vec<Arc<Member>>,
    /// That of each member, or of several the largest.
    pub(crate) max_token_bytes: usize,
    pub(crate) transport: Transport,
    pub(crate) presentation: Option<Arc<Presentation>>,
    pub(crate) counters: DecisionCounters,
    /// Of a single issuer alone: with several, a header does not say which rules it was held to.
    pub(crate) header_cache: Option<HeaderCache>,
    #[cfg(feature = "token-cache")]
    pub(crate) token_cache: Option<crate::token_cache::TokenCache>,
}

/// One issuer: its rules and its keys.
pub(crate) struct Member {
    pub(crate) max_token_bytes: usize,
    pub(crate) rules: HeaderRules,
    pub(crate) expect: Expect,
    pub(crate) keys: Keys,
    pub(crate) revoked_if: Option<RevokedIf>,
}

/// The application's word on an accepted token: revoked or not, or an error that fails the request.
pub(crate) type RevokedIf = Box<dyn Fn(&Claims) -> Result<bool, String> + Send + Sync>;

/// Whether a decision may still wait for keys.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// use bearward::{Attempt, Now, Outcome};
/// # use bearward::testing::TestIssuer;
/// # let issuer = TestIssuer::start();
/// # let verifier = issuer.verifier().build().unwrap();
/// # issuer.down();
/// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
/// # let now = Now::system();
/// let first = verifier.check(&token, now, Attempt::First).outcome;
/// assert!(matches!(first, Outcome::Wait(_))); // dropped here: nobody fetches
/// let second = verifier.check(&token, now, Attempt::Second).outcome;
/// assert!(matches!(second, Outcome::Denied(_))); // `keys_unavailable`
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// May answer [`Outcome::Wait`].
    First,
    /// After a wait: never answers [`Outcome::Wait`].
    Second,
}

/// What [`Verifier::check`] says.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// use bearward::{Attempt, Now, Step};
/// # use bearward::testing::TestIssuer;
/// # let issuer = TestIssuer::start();
/// # let verifier = issuer.verifier().build().unwrap();
/// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
/// # verifier.warm().unwrap();
/// let Step { outcome, refresh } = verifier.check(&token, Now::system(), Attempt::First);
/// if let Some(flight) = refresh {
///     drop(flight.launch()); // keys are renewed behind the answer
/// }
/// # drop(outcome);
/// # }
/// ```
#[must_use = "`refresh` is a fetch that somebody must launch"]
pub struct Step {
    /// The decision, or what to wait for.
    pub outcome: Outcome,
    /// A fetch that somebody must launch and nobody waits for.
    pub refresh: Option<Flight>,
}

/// A decision, or what it waits for.
///
/// ```
/// # #[cfg(feature = "testing")] {
/// use bearward::{Attempt, Now, Outcome};
/// # use bearward::testing::TestIssuer;
/// # let issuer = TestIssuer::start();
/// # let verifier = issuer.verifier().build().unwrap();
/// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
/// match verifier.check(&token, Now::system(), Attempt::First).outcome {
///     Outcome::Verified(claims) => assert_eq!(claims.subject_str(), "alice"),
///     Outcome::Denied(denial) => assert!(denial.status() >= 400),
///     Outcome::Wait(flight) => flight.launch().wait(), // and once more, with `Attempt::Second`
/// }
/// # }
/// ```
#[derive(Debug)]
pub enum Outcome {
    /// The token is good.
    Verified(Claims),
    /// It is not, or cannot be judged.
    Denied(Denial),
    /// Keys are being fetched: launch the flight, wait, and check again with [`Attempt::Second`].
    Wait(Flight),
}

/// Why there are no claims.
pub(crate) enum Undecided {
    Denied(Denial),
    Wait(Flight),
}

impl From<Denial> for Undecided {
    fn from(denial: Denial) -> Self {
        Self::Denied(denial)
    }
}

impl Verifier {
    /// Accepts tokens of this issuer: one name, or a list of them. Names are compared to the letter.
    ///
    /// ```
    /// # use bearward::Verifier;
    /// let builder = Verifier::issuer("https://id.example.com");
    /// # let _ = builder;
    /// ```
    pub fn issuer(names: impl crate::Names) -> VerifierBuilder<NeedsAudience> {
        VerifierBuilder::new(Some(names.into_names()))
    }

    /// Does not look at `iss`: whoever has the key may issue.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::{Secret, Verifier};
    /// # let issuer = bearward::testing::TestIssuer::secret();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # let secret = Secret::new(issuer.shared_secret());
    /// let verifier = Verifier::any_issuer().any_audience().secret(secret).build().unwrap();
    /// assert!(verifier.verify(&token).is_ok());
    /// # }
    /// ```
    pub fn any_issuer() -> VerifierBuilder<NeedsAudience> {
        VerifierBuilder::new(None)
    }

    /// Several issuers behind one verifier: the token's `iss` chooses among them by exact match, and is checked again.
    ///
    /// Where tokens come from and how denials look is taken from the first.
    ///
    /// ```
    /// # use bearward::Verifier;
    /// let web = Verifier::better_auth("https://app.example.com")?.build()?;
    /// let partner = Verifier::issuer("https://id.example.com")
    ///     .audience("https://api.example.com")
    ///     .jwks_url("https://id.example.com/jwks")
    ///     .build()?;
    /// let verifier = Verifier::many([web, partner])?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// If one of them takes any issuer, or two take the same issuer with a common algorithm.
    pub fn many(verifiers: impl IntoIterator<Item = Self>) -> Result<Self, ConfigError> {
        crate::builder::many(verifiers.into_iter().collect())
    }

    pub(crate) fn from_inner(inner: Inner) -> Self {
        Self(Arc::new(inner))
    }

    pub(crate) fn inner(&self) -> &Arc<Inner> {
        &self.0
    }

    /// True if both are one verifier, shared.
    #[cfg(feature = "axum")]
    pub(crate) fn is(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// Decides without any I/O: what a host's own loop builds on. `verify` is this and waiting.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// use bearward::{Attempt, Now, Outcome};
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// # verifier.warm().unwrap();
    /// let step = verifier.check(&token, Now::system(), Attempt::First);
    /// assert!(matches!(step.outcome, Outcome::Verified(_)));
    /// # }
    /// ```
    pub fn check(&self, token: &str, now: Now, attempt: Attempt) -> Step {
        self.0.check(token, now, attempt)
    }

    /// Finds the token of a request. `None` if the request carries none at all, so that it may count as anonymous; what is there but wrong is
    /// a denial.
    ///
    /// ```
    /// use bearward::RequestHead;
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// # let verifier = builder.build().unwrap();
    /// let anonymous = RequestHead { method: "GET", headers: [("accept", &b"*/*"[..])] };
    /// assert_eq!(verifier.find_token(anonymous).unwrap(), None);
    /// let basic = RequestHead { method: "GET", headers: [("authorization", &b"Basic YTpi"[..])] };
    /// assert_eq!(verifier.find_token(basic).unwrap_err().code().as_str(), "token_missing");
    /// ```
    ///
    /// # Errors
    /// `authorization_malformed`, `token_missing`, `token_malformed` or `origin_not_allowed`.
    pub fn find_token<'a, I>(&self, request: RequestHead<'a, I>) -> Result<Option<&'a str>, Denial>
    where
        I: IntoIterator<Item = (&'a str, &'a [u8])>,
    {
        let found = self.0.transport.find(request);
        found.map_err(|denial| self.0.finish(denial))
    }

    /// The denial for a request without a token, shown as this verifier shows denials.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// # let verifier = builder.build().unwrap();
    /// let denial = verifier.token_missing();
    /// assert_eq!((denial.status(), denial.code().as_str()), (401, "token_missing"));
    /// ```
    pub fn token_missing(&self) -> Denial {
        self.0.finish(
            Denial::new(DenialCode::TokenMissing)
                .expected("Authorization: Bearer <token>")
                .received("nothing"),
        )
    }

    /// True if known keys can decide now: for readiness probes. Costs no fetch.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// assert!(!verifier.ready());
    /// verifier.warm().unwrap();
    /// assert!(verifier.ready());
    /// # }
    /// ```
    pub fn ready(&self) -> bool {
        let now = Now::system();
        self.0.members.iter().all(|member| member.keys.is_ready(now))
    }

    /// Refuses every token signed by the key of that `kid`, under whatever other name the set has it, and every token that names that
    /// `kid`; from now until restart.
    ///
    /// A shared secret, and a key given without a `kid` (`pem`), are known by what the token says alone: whoever holds such a key can write
    /// another `kid`. Take it out of the configuration.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// verifier.revoke_key(&issuer.kid());
    /// assert!(verifier.verify(&token).is_err());
    /// # }
    /// ```
    pub fn revoke_key(&self, kid: &str) {
        for member in &self.0.members {
            member.keys.revoke_key(kid);
        }
    }

    /// What this verifier has done so far.
    ///
    /// ```
    /// # #[cfg(feature = "testing")] {
    /// # use bearward::testing::TestIssuer;
    /// # let issuer = TestIssuer::start();
    /// # let verifier = issuer.verifier().build().unwrap();
    /// # let token = issuer.mint(serde_json::json!({"sub": "alice"}));
    /// verifier.verify(&token).unwrap();
    /// assert_eq!(verifier.stats().fetches["cold"], 1);
    /// # }
    /// ```
    pub fn stats(&self) -> Stats {
        let mut stats = Stats::default();
        self.0.counters.fill(&mut stats);
        let now = Now::system();
        for source in self.0.members.iter().filter_map(|member| member.keys.source()) {
            source.fetches.fill(&mut stats);
            stats.key_age = stats.key_age.max(source.age(now));
        }
        stats
    }
}

/// Shows what is checked, never with what.
impl fmt::Debug for Verifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let issuers: Vec<_> = self.0.members.iter().map(|member| &member.expect.issuers).collect();
        let algorithms: Vec<_> = self.0.members.iter().map(|member| member.rules.algorithms).collect();
        f.debug_struct("Verifier")
            .field("issuers", &issuers)
            .field("algorithms", &algorithms)
            .finish_non_exhaustive()
    }
}
