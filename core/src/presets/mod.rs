//! Presets: sets of defaults for known issuers; each part may be overridden on the builder.

use url::Url;

use crate::builder::{NeedsAudience, Ready, VerifierBuilder};
use crate::config_error::ConfigError;

/// Where Better Auth mounts its routes unless told otherwise.
const BETTER_AUTH_PATH: &str = "/api/auth";

/// Better Auth's jwt plugin: `iss` and `aud` are the origin of its base URL, whatever path it is mounted at.
pub(crate) fn better_auth(base_url: &str) -> Result<VerifierBuilder<Ready>, ConfigError> {
    let refused =
        |why: &str| ConfigError::new(format!("The Better Auth URL {base_url:?} cannot be used: {why}."));
    let url = Url::parse(base_url)
        .map_err(|_| refused("write it as in BETTER_AUTH_URL, such as https://app.example.com"))?;
    if !matches!(url.scheme(), "http" | "https") || url.host().is_none() {
        return Err(refused("it must begin with https:// (or http://) and a host"));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(refused("it must not hold a user name or password"));
    }
    let origin = url.origin().ascii_serialization();
    let path = match url.path().trim_end_matches('/') {
        "" => BETTER_AUTH_PATH,
        path => path,
    };
    Ok(VerifierBuilder::<NeedsAudience>::new(Some(vec![origin.clone()]))
        .audience(origin.as_str())
        .jwks_url(format!("{origin}{path}/jwks")))
}
