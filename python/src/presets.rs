//! The presets of known issuers. Keywords are those of `Verifier`: each replaces one part.

use bearward::Verifier as Core;
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::convert::names;
use crate::verifier::Verifier;

type Any<'a, 'py> = &'a Bound<'py, PyAny>;
type Keywords<'a, 'py> = &'a Bound<'py, PyDict>;

#[pymethods]
impl Verifier {
    /// Better Auth with its jwt plugin, at its public URL: keys from `/api/auth/jwks`, issuer and audience its origin.
    #[staticmethod]
    #[pyo3(signature = (base_url, **options))]
    fn better_auth(py: Python<'_>, base_url: &str, options: Option<Keywords<'_, '_>>) -> PyResult<Self> {
        Self::preset(py, Core::better_auth(base_url), options)
    }

    /// Better Auth as an OAuth provider: access tokens for the `resource` that clients ask for.
    #[staticmethod]
    #[pyo3(signature = (base_url, audience, **options))]
    fn better_auth_oauth(
        py: Python<'_>,
        base_url: &str,
        audience: Any<'_, '_>,
        options: Option<Keywords<'_, '_>>,
    ) -> PyResult<Self> {
        Self::preset(py, Core::better_auth_oauth(base_url, names(audience)?), options)
    }

    /// Auth0: access tokens of the tenant at this domain for the API with this identifier.
    #[staticmethod]
    #[pyo3(signature = (domain, audience, **options))]
    fn auth0(
        py: Python<'_>,
        domain: &str,
        audience: Any<'_, '_>,
        options: Option<Keywords<'_, '_>>,
    ) -> PyResult<Self> {
        Self::preset(py, Core::auth0(domain, names(audience)?), options)
    }

    /// Clerk: session tokens; `azp` must be one of the origins of your front ends.
    #[staticmethod]
    #[pyo3(signature = (frontend_api_url, authorized_parties, **options))]
    fn clerk(
        py: Python<'_>,
        frontend_api_url: &str,
        authorized_parties: Any<'_, '_>,
        options: Option<Keywords<'_, '_>>,
    ) -> PyResult<Self> {
        Self::preset(py, Core::clerk(frontend_api_url, names(authorized_parties)?), options)
    }

    /// Amazon Cognito: access tokens of a user pool for its app clients.
    #[staticmethod]
    #[pyo3(signature = (user_pool_id, client_id, **options))]
    fn cognito(
        py: Python<'_>,
        user_pool_id: &str,
        client_id: Any<'_, '_>,
        options: Option<Keywords<'_, '_>>,
    ) -> PyResult<Self> {
        Self::preset(py, Core::cognito(user_pool_id, names(client_id)?), options)
    }

    /// Microsoft Entra ID: v2.0 access tokens of one tenant for your application.
    #[staticmethod]
    #[pyo3(signature = (tenant_id, audience, **options))]
    fn entra(
        py: Python<'_>,
        tenant_id: &str,
        audience: Any<'_, '_>,
        options: Option<Keywords<'_, '_>>,
    ) -> PyResult<Self> {
        Self::preset(py, Core::entra(tenant_id, names(audience)?), options)
    }

    /// Firebase Authentication: ID tokens of a project.
    #[staticmethod]
    #[pyo3(signature = (project_id, **options))]
    fn firebase(py: Python<'_>, project_id: &str, options: Option<Keywords<'_, '_>>) -> PyResult<Self> {
        Self::preset(py, Core::firebase(project_id), options)
    }

    /// Sign in with Google: ID tokens for your client ids.
    #[staticmethod]
    #[pyo3(signature = (client_ids, **options))]
    fn google(py: Python<'_>, client_ids: Any<'_, '_>, options: Option<Keywords<'_, '_>>) -> PyResult<Self> {
        Self::preset(py, Core::google(names(client_ids)?), options)
    }

    /// Keycloak: access tokens of a realm for this audience.
    #[staticmethod]
    #[pyo3(signature = (realm_url, audience, **options))]
    fn keycloak(
        py: Python<'_>,
        realm_url: &str,
        audience: Any<'_, '_>,
        options: Option<Keywords<'_, '_>>,
    ) -> PyResult<Self> {
        Self::preset(py, Core::keycloak(realm_url, names(audience)?), options)
    }

    /// Okta: access tokens of a custom authorization server for its audience.
    #[staticmethod]
    #[pyo3(signature = (issuer_url, audience, **options))]
    fn okta(
        py: Python<'_>,
        issuer_url: &str,
        audience: Any<'_, '_>,
        options: Option<Keywords<'_, '_>>,
    ) -> PyResult<Self> {
        Self::preset(py, Core::okta(issuer_url, names(audience)?), options)
    }

    /// Supabase Auth: access tokens of signed-in users of a project.
    #[staticmethod]
    #[pyo3(signature = (project_url, **options))]
    fn supabase(py: Python<'_>, project_url: &str, options: Option<Keywords<'_, '_>>) -> PyResult<Self> {
        Self::preset(py, Core::supabase(project_url), options)
    }

    /// WorkOS AuthKit: session access tokens of an environment.
    #[staticmethod]
    #[pyo3(signature = (client_id, **options))]
    fn workos(py: Python<'_>, client_id: &str, options: Option<Keywords<'_, '_>>) -> PyResult<Self> {
        Self::preset(py, Core::workos(client_id), options)
    }
}
