//! Better Auth's session cookies: asks the core, and waits as Python waits.

use bearward::better_auth::{
    Session, SessionCookies as Core, SessionCookiesBuilder, SessionOutcome, SessionStep, Strategy,
};
use bearward::{Attempt, Denial, DenialCode, Flight, Now, Secret};
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyString, PyTuple};

use crate::callbacks::revoked_if;
use crate::claims::Claims;
use crate::convert::text;
use crate::denial::{denied, denied_object};
use crate::flight::{self, Landing};
use crate::options::{self, Options};
use crate::request::Head;
use crate::verifier::{Verifier, logged, wait};

/// Decides about Better Auth's session cookies. Built once, shared by all requests and threads.
#[pyclass(frozen, module = "bearward.better_auth")]
pub(crate) struct SessionCookies(Core);

type Given<'a, 'py> = Option<&'a Bound<'py, PyAny>>;

#[pymethods]
impl SessionCookies {
    #[new]
    #[pyo3(signature = (**options))]
    fn new(py: Python<'_>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let options = Options::new(py, options)?;
        let builder = refine(Core::builder(secret(&options)?), &options)?;
        options.close("SessionCookies")?;
        builder.build().map(Self).map_err(|error| options.refused(&error))
    }

    /// The claims of a session, or None if the issuer must be asked for it. Raises Denied for everything else.
    #[pyo3(signature = (cookies))]
    fn decide(&self, py: Python<'_>, cookies: Given<'_, '_>) -> PyResult<Option<Claims>> {
        let cookies = octets(cookies)?;
        let decided = self.decided(py, |core, attempt| Ok(core.check(&cookies, Now::system(), attempt)))?;
        decided.map_err(|denial| denied(py, logged(denial)))
    }

    /// The same without ever blocking the event loop.
    #[pyo3(signature = (cookies))]
    fn decide_async<'py>(slf: &Bound<'py, Self>, cookies: Given<'_, 'py>) -> PyResult<Bound<'py, PyAny>> {
        waiting(slf, "_decide", (slf, cookies))
    }

    /// The same for a whole request, whose origin counts too. Denials are not logged: `denied.log(route)` does.
    fn decide_request(
        &self,
        py: Python<'_>,
        method: &Bound<'_, PyString>,
        headers: &Bound<'_, PyAny>,
    ) -> PyResult<Option<Claims>> {
        let head = Head::read(method, headers)?;
        self.decided(py, |core, attempt| check_request(core, &head, attempt))?
            .map_err(|denial| denied(py, denial))
    }

    /// The same without ever blocking the event loop.
    fn decide_request_async<'py>(
        slf: &Bound<'py, Self>,
        method: &Bound<'py, PyString>,
        headers: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        waiting(slf, "_decide_request", (slf, method, headers))
    }

    /// The claims of a session that must be renewed, from the body of the issuer's answer to GET /api/auth/get-session with these cookies.
    #[pyo3(signature = (cookies, body))]
    fn accept_answer(
        &self,
        py: Python<'_>,
        cookies: Given<'_, '_>,
        body: &Bound<'_, PyAny>,
    ) -> PyResult<Claims> {
        let body = match body.cast::<PyBytes>() {
            Ok(body) => body.as_bytes().to_vec(),
            Err(_) => text(body.cast::<PyString>()?).as_bytes().to_vec(),
        };
        let accepted = self.0.accept_answer(octets(cookies)?, body);
        accepted.map(Claims::from).map_err(|denial| denied(py, denial))
    }

    fn __repr__(&self) -> String {
        format!("<{:?}>", self.0)
    }
}

/// What `bearward.better_auth` builds its coroutines on.
#[pymethods]
impl SessionCookies {
    /// Claims, None, or a Landing to wait for.
    fn _begin<'py>(&self, py: Python<'py>, cookies: Given<'_, 'py>) -> PyResult<Option<Bound<'py, PyAny>>> {
        begun(py, self.0.check(octets(cookies)?, Now::system(), Attempt::First))
    }

    /// Claims or None, after the landing.
    fn _finish(&self, py: Python<'_>, cookies: Given<'_, '_>) -> PyResult<Option<Claims>> {
        let step = self.0.check(octets(cookies)?, Now::system(), Attempt::Second);
        settled(launched(step)).map_err(|denial| denied(py, denial))
    }

    /// As `_begin`, for a whole request.
    fn _begin_request<'py>(
        &self,
        py: Python<'py>,
        method: &Bound<'py, PyString>,
        headers: &Bound<'py, PyAny>,
    ) -> PyResult<Option<Bound<'py, PyAny>>> {
        begun(py, check_request(&self.0, &Head::read(method, headers)?, Attempt::First)?)
    }

    /// As `_finish`, for a whole request.
    fn _finish_request(
        &self,
        py: Python<'_>,
        method: &Bound<'_, PyString>,
        headers: &Bound<'_, PyAny>,
    ) -> PyResult<Option<Claims>> {
        let step = check_request(&self.0, &Head::read(method, headers)?, Attempt::Second)?;
        settled(launched(step)).map_err(|denial| denied(py, denial))
    }

    /// For tests in virtual time: the outcome (Claims, None, Denied or Flight) and the refresh (Flight or None).
    fn _check<'py>(
        &self,
        py: Python<'py>,
        cookies: Given<'_, 'py>,
        unix: f64,
        mono: f64,
        attempt: u8,
    ) -> PyResult<Bound<'py, PyTuple>> {
        let attempt = if attempt == 1 { Attempt::First } else { Attempt::Second };
        let SessionStep { outcome, refresh } =
            self.0.check(octets(cookies)?, flight::moment(unix, mono), attempt);
        let outcome = match outcome {
            SessionOutcome::Decided(session) => claims_object(py, session)?,
            SessionOutcome::Denied(denial) => Some(denied_object(py, denial)?),
            SessionOutcome::Wait(flight) => Some(Bound::new(py, flight::Flight::from(flight))?.into_any()),
        };
        (outcome, refresh.map(flight::Flight::from)).into_pyobject(py)
    }
}

