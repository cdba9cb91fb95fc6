//! The verifier: asks the core, and waits as Python waits.

use bearward::{Attempt, ConfigError, Denial, Flight, Outcome, Ready, Step, VerifierBuilder};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyString, PyTuple};

use crate::claims::Claims;
use crate::convert::text;
use crate::denial::{config_error, denied, denied_object};
use crate::ending;
use crate::flight::{self, Landing};
use crate::options::{self, Options};
use crate::request::Head;
use crate::scope;

/// Decides about bearer tokens. Built once, shared by all requests and threads.
///
/// What the keywords mean is said in `bearward._options`.
#[pyclass(frozen, module = "bearward")]
pub(crate) struct Verifier {
    pub(crate) verifier: bearward::Verifier,
    release_gil: bool,
}

#[pymethods]
impl Verifier {
    #[new]
    #[pyo3(signature = (**options))]
    fn new(py: Python<'_>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let options = Options::new(py, options)?;
        Self::build(py, options::start(&options)?, &options)
    }

    /// Several issuers behind one verifier: the token's iss chooses among them by exact match.
    #[staticmethod]
    fn many(py: Python<'_>, verifiers: Vec<Bound<'_, Self>>) -> PyResult<Self> {
        let release_gil = verifiers.iter().any(|verifier| verifier.get().release_gil);
        let several = verifiers.iter().map(|verifier| verifier.get().verifier.clone());
        let verifier = bearward::Verifier::many(several).map_err(|error| config_error(py, &error))?;
        Ok(Self { verifier, release_gil })
    }

    /// The claims of a good token; raises Denied for any other. May wait up to 6 s where there are no keys yet.
    fn verify(&self, py: Python<'_>, token: &Bound<'_, PyString>) -> PyResult<Claims> {
        self.decided(py, &text(token))?.map_err(|denial| denied(py, logged(denial)))
    }

    /// The same without ever blocking the event loop.
    fn verify_async<'py>(
        slf: &Bound<'py, Self>,
        token: &Bound<'py, PyString>,
    ) -> PyResult<Bound<'py, PyAny>> {
        waiting(slf.py(), "verify", (slf, token))
    }

    /// The token of a request, or None if there is none. Headers are pairs of bytes.
    fn find_token<'py>(
        &self,
        py: Python<'py>,
        method: &Bound<'py, PyString>,
        headers: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyString>>> {
        let head = Head::read(method, headers)?;
        let token = head.token(&self.verifier)?.map_err(|denial| denied(py, denial))?;
        Ok(token.map(|token| PyString::new(py, token)))
    }

    /// The denial of a request without a token.
    fn token_missing<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        denied_object(py, self.verifier.token_missing())
    }

    /// find_token and verify in one. Denials are not logged: `denied.log(route)` does.
    fn decide<'py>(
        &self,
        py: Python<'py>,
        method: &Bound<'py, PyString>,
        headers: &Bound<'py, PyAny>,
    ) -> PyResult<Claims> {
        let head = Head::read(method, headers)?;
        let token = self.needed(&head)?.map_err(|denial| denied(py, denial))?;
        self.decided(py, token)?.map_err(|denial| denied(py, denial))
    }

    /// The same without ever blocking the event loop.
    fn decide_async<'py>(
        slf: &Bound<'py, Self>,
        method: &Bound<'py, PyString>,
        headers: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        waiting(slf.py(), "decide", (slf, method, headers))
    }

    /// The decision, or None if it would wait: the fetch is then on its way, and `decide_async` joins it.
    fn try_decide<'py>(
        &self,
        py: Python<'py>,
        method: &Bound<'py, PyString>,
        headers: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        match self.at_once(py, method, headers)? {
            Some(Ok(claims)) => Ok(Some(Bound::new(py, claims)?.into_any())),
            Some(Err(denial)) => denied_object(py, denial).map(Some),
            None => Ok(None),
        }
    }

    /// The same for an ASGI request, raising; its scope keeps the claims, however many middlewares and dependencies ask.
    fn decide_scope<'py>(
        slf: &Bound<'py, Self>,
        scope: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        if let Some(claims) = scope::kept(scope, slf)? {
            return Ok(Some(claims));
        }
        let (method, headers) = scope::head(scope)?;
        let Some(outcome) = slf.get().at_once(slf.py(), method.cast()?, &headers)? else { return Ok(None) };
        let claims = outcome.map_err(|denial| denied(slf.py(), denial))?;
        scope::keep(scope, slf, claims).map(Some)
    }

    /// Fetches the keys now, if there are none. Raises Denied (keys_unavailable); with required=False it logs that instead.
    #[pyo3(signature = (required = true))]
    fn warm(&self, py: Python<'_>, required: bool) -> PyResult<()> {
        match py.detach(|| self.verifier.warm()) {
            Err(denial) if required => return Err(denied(py, denial)),
            Err(denial) => drop(logged(denial)),
            Ok(()) => {}
        }
        Ok(())
    }

    /// The same without blocking the event loop.
    #[pyo3(signature = (required = true))]
    fn warm_async<'py>(slf: &Bound<'py, Self>, required: bool) -> PyResult<Bound<'py, PyAny>> {
        waiting(slf.py(), "warm", (slf, required))
    }

    /// True while there are keys to decide by.
    fn ready(&self) -> bool {
        self.verifier.ready()
    }

    /// Fetches the keys again, past every brake, and waits for them. Raises Denied (keys_unavailable).
    fn refresh(&self, py: Python<'_>) -> PyResult<()> {
        py.detach(|| self.verifier.refresh()).map_err(|denial| denied(py, denial))
    }

    /// Refuses a key, under whatever names the set has it, and every token that names this kid, until this process ends. A shared secret,
    /// and a key given without a kid (pem), are known by what the token says alone: take those out of the configuration.
    fn revoke_key(&self, kid: &str) {
        self.verifier.revoke_key(kid);
    }

    /// Counters of decisions and fetches.
    fn stats<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let stats = py.detach(|| self.verifier.stats());
        let all = PyDict::new(py);
        all.set_item("accepted", stats.accepted)?;
        all.set_item("denied", stats.denied)?;
        all.set_item("key_hits", stats.key_hits)?;
        all.set_item("key_misses", stats.key_misses)?;
        all.set_item("fetches", stats.fetches)?;
        all.set_item("fetch_failures", stats.fetch_failures)?;
        all.set_item("last_fetch_error", stats.last_fetch_error)?;
        all.set_item("key_age", stats.key_age.map(|age| age.as_secs_f64()))?;
        Ok(all)
    }

    fn __repr__(&self) -> String {
        format!("<{:?}>", self.verifier)
    }
}

