//! A request's method and headers, as ASGI has them.

use bearward::{Denial, RequestHead, Verifier};
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyString};

/// Header names and values: octets, as they came.
pub(crate) struct Head<'py> {
    method: Bound<'py, PyString>,
    fields: Vec<(Bound<'py, PyBytes>, Bound<'py, PyBytes>)>,
}

impl<'py> Head<'py> {
    pub(crate) fn read(method: Bound<'py, PyString>, headers: &Bound<'py, PyAny>) -> PyResult<Self> {
        let fields = headers.try_iter()?.map(|field| field?.extract()).collect::<PyResult<_>>()?;
        Ok(Self { method, fields })
    }

    /// The token, if the request has one.
    pub(crate) fn token(&self, verifier: &Verifier) -> Result<Option<&str>, Denial> {
        // A name that is no text is none that anybody looks for.
        let headers = self.fields.iter().map(|(name, value)| {
            (std::str::from_utf8(name.as_bytes()).unwrap_or_default(), value.as_bytes())
        });
        verifier.find_token(RequestHead { method: self.method.to_str().unwrap_or_default(), headers })
    }
}
