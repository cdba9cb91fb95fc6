//! A fetch under way, and where one waits for it.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use bearward::Now;
use pyo3::prelude::*;

use crate::ending;

/// A flight that nobody has launched: only `Verifier._check` gives it, for virtual time. Dropping it cancels it.
#[pyclass(frozen, module = "bearward._bearward")]
pub(crate) struct Flight(Mutex<Option<bearward::Flight>>);

impl From<bearward::Flight> for Flight {
    fn from(flight: bearward::Flight) -> Self {
        Self(Mutex::new(Some(flight)))
    }
}

impl Flight {
    fn take(&self) -> Option<bearward::Flight> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

#[pymethods]
impl Flight {
    #[getter]
    fn is_led(&self) -> bool {
        let flight = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        flight.as_ref().is_some_and(bearward::Flight::is_led)
    }

    /// Runs the fetch on this thread and lands it at that moment.
    fn _run_here(&self, unix: f64, mono: f64) {
        if let Some(flight) = self.take() {
            flight.run_here(moment(unix, mono));
        }
    }
}

/// Where one waits for a flight that was launched.
#[pyclass(frozen, module = "bearward._bearward")]
pub(crate) struct Landing(bearward::Landing);

impl From<bearward::Landing> for Landing {
    fn from(landing: bearward::Landing) -> Self {
        Self(landing)
    }
}

#[pymethods]
impl Landing {
    /// Seconds until the flight counts as lost.
    #[getter]
    fn seconds_left(&self) -> f64 {
        self.0.deadline().saturating_duration_since(Instant::now()).as_secs_f64()
    }

    /// Calls back from the flight's thread, or at once if it has landed. What the callback raises is dropped: it only wakes
    /// somebody, who may be gone (a closed loop).
    fn on_done(&self, py: Python<'_>, callback: Py<PyAny>) {
        let wake = move || {
            let woken = ending::attach(|py| drop(callback.call0(py)));
            // An interpreter that is ending has nobody to wake.
            let _ = woken;
        };
        py.detach(|| self.0.on_done(wake));
    }
}

/// Both clocks, given. A negative monotonic time is none.
pub(crate) fn moment(unix: f64, mono: f64) -> Now {
    Now::at(unix, Duration::try_from_secs_f64(mono).unwrap_or_default())
}
