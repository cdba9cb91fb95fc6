//! What the themes share: requests, replies, and a look at the log.

pub(crate) mod bad_tokens;
pub(crate) mod log;

use axum::Router;
use axum::body::Body;
use bearward::testing::TestIssuer;
use bearward::{Denial, Verifier, VerifierBuilder};
use http::{HeaderMap, Request};
use http_body_util::BodyExt;
use tower::ServiceExt;

/// A secret that no rule refuses.
pub(crate) const SECRET: &str = "k7Qz1LxVb2RtYp9sHjMf4Gc6Ae8UoWd3";

/// An issuer and a verifier of it with its keys at hand.
pub(crate) fn warmed(change: impl FnOnce(VerifierBuilder) -> VerifierBuilder) -> (TestIssuer, Verifier) {
    let issuer = TestIssuer::start();
    let verifier = change(issuer.verifier()).build().expect("a good configuration");
    verifier.warm().expect("the keys of a running issuer");
    (issuer, verifier)
}

/// A reply, read whole.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
    /// What the response carries in its extensions.
    pub(crate) denial: Option<Denial>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).map(|value| value.to_str().expect("a readable header"))
    }

    /// The `code` of the body; empty if there is none.
    pub(crate) fn code(&self) -> String {
        let body: serde_json::Value = serde_json::from_str(&self.body).unwrap_or_default();
        body["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Sends one request through the router.
pub(crate) async fn send(app: &Router, request: Request<Body>) -> Reply {
    let response = app.clone().oneshot(request).await.expect("a router never fails");
    let (parts, body) = response.into_parts();
    let bytes = body.collect().await.expect("a whole body").to_bytes();
    Reply {
        status: parts.status.as_u16(),
        headers: parts.headers,
        body: String::from_utf8(bytes.to_vec()).expect("a body of text"),
        denial: parts.extensions.get::<Denial>().cloned(),
    }
}

/// A request with these headers.
pub(crate) fn request(method: &str, path: &str, headers: &[(&str, &str)]) -> Request<Body> {
    let mut builder = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        builder = builder.header(*name, *value);
    }
    builder.body(Body::empty()).expect("a request")
}

/// GET with a bearer token.
pub(crate) async fn get(app: &Router, path: &str, token: &str) -> Reply {
    send(app, request("GET", path, &[("authorization", &format!("Bearer {token}"))])).await
}

/// GET without any header.
pub(crate) async fn get_bare(app: &Router, path: &str) -> Reply {
    send(app, request("GET", path, &[])).await
}

/// The code of a blocking decision, or `accept`.
pub(crate) fn code(verifier: &Verifier, token: &str) -> &'static str {
    match verifier.verify(token) {
        Ok(_) => "accept",
        Err(denial) => denial.code().as_str(),
    }
}

/// Canonical base64url.
pub(crate) fn base64url(bytes: impl AsRef<[u8]>) -> String {
    base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes.as_ref())
}
