//! `/api/v1/me`: the user that the token speaks for.

use axum::Json;
use axum::extract::State;
use bearward::axum::Bearer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::locked;
use crate::account::Account;
use crate::error::{AppError, Refusals};
use crate::state::App;
use crate::task::User;

pub(super) fn routes(app: &App) -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(locked(app, routes!(me)))
}

/// The signed-in user
#[utoipa::path(get, path = "/api/v1/me", tag = "user", security(("bearer" = [])),
    responses((status = 200, body = User), Refusals))]
async fn me(Bearer(user): Bearer, State(app): State<App>) -> Result<Json<User>, AppError> {
    Ok(Json(app.store.user(Account::of(&user)?).await?))
}
