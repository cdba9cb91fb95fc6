//! Just enough of an HTTP client to ask the API.

use std::time::Duration;

use serde_json::Value;

use crate::fault::{Doing, Fault};

/// What the API answered.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) retry_after: Option<String>,
    pub(super) body: Vec<u8>,
}

/// One request; `token` goes into the Authorization header as a bearer token.
pub(super) fn ask(
    method: &str,
    url: &str,
    token: Option<&str>,
    body: Option<&Value>,
) -> Result<Answer, Fault> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .timeout_global(Some(Duration::from_secs(20)))
        // The API is on loopback, whatever the environment says of proxies.
        .proxy(None)
        .build()
        .into();
    let mut request = ureq::http::Request::builder().method(method).uri(url);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    let sent = match body {
        Some(body) => {
            let request = request.header("content-type", "application/json");
            agent.run(request.body(body.to_string()).doing("a bad request")?)
        }
        None => agent.run(request.body(()).doing("a bad request")?),
    };
    let mut response = sent.doing(format!("{method} {url}"))?;
    let retry_after = response.headers().get("retry-after");
    Ok(Answer {
        status: response.status().as_u16(),
        retry_after: retry_after.and_then(|value| value.to_str().ok()).map(str::to_owned),
        body: response.body_mut().read_to_vec().doing("cannot read the answer")?,
    })
}

impl Answer {
    /// `200`, or `403 owner_mismatch`.
    pub(super) fn summary(&self) -> String {
        match self.json().get("code").and_then(Value::as_str) {
            Some(code) => format!("{} {code}", self.status),
            None => self.status.to_string(),
        }
    }

    /// The body as JSON; null if it is none.
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// The string of a member of the body, or nothing.
    pub(super) fn text(&self, member: &str) -> String {
        let value = self.json();
        value.get(member).and_then(Value::as_str).unwrap_or_default().to_owned()
    }
}
