//! WorkOS AuthKit: session access tokens.

use super::input::ensure;
use crate::algorithm::Algorithm;
use crate::builder::{Ready, VerifierBuilder};
use crate::config_error::ConfigError;
use crate::verifier::Verifier;

impl Verifier {
    /// WorkOS AuthKit: session access tokens of the environment with this client id. They have no `aud` (unless a JWT template adds
    /// one: name it with `audience`); the keys are those of this client id alone, and `sid` must be there. The issuer is
    /// `https://api.workos.com/user_management/<client id>`, in environments older than mid-2025 `https://api.workos.com`; for a custom
    /// domain replace it with `issuer`. Scopes are the list in `permissions`.
    ///
    /// ```
    /// let verifier = bearward::Verifier::workos("client_01HXYZ123456789ABCDEFGHIJK")?.build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// If it is not a client id.
    pub fn workos(client_id: &str) -> Result<VerifierBuilder<Ready>, ConfigError> {
        const WHAT: &str = "WorkOS client id";
        const WRITE: &str =
            "write the client id of your environment, such as client_01HXYZ123456789ABCDEFGHIJK";
        if client_id.starts_with("sk_") {
            // Never quoted: a secret.
            return Err(ConfigError::new(format!("A WorkOS API key was given as client id: {WRITE}.")));
        }
        let id = client_id.strip_prefix("client_").unwrap_or_default();
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        ensure(is_id, WHAT, client_id, WRITE)?;
        let host = "https://api.workos.com";
        Ok(Self::issuer([format!("{host}/user_management/{client_id}"), host.to_owned()])
            .any_audience()
            .jwks_url(format!("{host}/sso/jwks/{client_id}"))
            .algorithms([Algorithm::Rs256])
            .require_claim("sid")
            .keys_name_audience()
            .scopes_from("permissions"))
    }
}
