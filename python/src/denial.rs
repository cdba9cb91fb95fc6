//! A denial, and the exceptions that are raised.

use std::sync::atomic::{AtomicBool, Ordering};

use bearward::{ConfigError, DenialCode};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyString;

use crate::convert::text;

/// What `Denied` carries.
#[pyclass(frozen, module = "bearward._bearward")]
pub(crate) struct Denial {
    denial: bearward::Denial,
    logged: AtomicBool,
}

/// A denial as the exception `Denied`.
pub(crate) fn denied(py: Python<'_>, denial: bearward::Denial) -> PyErr {
    match denied_object(py, denial) {
        Ok(error) => PyErr::from_value(error),
        Err(error) => error,
    }
}

/// The exception as an object, not raised.
pub(crate) fn denied_object(py: Python<'_>, denial: bearward::Denial) -> PyResult<Bound<'_, PyAny>> {
    static DENIED: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let denial = Denial { denial, logged: AtomicBool::new(false) };
    DENIED.import(py, "bearward._errors", "Denied")?.call1((denial,))
}

/// A wrong configuration as the exception `ConfigError`.
pub(crate) fn config_error(py: Python<'_>, error: &ConfigError) -> PyErr {
    config_fault(py, &error.to_string())
}

/// The same for what the binding itself finds.
pub(crate) fn config_fault(py: Python<'_>, sentence: &str) -> PyErr {
    static CONFIG_ERROR: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let raised =
        CONFIG_ERROR.import(py, "bearward._errors", "ConfigError").and_then(|class| class.call1((sentence,)));
    match raised {
        Ok(error) => PyErr::from_value(error),
        Err(error) => error,
    }
}

#[pymethods]
impl Denial {
    #[new]
    #[pyo3(signature = (code, retry_after = None))]
    fn new(code: &str, retry_after: Option<f64>) -> PyResult<Self> {
        let known = DenialCode::from_name(code);
        let known =
            known.ok_or_else(|| PyValueError::new_err(format!("there is no denial code {code:?}")))?;
        let denial = bearward::Denial::new(known);
        let denial = match retry_after {
            Some(seconds) => denial.retry_in(seconds),
            None => denial,
        };
        Ok(Self { denial, logged: AtomicBool::new(false) })
    }

    #[getter]
    fn code(&self) -> &'static str {
        self.denial.code().as_str()
    }

    #[getter]
    fn status(&self) -> u16 {
        self.denial.status()
    }

    #[getter]
    fn oauth_error(&self) -> Option<&'static str> {
        self.denial.oauth_error()
    }

    #[getter]
    fn claim(&self) -> Option<&str> {
        self.denial.claim()
    }

    #[getter]
    fn retry_after(&self) -> Option<u32> {
        self.denial.retry_after()
    }

    #[getter]
    fn headers(&self) -> Vec<(&'static str, String)> {
        self.denial.headers()
    }

    #[getter]
    fn body(&self) -> String {
        self.denial.body()
    }

    #[getter]
    fn content_type(&self) -> &'static str {
        self.denial.content_type()
    }

    /// Expected, received, hint.
    #[getter]
    fn explanation(&self) -> (Option<&str>, Option<&str>, Option<&str>) {
        let why = self.denial.explain();
        (why.expected.as_deref(), why.received.as_deref(), why.hint.as_deref())
    }

    /// One line, once.
    fn log(&self, route: &Bound<'_, PyString>) {
        if !self.logged.swap(true, Ordering::Relaxed) {
            // A copy: a log handler of the application may look at this denial meanwhile.
            self.denial.clone().log(&text(route));
        }
    }

    fn __str__(&self) -> String {
        self.denial.to_string()
    }
}
