//! A request's method and headers, as ASGI has them.

use bearward::{Denial, RequestHead, Verifier};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyList, PySequence, PyString, PyTuple};

/// Header names and values: octets, as they came.
pub(crate) struct Head<'a, 'py> {
    method: &'a Bound<'py, PyString>,
    fields: Vec<Bound<'py, PyTuple>>,
}

impl<'a, 'py> Head<'a, 'py> {
    pub(crate) fn read(method: &'a Bound<'py, PyString>, headers: &Bound<'py, PyAny>) -> PyResult<Self> {
        let fields: PyResult<Vec<_>> = match headers.cast::<PyList>() {
            Ok(list) => list.iter().map(pair).collect(),
            Err(_) => headers.try_iter()?.map(|field| pair(field?)).collect(),
        };
        Ok(Self { method, fields: fields? })
    }

    /// The token, if the request has one. An error is a header that is no pair of bytes.
    pub(crate) fn token(&self, verifier: &Verifier) -> PyResult<Result<Option<&str>, Denial>> {
        let mut wrong = Ok(());
        let headers = self.fields.iter().map_while(|field| match octets(field) {
            Ok((name, value)) => {
                // A name that is no text is none that anybody looks for.
                Some((std::str::from_utf8(name).unwrap_or_default(), value))
            }
            Err(error) => {
                wrong = Err(error);
                None
            }
        });
        let method = self.method.to_str().unwrap_or_default();
        let found = verifier.find_token(RequestHead { method, headers });
        wrong.map(|()| found)
    }
}

impl Head<'_, '_> {
    /// Asks the core about the whole request. An error is a header that is no pair of bytes.
    pub(crate) fn ask<T>(&self, ask: impl FnOnce(WholeHead<'_>) -> T) -> PyResult<T> {
        let mut headers = Vec::with_capacity(self.fields.len());
        for field in &self.fields {
            let (name, value) = octets(field)?;
            headers.push((std::str::from_utf8(name).unwrap_or_default(), value));
        }
        Ok(ask(RequestHead { method: self.method.to_str().unwrap_or_default(), headers }))
    }
}

/// A request's head with all of its fields.
pub(crate) type WholeHead<'f> = RequestHead<'f, Vec<(&'f str, &'f [u8])>>;

/// A field as a tuple: some servers give lists.
fn pair(field: Bound<'_, PyAny>) -> PyResult<Bound<'_, PyTuple>> {
    field.cast_into::<PyTuple>().or_else(|error| error.into_inner().cast::<PySequence>()?.to_tuple())
}

fn octets<'f>(field: &'f Bound<'_, PyTuple>) -> PyResult<(&'f [u8], &'f [u8])> {
    if field.len() != 2 {
        return Err(PyTypeError::new_err("a header is a pair: name and value"));
    }
    Ok((field.get_borrowed_item(0)?.extract()?, field.get_borrowed_item(1)?.extract()?))
}
