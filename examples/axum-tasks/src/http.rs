//! What every request and every answer has in common: limits, headers, CORS, one log line.

use std::any::Any;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::{HeaderName, HeaderValue, Method, header};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use bearward::Denial;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::CorsLayer;
use tracing::Instrument;
use uuid::Uuid;

use crate::error::{AppError, ErrorCode};

const MAX_BODY: usize = 64 * 1024;
const MAX_TIME: Duration = Duration::from_secs(30);
const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// On every answer, unless the handler chose another value.
const HEADERS: [(HeaderName, &str); 5] = [
    (header::CACHE_CONTROL, "no-store"),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
];

/// Wraps the routes. Read from the bottom up: the last layer sees a request first and its answer last.
pub fn wrap<S: Clone + Send + Sync + 'static>(
    routes: Router<S>,
    allowed_origins: &[HeaderValue],
) -> Router<S> {
    let routes = routes
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(from_fn(limit_time))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn(set_headers));
    let routes = match allowed_origins {
        [] => routes,
        origins => routes.layer(cors(origins)),
    };
    routes.layer(from_fn(log))
}

/// Outside of everything that may refuse, so that a page can read a 401 too. Tokens travel in a header, never in a cookie:
/// credentials need not be allowed.
fn cors(origins: &[HeaderValue]) -> CorsLayer {
    CorsLayer::new()
        .allow_origin(origins.to_vec())
        .allow_methods([Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE])
        .allow_headers([header::AUTHORIZATION, header::CONTENT_TYPE])
        .expose_headers([header::WWW_AUTHENTICATE, header::RETRY_AFTER, header::LOCATION, REQUEST_ID])
        .max_age(Duration::from_secs(600))
}

async fn set_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.append(header::VARY, HeaderValue::from_static("Authorization"));
    response
}

async fn limit_time(request: Request, next: Next) -> Response {
    match tokio::time::timeout(MAX_TIME, next.run(request)).await {
        Ok(response) => response,
        Err(_) => AppError::Timeout.into_response(),
    }
}

fn panicked(_: Box<dyn Any + Send>) -> Response {
    AppError::Panicked.into_response()
}

/// One line a request: the route's template instead of the address, and no header, so that neither an id nor a token gets
/// into it. The request id stands in this line, in any other line about the request, and in the answer.
async fn log(request: Request, next: Next) -> Response {
    let start = Instant::now();
    let id = Uuid::new_v4().to_string();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", id);
    let mut response = next.run(request).instrument(span.clone()).await;

    let micros = start.elapsed().as_micros() as u64;
    let code = code_of(&response);
    let status = response.status().as_u16();
    span.in_scope(|| tracing::info!(target: "request", %method, route, status, code, micros));
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}

/// The code of a refusal, whoever made it.
fn code_of(response: &Response) -> Option<&'static str> {
    let extensions = response.extensions();
    let denied = extensions.get::<Denial>().map(|denial| denial.code().as_str());
    denied.or_else(|| extensions.get::<ErrorCode>().map(|code| code.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::body::{Body, to_bytes};
    use axum::routing::get;
    use tower::ServiceExt;

    async fn answer(routes: Router) -> (u16, String) {
        let request = Request::builder().uri("/").body(Body::empty()).unwrap();
        let response = wrap(routes, &[]).oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let body = to_bytes(response.into_body(), MAX_BODY).await.unwrap();
        (status, String::from_utf8(body.to_vec()).unwrap())
    }

    #[tokio::test]
    async fn a_panic_is_a_500_that_says_nothing_of_it() {
        async fn broken() -> &'static str {
            panic!("the inside")
        }
        let (status, body) = answer(Router::new().route("/", get(broken))).await;
        assert_eq!(status, 500);
        assert!(body.contains("internal_error") && !body.contains("inside"), "{body}");
    }

    #[tokio::test(start_paused = true)]
    async fn an_answer_that_never_comes_is_a_503() {
        let (status, body) = answer(Router::new().route("/", get(std::future::pending::<()>))).await;
        assert_eq!(status, 503);
        assert!(body.contains("timeout"), "{body}");
    }
}
