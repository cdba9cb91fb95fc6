//! The application's own fetcher.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use bearward::{Fetch, FetchError, FetchErrorKind, FetchRequest, FetchResponse};
use pyo3::exceptions::{PyConnectionError, PyTimeoutError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{PyCFunction, PyDict, PyMapping, PyString, PyTuple};

use crate::callbacks::said;
use crate::ending;

/// `fetch(url, headers, timeout) -> (status, headers, body)`.
pub(crate) struct OwnFetch(pub(crate) Py<PyAny>);

type Answer = Result<FetchResponse, FetchError>;

/// It may be a little late by its own clock.
const GRACE: Duration = Duration::from_millis(500);

impl Fetch for OwnFetch {
    /// On a thread of Python's, which Python can end wherever it is; on that of the caller if that is one.
    fn fetch(&self, request: &FetchRequest) -> Answer {
        let ending = || Err(FetchError::new(FetchErrorKind::Other, "the interpreter is ending"));
        if !ending::is_ours() {
            let call = |py: Python<'_>| self.call(py, request).map_err(|error| failure(py, &error));
            return Python::try_attach(call).unwrap_or_else(ending);
        }
        let (sender, receiver) = mpsc::channel();
        match ending::attach(|py| self.start(py, request, sender).map_err(|error| failure(py, &error))) {
            None => ending(),
            Some(Err(error)) => Err(error),
            Some(Ok(())) => receiver.recv_timeout(request.timeout + GRACE).unwrap_or_else(|why| match why {
                RecvTimeoutError::Timeout => {
                    Err(FetchError::new(FetchErrorKind::Timeout, "fetch gave no answer in its time"))
                }
                RecvTimeoutError::Disconnected => ending(),
            }),
        }
    }
}

impl OwnFetch {
    fn call(&self, py: Python<'_>, request: &FetchRequest) -> PyResult<FetchResponse> {
        response(&self.0.bind(py).call1(arguments(py, request)?)?)
    }

    fn start(&self, py: Python<'_>, request: &FetchRequest, sender: mpsc::Sender<Answer>) -> PyResult<()> {
        let answered = move |words: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| -> PyResult<()> {
            let (given, error): (Bound<'_, PyAny>, Option<Bound<'_, PyAny>>) = words.extract()?;
            let answer = match error {
                Some(error) => Err(failure(words.py(), &PyErr::from_value(error))),
                None => Ok(response(&given)?),
            };
            // Whoever asked may have given up.
            drop(sender.send(answer));
            Ok(())
        };
        let answered = PyCFunction::new_closure(py, None, None, answered)?;
        let start = py.import("bearward._own_fetch")?.getattr("start")?;
        start.call1((&self.0, arguments(py, request)?, answered)).map(drop)
    }
}

fn arguments<'py>(py: Python<'py>, request: &FetchRequest) -> PyResult<Bound<'py, PyTuple>> {
    let headers = PyDict::new(py);
    if let Some(etag) = &request.etag {
        headers.set_item("If-None-Match", etag)?;
    }
    (&request.url, headers, request.timeout.as_secs_f64()).into_pyobject(py)
}

fn response(answer: &Bound<'_, PyAny>) -> PyResult<FetchResponse> {
    let (status, headers, body): (u16, Bound<'_, PyAny>, Bound<'_, PyAny>) =
        answer.extract().map_err(|_| PyTypeError::new_err("fetch must return (status, headers, body)"))?;
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
