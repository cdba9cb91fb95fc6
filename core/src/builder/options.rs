//! The options of a verifier; each has a default that is safe.

use std::sync::Arc;

use super::{Names, VerifierBuilder};
use crate::algorithm::Algorithm;
use crate::claims::{Claims, OneOf, SubjectRule};
use crate::clock::Seconds;
use crate::jwks::Fetch;

impl<Stage> VerifierBuilder<Stage> {
    /// Accepts these algorithms only. By default: of a key set every public-key algorithm, of a secret HS256, of a PEM what its key type fits.
    pub fn algorithms(self, algorithms: impl IntoIterator<Item = Algorithm>) -> Self {
        self.algorithm_names(algorithms.into_iter().map(Algorithm::name))
    }

    /// [`algorithms`](Self::algorithms) by name: an unknown one is a `ConfigError`.
    pub fn algorithm_names<S: Into<String>>(mut self, names: impl IntoIterator<Item = S>) -> Self {
        self.settings.algorithms = Some(names.into_iter().map(Into::into).collect());
        self
    }

    /// How far clocks may differ, in seconds: 5 by default, at most 3600.
    pub fn leeway(mut self, leeway: impl Into<Seconds>) -> Self {
        self.settings.leeway = leeway.into();
        self
    }

    /// Refuses tokens issued longer ago than this, in seconds; `iat` is then required.
    pub fn max_token_age(mut self, age: impl Into<Seconds>) -> Self {
        self.settings.max_token_age = Some(age.into());
        self
    }

    /// Accepts this `typ` only (`at+jwt`, RFC 9068); by default absent, `JWT` and `at+jwt` pass.
    pub fn typ(mut self, typ: impl Into<String>) -> Self {
        self.settings.typ = Some(typ.into());
        self
    }

    /// Demands that a claim is there.
    pub fn require_claim(mut self, claim: impl Into<String>) -> Self {
        self.settings.required.push(claim.into());
        self
    }

    /// Demands that a claim has one of these values: pins `azp`, `client_id`, `token_use`, `tid`.
    pub fn require<V: Into<OneOf>>(
        mut self,
        claim: impl Into<String>,
        one_of: impl IntoIterator<Item = V>,
    ) -> Self {
        self.settings.one_of.push((claim.into(), one_of.into_iter().map(Into::into).collect()));
        self
    }

    /// The subject is the non-empty string in this claim (`sub` by default).
    pub fn subject(mut self, claim: impl Into<String>) -> Self {
        self.settings.subject = SubjectRule::Text(claim.into());
        self
    }

    /// The subject is the integer in this claim: 0..=2^53-1, no string, no fraction.
    pub fn subject_int(mut self, claim: impl Into<String>) -> Self {
        self.settings.subject = SubjectRule::Integer(claim.into());
        self
    }

    /// Accepts tokens without a subject (services). Owner checks then fail for them.
    pub fn optional_subject(mut self) -> Self {
        self.settings.subject = SubjectRule::Optional;
        self
    }

    /// Accepts sender-constrained tokens (`cnf`: DPoP, mTLS) as plain bearer tokens, which gives their protection up.
    pub fn allow_unbound_use(mut self) -> Self {
        self.settings.allow_unbound_use = true;
        self
    }

    /// Reads scopes from this claim, or JSON pointer (RFC 6901) if it begins with a slash: `permissions`, `/realm_access/roles`.
    pub fn scopes_from(mut self, place: impl Into<String>) -> Self {
        self.settings.scopes_from = Some(place.into());
        self
    }

    /// The longest token that is looked at, in bytes (16 KiB by default).
    pub fn max_token_bytes(mut self, bytes: usize) -> Self {
        self.settings.max_token_bytes = bytes;
        self
    }

    /// Asked last, on every acceptance: `true` refuses the token (`token_revoked`).
    pub fn revoked_if(self, revoked: impl Fn(&Claims) -> bool + Send + Sync + 'static) -> Self {
        self.try_revoked_if(move |claims| Ok::<_, std::convert::Infallible>(revoked(claims)))
    }

