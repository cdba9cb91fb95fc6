//! Google: ID tokens of Sign in with Google, and of Firebase Authentication.

use super::input::{self, ensure};
use crate::algorithm::Algorithm;
use crate::builder::{Names, Ready, VerifierBuilder};
use crate::config_error::ConfigError;
use crate::verifier::Verifier;

/// Google writes its name in both ways.
const ISSUERS: [&str; 2] = ["https://accounts.google.com", "accounts.google.com"];

impl Verifier {
    /// Firebase Authentication: ID tokens of a project, which is their audience. `auth_time` must be there, as in every one of them.
    /// Session cookies and custom tokens have other issuers and keys.
    ///
    /// ```
    /// let verifier = bearward::Verifier::firebase("my-project-1a2b3")?.build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// If it is not a project's id.
    pub fn firebase(project_id: &str) -> Result<VerifierBuilder<Ready>, ConfigError> {
        let write = "write the project's id, not its number or name, such as my-project-1a2b3";
        let is_id = project_id.starts_with(|first: char| first.is_ascii_lowercase())
            && project_id
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
        ensure(is_id, "Firebase project", project_id, write)?;
        Ok(Self::issuer(format!("https://securetoken.google.com/{project_id}"))
            .audience(project_id)
            .jwks_url(
                "https://www.googleapis.com/service_accounts/v1/jwk/securetoken@system.gserviceaccount.com",
            )
            .algorithms([Algorithm::Rs256])
            .require_claim("auth_time"))
    }

    /// Sign in with Google: ID tokens for one of your client ids (Google's access tokens are opaque). Anybody with a Google account
    /// has one; for a Workspace alone add `.require("hd", ["example.com"])`.
    ///
    /// ```
    /// let client = "1234987819200-abc123.apps.googleusercontent.com";
    /// let verifier = bearward::Verifier::google(client)?.build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// If no client id is given, or a client secret in its place.
    pub fn google(client_ids: impl Names) -> Result<VerifierBuilder<Ready>, ConfigError> {
        let write = "write the OAuth client id, such as 1234-abc.apps.googleusercontent.com";
        let client_ids = client_ids.into_names();
        if client_ids.iter().any(|id| id.starts_with("GOCSPX-")) {
            // Never quoted: a secret.
            return Err(ConfigError::new(format!("A Google client secret was given as client id: {write}.")));
        }
        let clients =
            input::names("Google client id", client_ids, write, |id| !id.contains(char::is_whitespace))?;
        Ok(Self::issuer(ISSUERS)
            .audience(clients)
            .jwks_url("https://www.googleapis.com/oauth2/v3/certs")
            .algorithms([Algorithm::Rs256]))
    }
}
