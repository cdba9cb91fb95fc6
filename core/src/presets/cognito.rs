//! Amazon Cognito: access tokens of a user pool.

use super::input::{self, ensure};
use crate::algorithm::Algorithm;
use crate::builder::{Names, Ready, VerifierBuilder};
use crate::config_error::ConfigError;
use crate::verifier::Verifier;

impl Verifier {
    /// Amazon Cognito: access tokens of a user pool for one of its app clients. They have no `aud` (unless a client asks for a
    /// resource); in its place `client_id` is pinned, and `token_use` to `access`, which turns ID tokens away. Both issuer names
    /// that a pool can be set to are taken, the original and the updated.
    ///
    /// ```
    /// use bearward::Verifier;
    /// let verifier = Verifier::cognito("eu-central-1_a1B2c3D4e", "1example23456789")?.build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// If the pool's id has no region, or a client's id is none.
    pub fn cognito(user_pool_id: &str, client_id: impl Names) -> Result<VerifierBuilder<Ready>, ConfigError> {
        const WHAT: &str = "Cognito user pool id";
        const WRITE: &str = "write region, underscore and id, such as eu-central-1_a1B2c3D4e";
        let (region, id) = user_pool_id.split_once('_').unwrap_or_default();
        let is_id = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_alphanumeric());
        ensure(is_region(region) && is_id, WHAT, user_pool_id, WRITE)?;
        let write = "write the app client's id, such as 1example23456789";
        let clients = input::names("Cognito client id", client_id, write, |id| {
            id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_+".contains(&byte))
        })?;
        let issuer = |service: &str| format!("https://{service}.{region}.amazonaws.com/{user_pool_id}");
        let original = issuer("cognito-idp");
        Ok(Self::issuer([original.clone(), issuer("issuer-cognito-idp")])
            .any_audience()
            .jwks_url(format!("{original}/.well-known/jwks.json"))
            .algorithms([Algorithm::Rs256])
            .require("token_use", ["access"])
            .require("client_id", clients))
    }
}

/// `eu-central-1`, `us-gov-west-1`.
fn is_region(given: &str) -> bool {
    let Some((words, number)) = given.rsplit_once('-') else {
        return false;
    };
    let is_word = |word: &str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase());
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    words.contains('-') && words.split('-').all(is_word) && is_number
}
