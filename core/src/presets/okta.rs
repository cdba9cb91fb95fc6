//! Okta: access tokens of a custom authorization server.

use super::input::{Base, ensure};
use crate::algorithm::Algorithm;
use crate::builder::{Names, Ready, VerifierBuilder};
use crate::config_error::ConfigError;
use crate::verifier::Verifier;

impl Verifier {
    /// Okta: access tokens of a custom authorization server (`https://<domain>/oauth2/<id>`) for its audience (`api://default`).
    /// `cid` must be there: Okta's ID tokens have none. Scopes are the list in `scp`. Who owns what: `sub` is a login, which may be
    /// given away; `.subject("uid")` is the user's id.
    ///
    /// ```
    /// use bearward::Verifier;
    /// let verifier = Verifier::okta("https://dev-123456.okta.com/oauth2/default", "api://default")?.build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// If `issuer` is not an authorization server's URL. That of the organization alone is not: Okta says that its access
    /// tokens are for Okta and no other API may verify them.
    pub fn okta(issuer: &str, audience: impl Names) -> Result<VerifierBuilder<Ready>, ConfigError> {
        const WHAT: &str = "Okta issuer";
        const WRITE: &str = "write the issuer of a custom authorization server, such as https://dev-123456.okta.com/oauth2/default";
        let base = Base::parse(WHAT, issuer, WRITE)?;
        let server = base.path.strip_prefix("/oauth2/").unwrap_or_default();
        ensure(!server.is_empty() && server != "v1" && !server.contains('/'), WHAT, issuer, WRITE)?;
        let issuer = base.url();
        Ok(Self::issuer(issuer.as_str())
            .audience(audience)
            .jwks_url(format!("{issuer}/v1/keys"))
            .algorithms([Algorithm::Rs256])
            .require_claim("cid"))
    }
}
