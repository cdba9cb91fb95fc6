//! Just enough of an HTTP client: headers, cookies as text, JSON.

use std::time::Duration;

use serde_json::Value;

use crate::fault::{Doing, Fault};

/// One request.
#[derive(Default)]
pub(super) struct Ask<'a> {
    pub(super) method: &'a str,
    pub(super) url: &'a str,
    /// Goes into the Authorization header.
    pub(super) token: Option<&'a str>,
    pub(super) cookie: Option<&'a str>,
    /// What a browser's page load says that it wants.
    pub(super) accept: Option<&'a str>,
    pub(super) body: Option<Value>,
}

/// What was answered.
pub(super) struct Answer {
    pub(super) status: u16,
    /// Where it sends on to.
    pub(super) location: Option<String>,
    /// The cookies that it sets, in the form in which they are sent back.
    pub(super) cookies: String,
    body: Vec<u8>,
}

/// Sends it; a status of any kind is an answer. No redirect is followed.
pub(super) fn ask(asked: &Ask) -> Result<Answer, Fault> {
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(Duration::from_secs(30)))
        // Everything here is on loopback, whatever the environment says of proxies.
        .proxy(None)
        .build()
        .into();
    let mut request = ureq::http::Request::builder().method(asked.method).uri(asked.url);
    let bearer = asked.token.map(|token| format!("Bearer {token}"));
    for (name, value) in
        [("authorization", bearer.as_deref()), ("cookie", asked.cookie), ("accept", asked.accept)]
    {
        if let Some(value) = value {
            request = request.header(name, value);
        }
    }
    let doing = || format!("{} {}", asked.method, asked.url);
    let mut response = match &asked.body {
        Some(body) => {
            let request = request.header("content-type", "application/json");
            agent.run(request.body(body.to_string()).doing("a bad request")?).doing(doing())?
        }
        None => agent.run(request.body(()).doing("a bad request")?).doing(doing())?,
    };
    let headers = response.headers();
    let text = |value: &ureq::http::HeaderValue| value.to_str().unwrap_or_default().to_owned();
    let cookies: Vec<String> = headers.get_all("set-cookie").iter().map(text).collect();
    let cookies: Vec<&str> =
        cookies.iter().map(|cookie| cookie.split(';').next().unwrap_or_default()).collect();
    Ok(Answer {
        status: response.status().as_u16(),
        location: headers.get("location").map(text),
        cookies: cookies.join("; "),
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
}
