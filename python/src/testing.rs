//! The issuer on loopback for tests. `bearward.testing` is its place in Python.

use std::time::Duration;

use bearward::Algorithm;
use bearward::testing::{Answer, Mint, SignedBy};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyDict, PyTuple};
use serde_json::{Map, Value};

use crate::convert::{json, names};
use crate::verifier::Verifier;

/// A real issuer on 127.0.0.1: signs tokens, serves its keys, rotates, and fails on request.
#[pyclass(frozen, module = "bearward.testing")]
pub(crate) struct TestIssuer(pub(crate) bearward::testing::TestIssuer);

#[pymethods]
impl TestIssuer {
    #[new]
    #[pyo3(signature = (
        *, algorithms = None, secret = None, issuer = None, issuer_path = None, audience = None, path = None,
        lifetime = None, now = None, headers = None, etag = false,
    ))]
    #[allow(clippy::too_many_arguments, reason = "keywords: one for each choice of the core's builder")]
    fn new(
        py: Python<'_>,
        algorithms: Option<&Bound<'_, PyAny>>,
        secret: Option<Vec<u8>>,
        issuer: Option<String>,
        issuer_path: Option<String>,
        audience: Option<String>,
        path: Option<String>,
        lifetime: Option<f64>,
        now: Option<u64>,
        headers: Option<&Bound<'_, PyDict>>,
        etag: bool,
    ) -> PyResult<Self> {
        let mut builder = bearward::testing::TestIssuer::builder();
        for (index, name) in algorithms.map(names).transpose()?.unwrap_or_default().iter().enumerate() {
            let algorithm = algorithm(name)?;
            builder =
                if index == 0 { builder.algorithm(algorithm) } else { builder.and_algorithm(algorithm) };
        }
        macro_rules! set {
            ($($value:expr => $method:ident),+ $(,)?) => {
                $(if let Some(value) = $value { builder = builder.$method(value); })+
            };
        }
        set!(
            secret => secret, issuer => issuer, issuer_path => issuer_path, audience => audience, path => path,
            now => now, lifetime.map(seconds).transpose()? => lifetime,
        );
        for (name, value) in headers.into_iter().flatten() {
            builder = builder.header(name.extract::<String>()?, value.extract::<String>()?);
        }
        if etag {
            builder = builder.etag();
        }
        Ok(Self(py.detach(|| builder.start())))
    }

    /// Tells pytest that this is no class of tests.
    #[classattr]
    fn __test__() -> bool {
        false
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    /// Ends serving.
    #[pyo3(signature = (*_error))]
    fn __exit__(&self, py: Python<'_>, _error: &Bound<'_, PyTuple>) {
        self.down(py);
    }

    /// A verifier that trusts this issuer; the keywords are those of `Verifier`.
    #[pyo3(signature = (**options))]
    fn verifier(&self, py: Python<'_>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Verifier> {
        Verifier::preset(py, Ok(self.0.verifier()), options)
    }

    #[getter]
    fn url(&self) -> &str {
        self.0.url()
    }

    #[getter]
    fn issuer(&self) -> &str {
        self.0.issuer()
    }

    #[getter]
    fn audience(&self) -> &str {
        self.0.audience()
    }

    #[getter]
    fn jwks_url(&self) -> String {
        self.0.jwks_url()
    }

    /// The key set, as JSON text.
    #[getter]
    fn jwks(&self) -> String {
        self.0.jwks()
    }

    #[getter]
    fn kid(&self) -> String {
        self.0.kid()
    }

    #[getter]
    fn kids(&self) -> Vec<String> {
        self.0.kids()
    }

    /// How many requests the key endpoint has seen.
    #[getter]
    fn requests(&self) -> u64 {
        self.0.requests()
    }

    #[getter]
    fn connections(&self) -> u64 {
        self.0.connections()
    }

    /// The secret of an HS* issuer.
    fn shared_secret(&self) -> Vec<u8> {
        self.0.shared_secret()
    }

    #[pyo3(signature = (kid = None))]
    fn public_pem(&self, kid: Option<&str>) -> String {
        self.0.public_pem(kid)
    }

    /// A good token; iss, aud, iat and exp are added unless given, and a None takes a claim away. The keywords make it another one.
    #[pyo3(signature = (claims = None, *, header = None, raw_payload = None, raw_header = None, algorithm = None, kid = None, unsigned = false))]
    #[allow(
        clippy::too_many_arguments,
        reason = "keywords: one for each thing that a token can have otherwise"
    )]
    fn mint(
        &self,
        claims: Option<&Bound<'_, PyAny>>,
        header: Option<&Bound<'_, PyAny>>,
        raw_payload: Option<Vec<u8>>,
        raw_header: Option<Vec<u8>>,
        algorithm: Option<&str>,
        kid: Option<String>,
        unsigned: bool,
    ) -> PyResult<String> {
        let mut mint = Mint::new(claims.map(value).transpose()?.unwrap_or_else(|| Value::Object(Map::new())));
        if let Some(header) = header {
            mint = mint.with_header(value(header)?);
        }
        mint.raw_payload = raw_payload;
        mint.raw_header = raw_header;
        mint.algorithm = algorithm.map(self::algorithm).transpose()?;
        if let Some(kid) = kid {
            mint = mint.signed_by(SignedBy::Kid(kid));
        }
        if unsigned {
            mint = mint.signed_by(SignedBy::Nobody);
        }
        Ok(self.0.mint_with(mint))
    }

    fn expired(&self, claims: &Bound<'_, PyAny>) -> PyResult<String> {
        Ok(self.0.expired(value(claims)?))
    }

    fn not_yet_valid(&self, claims: &Bound<'_, PyAny>) -> PyResult<String> {
        Ok(self.0.not_yet_valid(value(claims)?))
    }

    fn wrong_key(&self, claims: &Bound<'_, PyAny>) -> PyResult<String> {
        Ok(self.0.wrong_key(value(claims)?))
    }

    fn wrong_audience(&self, claims: &Bound<'_, PyAny>) -> PyResult<String> {
        Ok(self.0.wrong_audience(value(claims)?))
    }

    fn wrong_issuer(&self, claims: &Bound<'_, PyAny>) -> PyResult<String> {
        Ok(self.0.wrong_issuer(value(claims)?))
    }

    fn unknown_kid(&self, claims: &Bound<'_, PyAny>) -> PyResult<String> {
        Ok(self.0.unknown_kid(value(claims)?))
    }

    fn alg_none(&self, claims: &Bound<'_, PyAny>) -> PyResult<String> {
        Ok(self.0.alg_none(value(claims)?))
    }

    fn hs256_with_public_key(&self, claims: &Bound<'_, PyAny>) -> PyResult<String> {
        Ok(self.0.hs256_with_public_key(value(claims)?))
    }

    fn tampered(&self, token: &str) -> String {
        self.0.tampered(token)
    }
}