impl SessionCookies {
    /// The blocking loop over `check`.
    fn decided(
        &self,
        py: Python<'_>,
        check: impl Fn(&Core, Attempt) -> PyResult<SessionStep>,
    ) -> PyResult<Result<Option<Claims>, Denial>> {
        match launched(check(&self.0, Attempt::First)?) {
            SessionOutcome::Wait(flight) => {
                wait(py, flight)?;
                Ok(settled(launched(check(&self.0, Attempt::Second)?)))
            }
            outcome => Ok(settled(outcome)),
        }
    }
}

fn check_request(core: &Core, head: &Head<'_, '_>, attempt: Attempt) -> PyResult<SessionStep> {
    head.ask(|head| core.check_request(head, Now::system(), attempt))
}

fn launched(SessionStep { outcome, refresh }: SessionStep) -> SessionOutcome {
    // Nobody waits for it.
    drop(refresh.map(Flight::launch));
    outcome
}

/// An outcome that may wait no more.
fn settled(outcome: SessionOutcome) -> Result<Option<Claims>, Denial> {
    match outcome {
        SessionOutcome::Decided(Session::Verified(claims)) => Ok(Some(claims.into())),
        SessionOutcome::Decided(Session::Renew) => Ok(None),
        SessionOutcome::Denied(denial) => Err(denial),
        SessionOutcome::Wait(_) => Err(Denial::new(DenialCode::KeysUnavailable)),
    }
}

fn begun(py: Python<'_>, step: SessionStep) -> PyResult<Option<Bound<'_, PyAny>>> {
    match launched(step) {
        SessionOutcome::Decided(session) => claims_object(py, session),
        SessionOutcome::Denied(denial) => Err(denied(py, denial)),
        SessionOutcome::Wait(flight) => Ok(Some(Bound::new(py, Landing::from(flight.launch()))?.into_any())),
    }
}

fn claims_object(py: Python<'_>, session: Session) -> PyResult<Option<Bound<'_, PyAny>>> {
    match session {
        Session::Verified(claims) => Ok(Some(Bound::new(py, Claims::from(claims))?.into_any())),
        Session::Renew => Ok(None),
    }
}

/// A coroutine of `bearward.better_auth`.
fn waiting<'py, A>(slf: &Bound<'py, SessionCookies>, name: &str, arguments: A) -> PyResult<Bound<'py, PyAny>>
where
    A: pyo3::call::PyCallArgs<'py>,
{
    slf.py().import("bearward.better_auth")?.call_method1(name, arguments)
}

/// The header's octets: servers give them as bytes, or as text of which each character is one octet.
fn octets(cookies: Given<'_, '_>) -> PyResult<Vec<u8>> {
    let Some(cookies) = cookies else { return Ok(Vec::new()) };
    if let Ok(header) = cookies.cast::<PyString>() {
        // What is no octet is none of a session cookie either.
        return Ok(text(header).chars().map(|character| u8::try_from(character).unwrap_or(b'?')).collect());
    }
    match cookies.cast::<PyBytes>() {
        Ok(header) => Ok(header.as_bytes().to_vec()),
        Err(_) => Err(PyTypeError::new_err("cookies: give the Cookie header as str or bytes, or None")),
    }
}

fn secret(options: &Options<'_>) -> PyResult<Secret> {
    match (options.take("secret")?, options.text("secret_env")?) {
        (Some(secret), None) => options::secret(&secret),
        (None, Some(name)) => Secret::from_env(&name).map_err(|error| options.refused(&error)),
        _ => Err(options.fault("Give either secret=... or secret_env=\"BETTER_AUTH_SECRET\".")),
    }
}

fn refine(mut builder: SessionCookiesBuilder, options: &Options<'_>) -> PyResult<SessionCookiesBuilder> {
    type Set = fn(SessionCookiesBuilder, &str) -> SessionCookiesBuilder;
    let texts: [(&str, Set); 6] = [
        ("base_url", SessionCookiesBuilder::base_url),
        ("issuer", SessionCookiesBuilder::issuer),
        ("prefix", SessionCookiesBuilder::prefix),
        ("session_token_name", SessionCookiesBuilder::session_token_name),
        ("session_data_name", SessionCookiesBuilder::session_data_name),
        ("version", SessionCookiesBuilder::version),
    ];
    for (name, set) in texts {
        if let Some(text) = options.text(name)? {
            builder = set(builder, &text);
        }
    }
    if options.flag("any_version")? {
        builder = builder.any_version();
    }
    if let Some(name) = options.text("strategy")? {
        let unknown = || options.fault("A strategy is one of \"compact\", \"jwt\" and \"jwe\".");
        builder = builder.strategy(Strategy::from_name(&name).ok_or_else(unknown)?);
    }
    if let Some(verifier) = options.read::<Py<Verifier>>("verifier")? {
        builder = builder.verifier(verifier.get().verifier.clone());
    }
    if let Some(secure) = options.read("secure")? {
        builder = builder.secure(secure);
    }
    if let Some(seconds) = options.seconds("leeway")? {
        builder = builder.leeway(seconds);
    }
    if let Some(seconds) = options.seconds("max_data_age")? {
        builder = builder.max_data_age(seconds);
    }
    if let Some(revoked) = options.callable("revoked_if")? {
        builder = builder.revoked_if(revoked_if(revoked));
    }
    if let Some(origins) = options.names("allowed_origins")? {
        builder = builder.allowed_origins(origins);
    }
    Ok(builder)
}
