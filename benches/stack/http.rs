//! Just enough of an HTTP client: a connection that is kept, JSON, cookies as text.

use std::time::Duration;

use serde_json::Value;

/// Keeps its connections, as a browser does.
pub(crate) struct Client(ureq::Agent);

/// A good answer.
pub(crate) struct Answer {
    pub(crate) json: Value,
    /// The cookies that it sets, in the form in which they are sent back.
    pub(crate) cookies: String,
}

impl Client {
    pub(crate) fn new() -> Self {
        let config = ureq::Agent::config_builder().timeout_global(Some(Duration::from_secs(60))).proxy(None);
        Self(config.build().into())
    }

    /// With the session's cookies.
    pub(crate) fn get(&self, url: &str, cookies: &str) -> Result<Answer, String> {
        let asked = self.0.get(url).header("cookie", cookies).call();
        read(url, asked)
    }

    /// JSON, with a token where there is one.
    pub(crate) fn post(&self, url: &str, token: Option<&str>, body: &Value) -> Result<Answer, String> {
        let mut request = self.0.post(url).header("content-type", "application/json");
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        read(url, request.send(body.to_string()))
    }
}

fn read(url: &str, asked: Result<ureq::http::Response<ureq::Body>, ureq::Error>) -> Result<Answer, String> {
    let mut response = asked.map_err(|error| format!("{url}: {error}"))?;
    let cookies: Vec<String> = response
        .headers()
        .get_all("set-cookie")
        .iter()
        .filter_map(|cookie| Some(cookie.to_str().ok()?.split(';').next()?.to_owned()))
        .collect();
    let text = response.body_mut().read_to_string().map_err(|error| format!("{url}: {error}"))?;
    let json = serde_json::from_str(&text).map_err(|error| format!("{url}: {error}"))?;
    Ok(Answer { json, cookies: cookies.join("; ") })
}