/// Turning keys and breaking the endpoint. These wait for the issuer's threads: detached.
#[pymethods]
impl TestIssuer {
    fn rotate(&self, py: Python<'_>) {
        py.detach(|| self.0.rotate());
    }

    fn remove_old_keys(&self, py: Python<'_>) {
        py.detach(|| self.0.remove_old_keys());
    }

    fn reuse_kid(&self, py: Python<'_>) {
        py.detach(|| self.0.reuse_kid());
    }

    fn set_now(&self, py: Python<'_>, unix_seconds: u64) {
        py.detach(|| self.0.set_now(unix_seconds));
    }

    fn down(&self, py: Python<'_>) {
        py.detach(|| self.0.down());
    }

    fn up(&self, py: Python<'_>) {
        py.detach(|| self.0.up());
    }

    fn hang(&self, py: Python<'_>) {
        py.detach(|| self.0.hang());
    }

    fn slow(&self, py: Python<'_>, delay: f64) -> PyResult<()> {
        let delay = seconds(delay)?;
        py.detach(|| self.0.slow(delay));
        Ok(())
    }

    #[pyo3(signature = (status, headers = None, body = None))]
    fn answer_with(
        &self,
        py: Python<'_>,
        status: u16,
        headers: Option<&Bound<'_, PyDict>>,
        body: Option<Vec<u8>>,
    ) -> PyResult<()> {
        let mut answer = Answer::status(status).with_body(body.unwrap_or_default());
        for (name, value) in headers.into_iter().flatten() {
            answer = answer.with_header(name.extract::<String>()?, value.extract::<String>()?);
        }
        py.detach(|| self.0.answer_with(answer));
        Ok(())
    }

    fn answer_normally(&self, py: Python<'_>) {
        py.detach(|| self.0.answer_normally());
    }
}

fn value(claims: &Bound<'_, PyAny>) -> PyResult<Value> {
    serde_json::from_str(&json(claims)?).map_err(|error| PyValueError::new_err(error.to_string()))
}

fn algorithm(name: &str) -> PyResult<Algorithm> {
    Algorithm::from_name(name).ok_or_else(|| PyValueError::new_err(format!("there is no algorithm {name:?}")))
}

fn seconds(given: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(given).map_err(|error| PyValueError::new_err(error.to_string()))
}
