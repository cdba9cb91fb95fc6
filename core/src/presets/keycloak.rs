//! Keycloak: access tokens of a realm.

use super::input::{Base, ensure};
use crate::builder::{Names, Ready, VerifierBuilder};
use crate::config_error::ConfigError;
use crate::verifier::Verifier;

impl Verifier {
    /// Keycloak: access tokens of a realm for `audience`, which is your API's client if an audience mapper (or a role of that client)
    /// puts it there; without one it is `account` or absent. The claim `typ` must be `Bearer`: ID tokens say `ID`, refresh and
    /// logout tokens their own. The realm chooses the algorithm, and each of its keys names one. The URL is the realm's public one
    /// (`hostname`); give another address for the keys with `jwks_url`. Roles are read with `scopes_from`:
    ///
    /// ```
    /// use bearward::Verifier;
    /// let verifier = Verifier::keycloak("https://sso.example.com/realms/shop", "tasks-api")?
    ///     .scopes_from("/realm_access/roles") // leave out to read `scope`
    ///     .build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// If the URL is not that of a realm.
    pub fn keycloak(realm_url: &str, audience: impl Names) -> Result<VerifierBuilder<Ready>, ConfigError> {
        const WHAT: &str = "Keycloak realm URL";
        const WRITE: &str = "write the realm's URL, such as https://sso.example.com/realms/shop";
        let base = Base::parse(WHAT, realm_url, WRITE)?;
        let realm = base.path.rsplit_once("/realms/").map(|(_, realm)| realm).unwrap_or_default();
        ensure(!realm.is_empty() && !realm.contains('/'), WHAT, realm_url, WRITE)?;
        let issuer = base.url();
        Ok(Self::issuer(issuer.as_str())
            .audience(audience)
            .jwks_url(format!("{issuer}/protocol/openid-connect/certs"))
            .require("typ", ["Bearer"]))
    }
}
