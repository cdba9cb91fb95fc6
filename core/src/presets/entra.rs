//! Microsoft Entra ID: v2.0 access tokens of one tenant.

use super::input::ensure;
use crate::algorithm::Algorithm;
use crate::builder::{Names, Ready, VerifierBuilder};
use crate::config_error::ConfigError;
use crate::verifier::Verifier;

impl Verifier {
    /// Microsoft Entra ID: v2.0 access tokens of one tenant for the API whose application (client) id is `audience`. `azp` must be
    /// there: ID tokens have none. An API gets v1.0 tokens until its manifest says `requestedAccessTokenVersion: 2`; they come from
    /// `https://sts.windows.net/<tenant>/` and are refused. Users' scopes are the words of `scp`; what applications and roles may is
    /// read with `scopes_from("roles")`. `sub` differs from one application to the next; `subject("oid")` does not.
    ///
    /// ```
    /// use bearward::Verifier;
    /// let tenant = "72f988bf-86f1-41af-91ab-2d7cd011db47";
    /// let verifier = Verifier::entra(tenant, "6e74172b-be56-4843-9ff4-e66a39bb12e3")?.build()?;
    /// # Ok::<(), bearward::ConfigError>(())
    /// ```
    ///
    /// # Errors
    /// If the tenant is not an id. `common`, `organizations` and domains are not: no token's issuer has them, and all tenants share
    /// the keys, so that the issuer alone tells yours from others. For several tenants use [`many`](Self::many).
    pub fn entra(tenant_id: &str, audience: impl Names) -> Result<VerifierBuilder<Ready>, ConfigError> {
        const WRITE: &str = "write your tenant's id, such as 72f988bf-86f1-41af-91ab-2d7cd011db47; neither a domain nor common, \
             organizations or consumers, which are no issuer of a token";
        ensure(is_guid(tenant_id), "Entra tenant", tenant_id, WRITE)?;
        let tenant = format!("https://login.microsoftonline.com/{}", tenant_id.to_ascii_lowercase());
        Ok(Self::issuer(format!("{tenant}/v2.0"))
            .audience(audience)
            .jwks_url(format!("{tenant}/discovery/v2.0/keys"))
            // The keys have no `alg`: without a list they would serve every RSA algorithm.
            .algorithms([Algorithm::Rs256])
            .require_claim("azp"))
    }
}

fn is_guid(given: &str) -> bool {
    let groups = given.split('-');
    groups.clone().map(str::len).eq([8, 4, 4, 4, 12])
        && groups.flat_map(str::bytes).all(|byte| byte.is_ascii_hexdigit())
}
