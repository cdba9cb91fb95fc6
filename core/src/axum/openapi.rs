//! OpenAPI through utoipa: the bearer scheme, and a list of what is not locked.
//!
//! ```
//! use bearward::axum::openapi::{BearerScheme, unlocked};
//! use utoipa::OpenApi;
//!
//! #[derive(OpenApi)]
//! #[openapi(modifiers(&BearerScheme), security(("bearer" = [])))] // locks all that does not say otherwise
//! struct Api;
//!
//! assert!(unlocked(&Api::openapi()).is_empty());
//! ```

use utoipa::Modify;
use utoipa::openapi::OpenApi;
use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityRequirement, SecurityScheme};

/// The scheme's name in the document: `security(("bearer" = []))` locks an operation.
///
/// ```
/// assert_eq!(bearward::axum::openapi::SCHEME, "bearer");
/// ```
pub const SCHEME: &str = "bearer";

/// Adds the bearer scheme (RFC 6750) to the document, so that its page has an Authorize button.
///
/// ```
/// use bearward::axum::openapi::BearerScheme;
///
/// #[derive(utoipa::OpenApi)]
/// #[openapi(modifiers(&BearerScheme))]
/// struct Api;
/// ```
#[derive(Clone, Copy, Debug)]
pub struct BearerScheme;

impl Modify for BearerScheme {
    fn modify(&self, openapi: &mut OpenApi) {
        let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").build();
        let components = openapi.components.get_or_insert_with(Default::default);
        components.add_security_scheme(SCHEME, SecurityScheme::Http(scheme));
    }
}

/// The operations that no security requirement locks, as `GET /health`: compare them with what you mean to be public.
///
/// An empty requirement (`security(())`) makes an operation optional: it is listed too.
///
/// ```
/// # use bearward::axum::openapi::unlocked;
/// # use utoipa::OpenApi;
/// #[utoipa::path(get, path = "/health")]
/// async fn health() {}
/// #[utoipa::path(get, path = "/tasks", security(("bearer" = [])))]
/// async fn tasks() {}
/// # #[derive(OpenApi)]
/// # #[openapi(paths(health, tasks))]
/// # struct Api;
/// # fn main() {
///
/// assert_eq!(unlocked(&Api::openapi()), ["GET /health"]);
/// # }
/// ```
pub fn unlocked(openapi: &OpenApi) -> Vec<String> {
    let default = openapi.security.as_deref();
    let mut open: Vec<String> = openapi
        .paths
        .paths
        .iter()
        .flat_map(|(path, item)| operations(item).map(move |(method, operation)| (method, path, operation)))
        .filter(|(_, _, operation)| !is_locked(operation.security.as_deref().or(default)))
        .map(|(method, path, _)| format!("{method} {path}"))
        .collect();
    open.sort_unstable();
    open
}

/// Alternatives are joined by "or": one that is empty lets everybody in.
fn is_locked(requirements: Option<&[SecurityRequirement]>) -> bool {
    requirements.is_some_and(|alternatives| {
        !alternatives.is_empty()
            && alternatives.iter().all(|requirement| *requirement != SecurityRequirement::default())
    })
}

fn operations(item: &PathItem) -> impl Iterator<Item = (&'static str, &Operation)> {
    [
        ("GET", &item.get),
        ("PUT", &item.put),
        ("POST", &item.post),
        ("DELETE", &item.delete),
        ("OPTIONS", &item.options),
        ("HEAD", &item.head),
        ("PATCH", &item.patch),
        ("TRACE", &item.trace),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_ref().map(|operation| (method, operation)))
}
