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
    #[staticmethod]
    #[pyo3(signature = (base_url, **options))]
    fn better_auth(py: Python<'_>, base_url: &str, options: Option<Keywords<'_, '_>>) -> PyResult<Self> {
        Self::preset(py, Core::better_auth(base_url), options)
    }

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

    #[staticmethod]
    #[pyo3(signature = (project_id, **options))]
    fn firebase(py: Python<'_>, project_id: &str, options: Option<Keywords<'_, '_>>) -> PyResult<Self> {
        Self::preset(py, Core::firebase(project_id), options)
    }

    #[staticmethod]
    #[pyo3(signature = (client_ids, **options))]
    fn google(py: Python<'_>, client_ids: Any<'_, '_>, options: Option<Keywords<'_, '_>>) -> PyResult<Self> {
        Self::preset(py, Core::google(names(client_ids)?), options)
    }

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

    #[staticmethod]
    #[pyo3(signature = (project_url, **options))]
    fn supabase(py: Python<'_>, project_url: &str, options: Option<Keywords<'_, '_>>) -> PyResult<Self> {
        Self::preset(py, Core::supabase(project_url), options)
    }

    #[staticmethod]
    #[pyo3(signature = (client_id, **options))]
    fn workos(py: Python<'_>, client_id: &str, options: Option<Keywords<'_, '_>>) -> PyResult<Self> {
        Self::preset(py, Core::workos(client_id), options)
    }
}
