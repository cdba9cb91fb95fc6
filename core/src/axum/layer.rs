//! A layer that locks a whole router.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use axum::response::{IntoResponse, Response};
use http::{Method, Request};
use tower_layer::Layer;
use tower_service::Service;

use super::extract::claims;
use crate::Verifier;

/// Lets only requests with a good bearer token through, and CORS preflights, which carry none.
///
/// The claims are kept for the extractors behind it: a token is verified once a request.
///
/// A preflight (`OPTIONS` with `Origin` and `Access-Control-Request-Method`) is let through without claims: a handler for `OPTIONS`, or
/// one for `any` method, must not take the layer for a decision; extractors in it still decide.
///
/// ```
/// # use bearward::axum::BearerLayer;
/// # fn lock(router: axum::Router, verifier: bearward::Verifier) -> axum::Router {
/// router.layer(BearerLayer::new(verifier)) // every route of this router, and its fallback
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct BearerLayer {
    verifier: Verifier,
}

impl BearerLayer {
    /// A layer with this verifier.
    ///
    /// ```
    /// # use bearward::axum::BearerLayer;
    /// # use bearward::{Secret, Verifier};
    /// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
    /// # let verifier = builder.build().unwrap();
    /// let app: axum::Router = axum::Router::new().layer(BearerLayer::new(verifier));
    /// ```
    pub fn new(verifier: Verifier) -> Self {
        Self { verifier }
    }
}

impl<S> Layer<S> for BearerLayer {
    type Service = BearerService<S>;

    fn layer(&self, inner: S) -> BearerService<S> {
        BearerService { inner, verifier: self.verifier.clone() }
    }
}

/// The service of [`BearerLayer`].
///
/// ```
/// use bearward::axum::{BearerLayer, BearerService};
/// use tower::Layer;
/// # use bearward::{Secret, Verifier};
/// # let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
/// # let builder = Verifier::issuer("https://id.example.com").audience("https://api.example.com").secret(secret);
/// # let verifier = builder.build().unwrap();
/// # let router: axum::Router = axum::Router::new();
/// let locked: BearerService<axum::Router> = BearerLayer::new(verifier).layer(router);
/// ```
#[derive(Clone, Debug)]
pub struct BearerService<S> {
    inner: S,
    verifier: Verifier,
}

impl<S, B> Service<Request<B>> for BearerService<S>
where
    S: Service<Request<B>> + Clone + Send + 'static,
    S::Response: IntoResponse,
    S::Future: Send,
    B: Send + 'static,
{
    type Response = Response;
    type Error = S::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Response, S::Error>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        // The clone takes the place of the service that was polled ready.
        let clone = self.inner.clone();
        let mut inner = std::mem::replace(&mut self.inner, clone);
        let verifier = self.verifier.clone();
        Box::pin(async move {
            let (mut parts, body) = request.into_parts();
            if !is_preflight(&parts)
                && let Err(denial) = claims(&mut parts, &verifier).await
            {
                return Ok(denial.into_response());
            }
            inner.call(Request::from_parts(parts, body)).await.map(IntoResponse::into_response)
        })
    }
}

/// A preflight asks whether a request may be made (Fetch standard): browsers send no token with it.
fn is_preflight(parts: &http::request::Parts) -> bool {
    parts.method == Method::OPTIONS
        && parts.headers.contains_key("origin")
        && parts.headers.contains_key("access-control-request-method")
}
