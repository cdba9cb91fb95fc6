//! `/health` and `/ready`, for whatever keeps this program running.

use std::time::Duration;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use tokio::time::timeout;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::error::ErrorCode;
use crate::state::App;

/// Shorter than the patience of common probes.
const PATIENCE: Duration = Duration::from_millis(900);

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(health)).routes(routes!(ready))
}

/// The process is alive.
#[derive(Serialize, ToSchema)]
pub(crate) struct Health {
    /// Always `ok`.
    status: &'static str,
}

/// Whether requests can be served, part by part.
#[derive(Serialize, ToSchema)]
pub(crate) struct Readiness {
    /// One plain sentence.
    detail: &'static str,
    /// `ready` or `not_ready`.
    code: &'static str,
    /// The database answers.
    database: Part,
    /// There are keys, not older than they may be.
    keys: Part,
}

#[derive(Clone, Copy, PartialEq, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Part {
    /// Works.
    Ok,
    /// Does not.
    Failing,
}

/// Whether the process is alive
#[utoipa::path(get, path = "/health", tag = "probes", responses((status = 200, body = Health)))]
async fn health() -> Json<Health> {
    Json(Health { status: "ok" })
}

/// Whether the database and the issuer's keys are there
#[utoipa::path(get, path = "/ready", tag = "probes",
    responses((status = 200, body = Readiness), (status = 503, body = Readiness)))]
async fn ready(State(app): State<App>) -> Response {
    let (database, keys) = tokio::join!(database(&app), keys(&app));
    let (status, code, detail) = match (database, keys) {
        (Part::Ok, Part::Ok) => (StatusCode::OK, "ready", "Ready."),
        (Part::Failing, Part::Ok) => unready("The database does not answer."),
        (Part::Ok, Part::Failing) => unready("The issuer's keys are unavailable."),
        (Part::Failing, Part::Failing) => unready("The database and the issuer's keys are unavailable."),
    };
    let mut response = (status, Json(Readiness { detail, code, database, keys })).into_response();
    if status != StatusCode::OK {
        response.extensions_mut().insert(ErrorCode(code));
    }
    response
}

fn unready(detail: &'static str) -> (StatusCode, &'static str, &'static str) {
    (StatusCode::SERVICE_UNAVAILABLE, "not_ready", detail)
}

async fn database(app: &App) -> Part {
    match timeout(PATIENCE, app.store.ping()).await {
        Ok(Ok(())) => Part::Ok,
        _ => Part::Failing,
    }
}

/// Known keys are good whatever the issuer does now. Without keys a probe asks for them: an instance that is not ready gets
/// no other request that would.
async fn keys(app: &App) -> Part {
    if !app.verifier.ready() {
        let _ = timeout(PATIENCE, app.verifier.warm_async()).await;
    }
    if app.verifier.ready() { Part::Ok } else { Part::Failing }
}
