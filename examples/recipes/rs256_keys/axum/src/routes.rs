//! The routes: what locks them, and what surrounds them.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{get, patch};
use axum::{Json, Router};
use axum_tasks::account::Account;
use axum_tasks::error::AppError;
use axum_tasks::page::Page;
use axum_tasks::task::{Task, TaskFields, TaskList};
use axum_tasks::timestamp::Timestamp;
use axum_tasks::validation::Valid;
use bearward::axum::{Bearer, Owner};
use bearward::{Claims, Denial};
use serde::Deserialize;
use serde_json::{Value, json};
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::cors::{AllowHeaders, Any, CorsLayer};
use uuid::Uuid;

use crate::{App, auth, metrics};

pub(crate) fn all(app: App, origins: &[HeaderValue]) -> Router {
    let locked = Router::new()
        .route("/api/v1/me", get(async |Bearer(user): Bearer| Json(described(&user))))
        .nest("/api/v1/{user_id}", of_user())
        // The guide's own curl lines leave the version out.
        .nest("/api/{user_id}", of_user())
        .fallback(async || Denial::not_found())
        .method_not_allowed_fallback(async || AppError::MethodNotAllowed)
        .layer(from_fn_with_state(app.clone(), auth::locked));
    let public = Router::new()
        .route("/health", get(async || Json(json!({"status": "ok"}))))
        .route("/metrics", get(async |State(app): State<App>| metrics::text(&app.verifier, &app.latency)));
    // By name: `*` as a header's name would leave Authorization out.
    let headers = AllowHeaders::mirror_request();
    let cors = CorsLayer::new().allow_origin(origins.to_vec()).allow_methods(Any).allow_headers(headers);
    locked
        .merge(public)
        .layer(CatchPanicLayer::new())
        .layer(from_fn(auth::worded))
        // Outside of everything that may refuse, so that a page can read a 401 too.
        .layer(cors)
        .with_state(app)
}

fn of_user() -> Router<App> {
    Router::new()
        .route("/me", get(async |Owner(user): Owner| Json(described(&user))))
        .route("/tasks", get(list).post(create))
        .route("/tasks/{task_id}", get(one).put(replace).delete(remove))
        .route("/tasks/{task_id}/complete", patch(complete))
}

/// The signed-in user, as the token describes them.
fn described(user: &Claims) -> Value {
    let exp = Timestamp::from_micros((user.expires_at() * 1e6) as i64);
    json!({
        "user_id": user.subject_str(),
        "email": user.get_str("email").unwrap_or_default(),
        "name": user.get_str("name"),
        "exp": exp,
        "iss": user.issuer(),
    })
}

async fn list(Owner(user): Owner, State(app): State<App>, page: Page) -> Result<Json<TaskList>, AppError> {
    Ok(Json(app.store.list(Account::of(&user)?, &page).await?))
}

async fn create(
    Owner(user): Owner,
    State(app): State<App>,
    Valid(fields): Valid<TaskFields>,
) -> Result<(StatusCode, Json<Task>), AppError> {
    let account = Account::of(&user)?;
    app.store.ensure_user(account).await?;
    Ok((StatusCode::CREATED, Json(app.store.create(account, fields).await?)))
}

async fn one(Owner(user): Owner, State(app): State<App>, id: TaskId) -> Result<Json<Task>, AppError> {
    found(app.store.get(Account::of(&user)?, id.read()?).await?)
}

async fn replace(
    Owner(user): Owner,
    State(app): State<App>,
    id: TaskId,
    Valid(fields): Valid<TaskFields>,
) -> Result<Json<Task>, AppError> {
    found(app.store.replace(Account::of(&user)?, id.read()?, fields).await?)
}

async fn remove(Owner(user): Owner, State(app): State<App>, id: TaskId) -> Result<StatusCode, AppError> {
    app.store.delete(Account::of(&user)?, id.read()?).await?.ok_or_else(Denial::not_found)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn complete(Owner(user): Owner, State(app): State<App>, id: TaskId) -> Result<Json<Task>, AppError> {
    found(app.store.toggle(Account::of(&user)?, id.read()?).await?)
}

/// One of somebody else is as absent as one that never was.
fn found(task: Option<Task>) -> Result<Json<Task>, AppError> {
    Ok(Json(task.ok_or_else(Denial::not_found)?))
}

type TaskId = Path<TaskPath>;

#[derive(Deserialize)]
struct TaskPath {
    task_id: String,
}

impl TaskPath {
    /// What is no id names no task. Only the one form that this API writes.
    fn read(&self) -> Result<Uuid, Denial> {
        let id = Uuid::try_parse(&self.task_id).map_err(|_| Denial::not_found())?;
        if id.to_string() == self.task_id { Ok(id) } else { Err(Denial::not_found()) }
    }
}
