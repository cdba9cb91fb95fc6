//! The application's own callables: what they may be, its last word on a token, and what their errors say.

use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::PyBool;

use crate::claims::Claims;
use crate::denial::config_fault;
use crate::ending;

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
        ending::attach(ask).unwrap_or_else(|| Err("the interpreter is ending".to_owned()))
    }
}

/// The kind of an error and its words.
pub(crate) fn said(py: Python<'_>, error: &PyErr) -> String {
    let value = error.value(py);
    format!("{}: {value}", kind(value.as_any()))
}

fn kind(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "?".to_owned(), |name| name.to_string_lossy().into_owned())
}
