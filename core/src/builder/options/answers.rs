//! Options of the answers: how denials look.

use crate::builder::VerifierBuilder;

impl<Stage> VerifierBuilder<Stage> {
    /// Answers denials with problem details (RFC 9457) instead of `{"detail", "code"}`.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.problem_bodies().build()?;
    /// assert_eq!(verifier.token_missing().content_type(), "application/problem+json");
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn problem_bodies(mut self) -> Self {
        self.settings.presentation.problem = true;
        self
    }

    /// The URL of the protected resource metadata, named in challenges (RFC 9728 section 5.1).
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let url = "https://api.example.com/.well-known/oauth-protected-resource";
    /// let verifier = builder.resource_metadata(url).build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn resource_metadata(mut self, url: impl Into<String>) -> Self {
        self.settings.presentation.resource_metadata = Some(url.into());
        self
    }

    /// The `realm` of challenges (RFC 9110 section 11.5); none by default.
    ///
    /// ```
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// let verifier = builder.realm("tasks").build()?; // WWW-Authenticate: Bearer realm="tasks"
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    pub fn realm(mut self, realm: impl Into<String>) -> Self {
        self.settings.presentation.realm = Some(realm.into());
        self
    }
}
