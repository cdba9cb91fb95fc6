//! The application's own callables: its last word on a token, and its fetcher.

use bearward::{Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse};
use pyo3::exceptions::{PyConnectionError, PyTimeoutError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyMapping, PyString};

use crate::claims::Claims;
use crate::denial::config_fault;

/// A callable that answers at once: a coroutine function would never run.
pub(crate) fn callable(name: &str, value: &Bound<'_, PyAny>) -> PyResult<Py<PyAny>> {
    let py = value.py();
    if !value.is_callable() {
        return Err(PyTypeError::new_err(format!("{name} must be callable")));
    }
    if py.import("inspect")?.call_method1("iscoroutinefunction", (value,))?.is_truthy()? {
        let sentence = format!(
            "{name} is an async function, and it is called where nothing can be awaited: give a plain one."
        );
        return Err(config_fault(py, &sentence));
    }
    Ok(value.clone().unbind())
}

/// `revoked_if`: a bool. An error, or anything else than a bool, fails the request.
pub(crate) fn revoked_if(
    callable: Py<PyAny>,
) -> impl Fn(&bearward::Claims) -> Result<bool, String> + Send + Sync + 'static {
    move |claims| {
        let ask = |py: Python<'_>| {
            let answer = callable.bind(py).call1((Claims::from(claims.clone()),));
            let answer = answer.map_err(|error| said(py, &error))?;
            match answer.cast::<PyBool>() {
                Ok(revoked) => Ok(revoked.is_true()),
                Err(_) => Err(format!("revoked_if gave no bool but {}", kind(&answer))),
            }
        };
        Python::try_attach(ask).unwrap_or_else(|| Err("the interpreter is ending".to_owned()))
    }
}

/// `fetch(url, headers, timeout) -> (status, headers, body)`.
pub(crate) struct OwnFetch(pub(crate) Py<PyAny>);

impl Fetch for OwnFetch {
    fn fetch(&self, request: &FetchRequest) -> Result<FetchResponse, FetchError> {
        let ending = || Err(FetchError::new(FetchErrorKind::Other, "the interpreter is ending"));
        Python::try_attach(|py| self.call(py, request).map_err(|error| failure(py, &error)))
            .unwrap_or_else(ending)
    }
}

impl OwnFetch {
    fn call(&self, py: Python<'_>, request: &FetchRequest) -> PyResult<FetchResponse> {
        let headers = PyDict::new(py);
        if let Some(etag) = &request.etag {
            headers.set_item("If-None-Match", etag)?;
        }
        let answer = self.0.bind(py).call1((&request.url, headers, request.timeout.as_secs_f64()))?;
        let (status, headers, body): (u16, Bound<'_, PyAny>, Bound<'_, PyAny>) = answer
            .extract()
            .map_err(|_| PyTypeError::new_err("fetch must return (status, headers, body)"))?;
        let headers = match headers.cast::<PyMapping>() {
            Ok(mapping) => mapping.items()?.into_any(),
            Err(_) => headers,
        };
        let lower = |field: PyResult<Bound<'_, PyAny>>| -> PyResult<(String, String)> {
            let (name, value): (String, String) = field?.extract()?;
            Ok((name.to_ascii_lowercase(), value))
        };
        let headers = headers.try_iter()?.map(lower).collect::<PyResult<_>>()?;
        let body = match body.cast::<PyString>() {
            Ok(text) => text.to_str()?.as_bytes().to_vec(),
            Err(_) => body.extract()?,
        };
        Ok(FetchResponse { status, headers, body })
    }
}

fn failure(py: Python<'_>, error: &PyErr) -> FetchError {
    let kind = if error.is_instance_of::<PyTimeoutError>(py) {
        FetchErrorKind::Timeout
    } else if error.is_instance_of::<PyConnectionError>(py) {
        FetchErrorKind::Connect
    } else {
        FetchErrorKind::Other
    };
    FetchError::new(kind, said(py, error))
}

/// The kind of an error and its words.
fn said(py: Python<'_>, error: &PyErr) -> String {
    let value = error.value(py);
    format!("{}: {value}", kind(value.as_any()))
}

fn kind(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "?".to_owned(), |name| name.to_string_lossy().into_owned())
}
