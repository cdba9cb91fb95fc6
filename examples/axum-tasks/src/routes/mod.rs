//! The routes, and what locks them.

mod docs;
mod me;
mod probes;
mod task_id;
mod tasks_by_path;
mod tasks_by_token;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use bearward::Denial;
use bearward::axum::Bearer;
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter, UtoipaMethodRouterExt};

use crate::account::Account;
use crate::error::AppError;
use crate::http;
use crate::state::App;

/// The whole application, ready to be served.
pub fn app(app: App) -> Router {
    let (routes, api) = documented(&app).split_for_parts();
    let routes = routes
        .merge(docs::routes(&api))
        .fallback(async || Denial::not_found())
        .method_not_allowed_fallback(async || AppError::MethodNotAllowed);
    http::wrap(routes, &app.allowed_origins).with_state(app)
}

/// Every route that `/openapi.json` describes.
pub(crate) fn documented(app: &App) -> OpenApiRouter<App> {
    OpenApiRouter::with_openapi(docs::Api::openapi())
        .merge(tasks_by_path::routes(app))
        .merge(tasks_by_token::routes(app))
        .merge(me::routes(app))
        .merge(probes::routes())
}

/// Asks for a good token before the handler runs, and sees to it that the user has a row. A wrong method stays a 405.
fn locked(app: &App, routes: UtoipaMethodRouter<App>) -> UtoipaMethodRouter<App> {
    let layer = from_fn_with_state(app.clone(), ensure_user);
    routes.map(|routes| routes.route_layer(layer))
}

async fn ensure_user(
    State(app): State<App>,
    Bearer(user): Bearer,
    request: Request,
    next: Next,
) -> Result<Response, AppError> {
    app.store.ensure_user(Account::of(&user)?).await?;
    Ok(next.run(request).await)
}