    /// As [`revoked_if`](Self::revoked_if), where asking may fail: an error fails the request (503), it never passes.
    pub fn try_revoked_if<E: std::fmt::Display>(
        mut self,
        revoked: impl Fn(&Claims) -> Result<bool, E> + Send + Sync + 'static,
    ) -> Self {
        self.settings.revoked_if =
            Some(Box::new(move |claims| revoked(claims).map_err(|error| error.to_string())));
        self
    }

    /// Also takes a bare token from this header, if there is no Authorization header (`Cf-Access-Jwt-Assertion`).
    pub fn token_header(mut self, name: impl Into<String>) -> Self {
        self.settings.transport.header = Some(name.into());
        self
    }

    /// Also takes the token from this cookie. On unsafe methods and WebSocket handshakes the request must then come from one of
    /// [`allowed_origins`](Self::allowed_origins) or say `Sec-Fetch-Site: same-origin`.
    pub fn cookie(mut self, name: impl Into<String>) -> Self {
        self.settings.transport.cookie = Some(name.into());
        self
    }

    /// The origins (`https://app.example.com`) that may send the cookie with an unsafe method.
    pub fn allowed_origins(mut self, origins: impl Names) -> Self {
        self.settings.transport.origins = origins.into_names();
        self
    }

    /// Answers denials with problem details (RFC 9457) instead of `{"detail", "code"}`.
    pub fn problem_bodies(mut self) -> Self {
        self.settings.presentation.problem = true;
        self
    }

    /// The URL of the protected resource metadata, named in challenges (RFC 9728 section 5.1).
    pub fn resource_metadata(mut self, url: impl Into<String>) -> Self {
        self.settings.presentation.resource_metadata = Some(url.into());
        self
    }

    /// The `realm` of challenges (RFC 9110 section 11.5); none by default.
    pub fn realm(mut self, realm: impl Into<String>) -> Self {
        self.settings.presentation.realm = Some(realm.into());
        self
    }

    /// Allows keys to be fetched over plain http from other hosts than loopback: whoever is on the path then chooses the keys.
    pub fn allow_http(mut self) -> Self {
        self.settings.remote.allow_http = true;
        self
    }

    /// How long a fetched set is fresh where the endpoint does not say, in seconds (600 by default).
    pub fn max_age(mut self, age: impl Into<Seconds>) -> Self {
        self.settings.remote.max_age = age.into();
        self
    }

    /// From this age on, in seconds, a set that could not be renewed decides nothing any more (24 h by default).
    pub fn max_stale(mut self, age: impl Into<Seconds>) -> Self {
        self.settings.remote.max_stale = age.into();
        self
    }

    /// The pause after a fetch for an unknown `kid` that found nothing, in seconds (30 by default).
    pub fn cooldown(mut self, pause: impl Into<Seconds>) -> Self {
        self.settings.remote.cooldown = pause.into();
        self
    }

    /// Fetches keys with a fetcher of your own instead of the built-in HTTP client.
    pub fn fetch(mut self, fetch: impl Fetch + 'static) -> Self {
        self.settings.remote.fetch = Some(Arc::new(fetch));
        self
    }

    /// Trusts only these certificate authorities (PEM) for the key endpoint, instead of the platform's.
    pub fn ca_pem(mut self, pem: impl Into<String>) -> Self {
        self.settings.remote.ca_pem = Some(pem.into());
        self
    }

    /// Sends this header with every fetch of keys.
    pub fn fetch_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.settings.remote.headers.push((name.into(), value.into()));
        self
    }

    /// The first key set, as JSON: decides until the first fetch has landed (serverless, air gaps).
    pub fn jwks_snapshot(mut self, jwks: impl Into<String>) -> Self {
        self.settings.remote.snapshot = Some(jwks.into());
        self
    }

    /// Remembers verified tokens: up to so many entries and bytes (tokens and their claims, which are secret). A token that comes again
    /// costs a look-up instead of a signature; it still passes `exp`, `nbf`, `max_token_age`, `revoked_if` and the keys of the moment.
    #[cfg(feature = "token-cache")]
    pub fn token_cache(mut self, entries: u64, bytes: u64) -> Self {
        self.settings.token_cache = Some(crate::token_cache::CacheBounds { entries, bytes });
        self
    }
}
