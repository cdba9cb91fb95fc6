//! `/openapi.json`, and `/docs`: a page to try the API in the browser, with the Authorize button. All its files come from this
//! program.

use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use bearward::Denial;
use bearward::axum::openapi::BearerScheme;
use utoipa::OpenApi;
use utoipa_swagger_ui::Config;

use crate::error::{ErrorBody, FieldError};
use crate::state::App;

/// The head of the document; the routes add themselves.
#[derive(OpenApi)]
#[openapi(
    info(title = "Tasks", description = "Each user's own tasks, behind a bearer token."),
    // The routes bring the schemas of their own bodies, not those of refusals.
    components(schemas(ErrorBody, FieldError)),
    modifiers(&BearerScheme)
)]
pub(crate) struct Api;

/// The page runs its own scripts and talks to this API alone.
const PAGE_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
     font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

pub(super) fn routes(api: &utoipa::openapi::OpenApi) -> Router<App> {
    let document = Bytes::from(serde_json::to_vec(api).unwrap_or_default());
    // `none`: or the page would ask a validator on the internet about this API.
    let page = Arc::new(Config::new(["/openapi.json"]).validator_url("none").try_it_out_enabled(true));
    let index = page.clone();
    Router::new()
        .route("/openapi.json", get(async || ([(header::CONTENT_TYPE, "application/json")], document)))
        .route("/docs", get(async || Redirect::permanent("/docs/")))
        .route("/docs/", get(async move || file("index.html", index)))
        .route("/docs/{file}", get(async move |Path(name): Path<String>| file(&name, page)))
}

fn file(name: &str, page: Arc<Config<'static>>) -> Response {
    match utoipa_swagger_ui::serve(name, page) {
        Ok(Some(file)) => {
            let headers = [
                (header::CONTENT_TYPE, file.content_type),
                (header::CONTENT_SECURITY_POLICY, PAGE_POLICY.into()),
            ];
            (headers, file.bytes.into_owned()).into_response()
        }
        _ => Denial::not_found().into_response(),
    }
}
