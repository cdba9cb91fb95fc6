//! Auth0: access tokens of an API, in both of its profiles.

use super::input;
use crate::algorithm::Algorithm;
use crate::builder::{Names, Ready, VerifierBuilder};
use crate::config_error::ConfigError;
use crate::verifier::Verifier;

impl Verifier {
    /// Auth0: access tokens for the API with the identifier `audience`, of the tenant at `domain` (or at a custom domain: tokens name
    /// the domain that they were asked for at). The issuer is `https://<domain>/`, with the slash; an API that signs with HS256 is
    /// refused. With role-based access control the granted permissions stand in `permissions`:
    ///
    /// ```
    /// use bearward::Verifier;
    /// let verifier = Verifier::auth0("my-tenant.eu.auth0.com", "https://api.example.com")?
    ///     .scopes_from("permissions") // leave out to read `scope`
    ///     .build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// If `domain` is not a domain alone.
    pub fn auth0(domain: &str, audience: impl Names) -> Result<VerifierBuilder<Ready>, ConfigError> {
        let write =
            "write the domain alone, without https:// and without a path, such as my-tenant.eu.auth0.com";
        let domain = input::domain("Auth0 domain", domain, write)?;
        Ok(Self::issuer(format!("https://{domain}/"))
            .audience(audience)
            .jwks_url(format!("https://{domain}/.well-known/jwks.json"))
            // What an API can be set to; its key in the set is bound to one of them.
            .algorithms([Algorithm::Rs256, Algorithm::Rs512, Algorithm::Ps256]))
    }
}
