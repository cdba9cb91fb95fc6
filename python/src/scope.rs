//! An ASGI request's scope: its method and headers, and the claims that it keeps once they are decided.

use pyo3::exceptions::PyKeyError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString};

use crate::claims::Claims;
use crate::verifier::Verifier;

type Object<'py> = Bound<'py, PyAny>;

/// The claims that this very verifier has found before.
pub(crate) fn kept<'py>(scope: &Object<'py>, by: &Bound<'py, Verifier>) -> PyResult<Option<Object<'py>>> {
    match member(scope, intern!(scope.py(), "bearward.verifier"))? {
        Some(other) if other.is(by) => member(scope, intern!(scope.py(), "bearward.claims")),
        _ => Ok(None),
    }
}

pub(crate) fn keep<'py>(
    scope: &Object<'py>,
    by: &Bound<'py, Verifier>,
    claims: Claims,
) -> PyResult<Object<'py>> {
    let py = scope.py();
    let claims = Bound::new(py, claims)?.into_any();
    scope.set_item(intern!(py, "bearward.claims"), &claims)?;
    scope.set_item(intern!(py, "bearward.verifier"), by)?;
    Ok(claims)
}

/// Method and headers. The handshake of a WebSocket has no method here (RFC 8441: CONNECT); it is unsafe, so that a cookie
/// needs its Origin.
pub(crate) fn head<'py>(scope: &Object<'py>) -> PyResult<(Object<'py>, Object<'py>)> {
    let py = scope.py();
    let method = match member(scope, intern!(py, "method"))? {
        Some(method) => method,
        None => intern!(py, "CONNECT").clone().into_any(),
    };
    Ok((method, scope.get_item(intern!(py, "headers"))?))
}

/// A scope is a dict (ASGI); some frameworks hand on a mapping of their own.
fn member<'py>(scope: &Object<'py>, key: &Bound<'py, PyString>) -> PyResult<Option<Object<'py>>> {
    if let Ok(dict) = scope.cast::<PyDict>() {
        return dict.get_item(key);
    }
    match scope.get_item(key) {
        Err(error) if error.is_instance_of::<PyKeyError>(scope.py()) => Ok(None),
        found => found.map(Some),
    }
}
