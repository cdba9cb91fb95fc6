//! A denial as an HTTP response.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode};

use crate::Denial;

/// Status, headers and body of the denial. The denial itself goes into the response's extensions, so that a layer may give it
/// another body: status and headers stay.
impl IntoResponse for Denial {
    fn into_response(mut self) -> Response {
        self.log("-");
        let mut response = Response::new(Body::from(self.body()));
        *response.status_mut() = StatusCode::from_u16(self.status()).unwrap_or(StatusCode::UNAUTHORIZED);
        for (name, value) in self.headers() {
            // Every text in these was checked to fit when the verifier was built.
            if let Ok(value) = HeaderValue::try_from(value) {
                response.headers_mut().insert(HeaderName::from_static(name), value);
            }
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// The 500 of a route that is wrong: says nothing of the inside.
pub(super) fn broken_route() -> Response {
    let body = r#"{"detail":"The server is misconfigured.","code":"internal_error"}"#;
    let headers = [("content-type", "application/json"), ("cache-control", "no-store")];
    (StatusCode::INTERNAL_SERVER_ERROR, headers, body).into_response()
}
