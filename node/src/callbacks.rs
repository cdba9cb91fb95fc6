//! The application's last word on a token.

use bearward::Claims;
use napi::bindgen_prelude::*;
use napi::sys;

use crate::env::OnThread;
use crate::verdict::marked;

/// `revokedIf`: called in the middle of a decision, on the thread that decides.
pub(crate) struct RevokedIf(OnThread<(sys::napi_env, FunctionRef<String, bool>)>);

impl RevokedIf {
    pub(crate) fn new(function: Function<'_, String, bool>) -> Result<Self> {
        let env = function.value().env;
        Ok(Self(OnThread::new((env, function.create_ref()?))))
    }

    /// An error, or anything else than a boolean, fails the request.
    pub(crate) fn ask(&self, claims: &Claims) -> std::result::Result<bool, String> {
        let (env, function) = self.0.get().ok_or("revokedIf was asked on another thread")?;
        let env = Env::from_raw(*env);
        let answer = function
            .borrow_back(&env)
            .and_then(|function| function.call(marked(claims.as_json()).into_owned()));
        answer.map_err(|error| said(&error))
    }
}

/// The words of an error that was thrown.
pub(crate) fn said(error: &Error) -> String {
    if error.reason.is_empty() { error.status.to_string() } else { error.reason.to_string() }
}
