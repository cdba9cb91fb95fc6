//! Clerk: session tokens.

use url::Url;

use super::input::{self, Base};
use crate::algorithm::Algorithm;
use crate::builder::{Names, Ready, VerifierBuilder};
use crate::config_error::ConfigError;
use crate::verifier::Verifier;

impl Verifier {
    /// Clerk: session tokens, versions 1 and 2, of the instance at this Frontend API URL. They have no `aud`; in its place `azp` must be
    /// one of `authorized_parties`, the origins of your front ends. `typ` must be `JWT` and `sid` be there, so that OAuth access
    /// tokens, machine tokens and those of JWT templates, signed by the same key, do not pass for sessions. A user who has still
    /// to choose an organization has the status `pending`; turn them away with:
    ///
    /// ```
    /// use bearward::Verifier;
    /// let verifier = Verifier::clerk("https://clerk.example.com", ["https://app.example.com"])?
    ///     .revoked_if(|claims| claims.get_str("sts") == Some("pending"))
    ///     .build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// If the URL is not an http(s) URL with a host, or a party is not an origin, or there is none.
    pub fn clerk(
        frontend_api_url: &str,
        authorized_parties: impl Names,
    ) -> Result<VerifierBuilder<Ready>, ConfigError> {
        let write = "write the Frontend API URL of Clerk's dashboard, such as https://clerk.example.com";
        let issuer = Base::parse("Clerk Frontend API URL", frontend_api_url, write)?.url();
        let write = "write the origins of your front ends, without a slash at the end, such as https://app.example.com";
        let parties = input::names("authorized party", authorized_parties, write, is_origin)?;
        Ok(Self::issuer(issuer.as_str())
            .any_audience()
            .jwks_url(format!("{issuer}/.well-known/jwks.json"))
            .algorithms([Algorithm::Rs256])
            .typ("JWT")
            .require_claim("sid")
            .require("azp", parties))
    }
}

/// As browsers write it into `Origin`; extensions (`chrome-extension://id`) have one too.
fn is_origin(given: &str) -> bool {
    Url::parse(given).is_ok_and(|url| match url.scheme() {
        "http" | "https" => url.origin().ascii_serialization() == given,
        _ => url.has_host() && url.path().is_empty() && !given.contains(['?', '#']),
    })
}
