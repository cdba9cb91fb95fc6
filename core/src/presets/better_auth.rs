//! Better Auth: the jwt plugin's tokens, and those of its OAuth provider.

use super::input::Base;
use crate::builder::{Names, Ready, VerifierBuilder};
use crate::config_error::ConfigError;
use crate::verifier::Verifier;

/// Where Better Auth mounts its routes unless told otherwise.
const MOUNT: &str = "/api/auth";

impl Verifier {
    /// Better Auth with its jwt plugin, at its public URL: keys from `/api/auth/jwks` (or below the URL's own path), issuer
    /// and audience its origin. Each part can be replaced: `jwks_url`, `issuer`, `audience`.
    ///
    /// ```
    /// let verifier = bearward::Verifier::better_auth("https://app.example.com")?.build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// If the URL is not an http(s) URL with a host.
    pub fn better_auth(base_url: &str) -> Result<VerifierBuilder<Ready>, ConfigError> {
        let base = base(base_url)?;
        Ok(Self::issuer(base.origin.as_str()).audience(base.origin.as_str()).jwks_url(jwks_url(&base)))
    }

    /// Better Auth as an OAuth provider: access tokens for `audience`, the `resource` that clients ask for. Issuer is the base URL
    /// with `/api/auth`; `typ` must be `at+jwt` and `azp` be there, or the jwt plugin's session tokens and ID tokens, signed by the
    /// same keys, would pass for access tokens. Clients that send no `resource` get opaque tokens, which nobody can verify.
    ///
    /// ```
    /// use bearward::Verifier;
    /// let verifier =
    ///     Verifier::better_auth_oauth("https://app.example.com", "https://api.example.com")?.build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// If the URL is not an http(s) URL with a host.
    pub fn better_auth_oauth(
        base_url: &str,
        audience: impl Names,
    ) -> Result<VerifierBuilder<Ready>, ConfigError> {
        let base = base(base_url)?;
        Ok(Self::issuer(base.url())
            .audience(audience)
            .jwks_url(jwks_url(&base))
            .typ("at+jwt")
            .require_claim("azp"))
    }
}

fn base(given: &str) -> Result<Base, ConfigError> {
    let write = "write it as in BETTER_AUTH_URL, such as https://app.example.com";
    let mut base = Base::parse("Better Auth URL", given, write)?;
    if base.path.is_empty() {
        MOUNT.clone_into(&mut base.path);
    }
    Ok(base)
}

fn jwks_url(base: &Base) -> String {
    format!("{}/jwks", base.url())
}
