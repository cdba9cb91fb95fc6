//! From Python's values to the core's.

use std::borrow::Cow;

use bearward::OwnerId;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyBool, PyDict, PyInt, PyString};

/// A text as the core reads it. Lone surrogates become U+FFFD, which no token and no owner has.
pub(crate) fn text<'a>(value: &'a Bound<'_, PyString>) -> Cow<'a, str> {
    value.to_string_lossy()
}

/// One name or several.
pub(crate) fn names(value: &Bound<'_, PyAny>) -> PyResult<Vec<String>> {
    match value.cast::<PyString>() {
        Ok(one) => Ok(vec![one.to_str()?.to_owned()]),
        Err(_) => value.extract(),
    }
}

/// JSON text: a `str` as it is, anything else as `json.dumps` writes it.
pub(crate) fn json(value: &Bound<'_, PyAny>) -> PyResult<String> {
    static DUMPS: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    if let Ok(text) = value.cast::<PyString>() {
        return Ok(text.to_str()?.to_owned());
    }
    let options = PyDict::new(value.py());
    options.set_item("ensure_ascii", false)?;
    options.set_item("allow_nan", false)?;
    DUMPS.import(value.py(), "json", "dumps")?.call((value,), Some(&options))?.extract()
}

/// The owner of a record or a path, as an application holds it.
pub(crate) enum Owner {
    Text(String),
    Integer(Option<u64>),
}

impl Owner {
    /// A `str`, or an `int` that is no `bool`: nothing else is an id, and nothing is turned into another type.
    pub(crate) fn read(value: &Bound<'_, PyAny>) -> PyResult<Self> {
        if let Ok(id) = value.cast::<PyString>() {
            return Ok(Self::Text(text(id).into_owned()));
        }
        if value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>() {
            return Ok(Self::Integer(value.extract().ok()));
        }
        let kind = value.get_type().name()?;
        Err(PyTypeError::new_err(format!("an owner is a str or an int, not {kind}: give str(id) or id.hex")))
    }

    pub(crate) fn id(&self) -> OwnerId<'_> {
        match self {
            Self::Text(id) => OwnerId::Text(id),
            Self::Integer(id) => OwnerId::Integer(*id),
        }
    }
}
