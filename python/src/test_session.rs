//! Session cookies for tests. `bearward.testing` is their place in Python.

use bearward::testing::TestSession;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde_json::Value;

use crate::convert::json;
use crate::testing::TestIssuer;

/// The text of a Cookie header, as Better Auth would send it: signed with the secret, its data too unless an issuer signs it.
#[pyfunction]
#[pyo3(signature = (
    user_id, *, secret, issuer = None, user = None, session = None, stale = false, ended = false, data = true, secure = false,
))]
#[allow(clippy::too_many_arguments, reason = "keywords: one for each choice")]
#[allow(clippy::fn_params_excessive_bools, reason = "keywords: one for each choice")]
pub(crate) fn session_cookies(
    user_id: &str,
    secret: &str,
    issuer: Option<Py<TestIssuer>>,
    user: Option<&Bound<'_, PyAny>>,
    session: Option<&Bound<'_, PyAny>>,
    stale: bool,
    ended: bool,
    data: bool,
    secure: bool,
) -> PyResult<String> {
    let mut kept = TestSession::of(user_id);
    if let Some(members) = user {
        kept = kept.with_user(object(members)?);
    }
    if let Some(members) = session {
        kept = kept.with_session(object(members)?);
    }
    for (wanted, change) in [
        (stale, TestSession::stale as fn(TestSession) -> TestSession),
        (ended, TestSession::ended),
        (!data, TestSession::without_data),
        (secure, TestSession::secure),
    ] {
        if wanted {
            kept = change(kept);
        }
    }
    Ok(match issuer {
        Some(issuer) => issuer.get().0.session_cookies(&kept, secret),
        None => kept.cookies(secret),
    })
}

fn object(members: &Bound<'_, PyAny>) -> PyResult<Value> {
    match serde_json::from_str(&json(members)?) {
        Ok(Value::Object(members)) => Ok(Value::Object(members)),
        _ => Err(PyValueError::new_err("members are given as a dict")),
    }
}