/// What `bearward._wait` builds on.
#[pymethods]
impl Verifier {
    /// Claims, or a Landing to wait for.
    fn _begin<'py>(&self, py: Python<'py>, token: &Bound<'py, PyString>) -> PyResult<Bound<'py, PyAny>> {
        match self.check(py, &text(token), Attempt::First) {
            Outcome::Verified(claims) => Ok(Bound::new(py, Claims::from(claims))?.into_any()),
            Outcome::Denied(denial) => Err(denied(py, denial)),
            Outcome::Wait(flight) => Ok(Bound::new(py, Landing::from(flight.launch()))?.into_any()),
        }
    }

    /// Claims, after the landing.
    fn _finish(&self, py: Python<'_>, token: &Bound<'_, PyString>) -> PyResult<Claims> {
        self.settled(py, &text(token)).map_err(|denial| denied(py, denial))
    }

    /// Warms on a thread of its own; calls back with None or the denial.
    fn _warm_in_thread(&self, done: Py<PyAny>) -> PyResult<()> {
        let verifier = self.verifier.clone();
        let warm = move || {
            let warmed = verifier.warm();
            let _ = ending::attach(|py| {
                let denial = warmed.err().map(|denial| denied_object(py, denial)).transpose();
                denial.and_then(|denial| done.call1(py, (denial,))).map(drop)
            });
        };
        let thread = std::thread::Builder::new().name("bearward-warm".to_owned()).spawn(warm);
        thread.map(drop).map_err(|error| PyRuntimeError::new_err(format!("no thread can be had: {error}")))
    }

