//! Options of the claims: times, subject, what else must be there, and the application's last word.

use crate::builder::VerifierBuilder;
use crate::claims::{Claims, OneOf, SubjectRule};
use crate::clock::Seconds;

impl<Stage> VerifierBuilder<Stage> {
    /// How far clocks may differ, in seconds: 5 by default, at most 3600.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.leeway(30).build()?; // `30.5` and a `Duration` do too
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn leeway(mut self, leeway: impl Into<Seconds>) -> Self {
        self.settings.leeway = leeway.into();
        self
    }

    /// Refuses tokens issued longer ago than this, in seconds; `iat` is then required.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.max_token_age(Duration::from_secs(3600)).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn max_token_age(mut self, age: impl Into<Seconds>) -> Self {
        self.settings.max_token_age = Some(age.into());
        self
    }

    /// Demands that a claim is there.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.require_claim("email").build()?; // else: `claim_missing`
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn require_claim(mut self, claim: impl Into<String>) -> Self {
        self.settings.required.push(claim.into());
        self
    }

    /// Demands that a claim has one of these values: pins `azp`, `client_id`, `token_use`, `tid`. Said again of the same claim (of a
    /// preset's, for instance), it replaces what was said before.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.require("azp", ["web", "mobile"]).require("email_verified", [true]).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn require<V: Into<OneOf>>(
        mut self,
        claim: impl Into<String>,
        one_of: impl IntoIterator<Item = V>,
    ) -> Self {
        let claim = claim.into();
        self.settings.one_of.retain(|(pinned, _)| *pinned != claim);
        self.settings.one_of.push((claim, one_of.into_iter().map(Into::into).collect()));
        self
    }

    /// Takes back what a preset demands of a claim: that it is there, and its values. `exp` stays required.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.require("azp", ["web"]).not_required("azp").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn not_required(mut self, claim: &str) -> Self {
        self.settings.required.retain(|required| required != claim);
        self.settings.one_of.retain(|(pinned, _)| pinned != claim);
        self
    }

    /// The subject is the non-empty string in this claim (`sub` by default).
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.subject("client_id").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn subject(mut self, claim: impl Into<String>) -> Self {
        self.settings.subject = SubjectRule::Text(claim.into());
        self
    }

    /// The subject is the integer in this claim: 0..=2^53-1, no string, no fraction.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.subject_int("user_id").build()?; // 42 is a subject, "42" is not
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn subject_int(mut self, claim: impl Into<String>) -> Self {
        self.settings.subject = SubjectRule::Integer(claim.into());
        self
    }

    /// Accepts tokens without a subject (services). Owner checks then fail for them.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.optional_subject().build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn optional_subject(mut self) -> Self {
        self.settings.subject = SubjectRule::Optional;
        self
    }

    /// Reads scopes from this claim, or JSON pointer (RFC 6901) if it begins with a slash: `permissions`, `/realm_access/roles`.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.scopes_from("/realm_access/roles").build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn scopes_from(mut self, place: impl Into<String>) -> Self {
        self.settings.scopes_from = Some(place.into());
        self
    }

    /// Asked last, on every acceptance: `true` refuses the token (`token_revoked`).
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.revoked_if(|claims| claims.get_str("jti") == Some("stolen")).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn revoked_if(self, revoked: impl Fn(&Claims) -> bool + Send + Sync + 'static) -> Self {
        self.try_revoked_if(move |claims| Ok::<_, std::convert::Infallible>(revoked(claims)))
    }

    /// As [`revoked_if`](Self::revoked_if), where asking may fail: an error fails the request (503), it never passes.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// # fn is_listed(jti: Option<&str>) -> Result<bool, std::io::Error> { Ok(jti == Some("stolen")) }
    /// let verifier = builder.try_revoked_if(|claims| is_listed(claims.get_str("jti"))).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn try_revoked_if<E: std::fmt::Display>(
        mut self,
        revoked: impl Fn(&Claims) -> Result<bool, E> + Send + Sync + 'static,
    ) -> Self {
        self.settings.revoked_if =
            Some(Box::new(move |claims| revoked(claims).map_err(|error| error.to_string())));
        self
    }
}
