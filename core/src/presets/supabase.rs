//! Supabase Auth: access tokens of a project.

use super::input::{Base, ensure};
use crate::algorithm::Algorithm;
use crate::builder::{Ready, VerifierBuilder};
use crate::config_error::ConfigError;
use crate::verifier::Verifier;

impl Verifier {
    /// Supabase Auth: access tokens of signed-in users (audience `authenticated`, anonymous sign-ins too: they say `is_anonymous`) of
    /// the project at this URL, signed with its JWT signing keys. The `anon` and `service_role` API keys have another issuer and are
    /// refused, whoever signed them.
    ///
    /// A project on its way from the legacy JWT secret (HS256) to signing keys issues both kinds for a while. Take both, and drop
    /// the second line when the secret is revoked:
    ///
    /// ```
    /// use bearward::{Algorithm, Secret, Verifier};
    /// # let legacy = Secret::new("k7Qz1LxVb2RtYp9sHjMf4Gc6Ae8UoWd3");
    /// # const IGNORED: &str = stringify! {
    /// let legacy = Secret::from_env("SUPABASE_JWT_SECRET")?;
    /// # };
    /// let project = "https://abcdefghijklmnopqrst.supabase.co";
    /// let verifier = Verifier::many([
    ///     Verifier::supabase(project)?.build()?,
    ///     Verifier::supabase(project)?.secret(legacy).algorithms([Algorithm::Hs256]).build()?,
    /// ])?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// If it is not a project's URL alone.
    pub fn supabase(project_url: &str) -> Result<VerifierBuilder<Ready>, ConfigError> {
        const WHAT: &str = "Supabase project URL";
        const WRITE: &str =
            "write the project's URL without a path, such as https://abcdefghijklmnopqrst.supabase.co";
        let base = Base::parse(WHAT, project_url, WRITE)?;
        ensure(base.path.is_empty(), WHAT, project_url, WRITE)?;
        let issuer = format!("{}/auth/v1", base.origin);
        Ok(Self::issuer(issuer.as_str())
            .audience("authenticated")
            .jwks_url(format!("{issuer}/.well-known/jwks.json"))
            // EdDSA is announced. None of them meets HS256, so that the two halves of a migration stay apart.
            .algorithms([Algorithm::Es256, Algorithm::Rs256, Algorithm::EdDsa]))
    }
}