    /// For tests in virtual time: the outcome (Claims, Denied or Flight) and the refresh (Flight or None).
    fn _check<'py>(
        &self,
        py: Python<'py>,
        token: &Bound<'py, PyString>,
        unix: f64,
        mono: f64,
        attempt: u8,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let attempt = if attempt == 1 { Attempt::First } else { Attempt::Second };
        let Step { outcome, refresh } =
            self.verifier.check(&text(token), flight::moment(unix, mono), attempt);
        let outcome = match outcome {
            Outcome::Verified(claims) => Bound::new(py, Claims::from(claims))?.into_any(),
            Outcome::Denied(denial) => denied_object(py, denial)?,
            Outcome::Wait(flight) => Bound::new(py, flight::Flight::from(flight))?.into_any(),
        };
        (outcome, refresh.map(flight::Flight::from)).into_pyobject(py)
    }
}

impl Verifier {
    /// A preset, with what the keywords replace.
    pub(crate) fn preset(
        py: Python<'_>,
        builder: Result<VerifierBuilder<Ready>, ConfigError>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let builder = builder.map_err(|error| config_error(py, &error))?;
        let options = Options::new(py, options)?;
        Self::build(py, options::replace(builder, &options)?, &options)
    }

    fn build(py: Python<'_>, builder: VerifierBuilder<Ready>, options: &Options<'_>) -> PyResult<Self> {
        let builder = options::refine(builder, options)?;
        let release_gil = options.flag("release_gil")?;
        options.close("Verifier")?;
        let verifier = builder.build().map_err(|error| config_error(py, &error))?;
        Ok(Self { verifier, release_gil })
    }

    /// The blocking loop over `check`.
    fn decided(&self, py: Python<'_>, token: &str) -> PyResult<Result<Claims, Denial>> {
        match self.check(py, token, Attempt::First) {
            Outcome::Verified(claims) => Ok(Ok(claims.into())),
            Outcome::Denied(denial) => Ok(Err(denial)),
            Outcome::Wait(flight) => {
                wait(py, flight)?;
                Ok(self.settled(py, token))
            }
        }
    }

    /// The decision on a request, or None if it would wait: the fetch is then on its way.
    fn at_once(
        &self,
        py: Python<'_>,
        method: &Bound<'_, PyString>,
        headers: &Bound<'_, PyAny>,
    ) -> PyResult<Option<Result<Claims, Denial>>> {
        let head = Head::read(method, headers)?;
        let token = match self.needed(&head)? {
            Ok(token) => token,
            Err(denial) => return Ok(Some(Err(denial))),
        };
        Ok(match self.check(py, token, Attempt::First) {
            Outcome::Verified(claims) => Some(Ok(claims.into())),
            Outcome::Denied(denial) => Some(Err(denial)),
            Outcome::Wait(flight) => {
                drop(flight.launch());
                None
            }
        })
    }

    /// The second attempt, which never waits.
    fn settled(&self, py: Python<'_>, token: &str) -> Result<Claims, Denial> {
        match self.check(py, token, Attempt::Second) {
            Outcome::Verified(claims) => Ok(claims.into()),
            Outcome::Denied(denial) => Err(denial),
            Outcome::Wait(_) => Err(Denial::new(bearward::DenialCode::KeysUnavailable)),
        }
    }

    fn check(&self, py: Python<'_>, token: &str, attempt: Attempt) -> Outcome {
        let check = || {
            let Step { outcome, refresh } = self.verifier.check(token, self.verifier.now(), attempt);
            // Nobody waits for it.
            drop(refresh.map(Flight::launch));
            outcome
        };
        if self.release_gil { py.detach(check) } else { check() }
    }

    fn needed<'a>(&self, head: &'a Head<'_, '_>) -> PyResult<Result<&'a str, Denial>> {
        let found = head.token(&self.verifier)?;
        Ok(found.and_then(|token| token.ok_or_else(|| self.verifier.token_missing())))
    }
}

pub(crate) fn logged(mut denial: Denial) -> Denial {
    denial.log("-");
    denial
}

/// Blocks, detached. On a thread that runs an event loop it warns first: the loop would stand still.
pub(crate) fn wait(py: Python<'_>, flight: Flight) -> PyResult<()> {
    py.import("bearward._wait")?.call_method0("warn_on_loop")?;
    py.detach(|| flight.launch().wait());
    Ok(())
}

/// A coroutine of `bearward._wait`.
fn waiting<'py, A>(py: Python<'py>, name: &str, arguments: A) -> PyResult<Bound<'py, PyAny>>
where
    A: pyo3::call::PyCallArgs<'py>,
{
    py.import("bearward._wait")?.call_method1(name, arguments)
}
