//! `/tasks`: the token alone names the owner. A task of somebody else and one that does not exist are the same 404.

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use bearward::Denial;
use bearward::axum::Bearer;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::locked;
use super::task_id::TaskId;
use crate::account::Account;
use crate::error::{AppError, NotFound, Refusals, TooLarge};
use crate::page::{Page, PageParams};
use crate::state::App;
use crate::task::{Created, Task, TaskFields, TaskList};
use crate::validation::Valid;

pub(super) fn routes(app: &App) -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(locked(app, routes!(list, create)))
        .routes(locked(app, routes!(get, replace, delete)))
        .routes(locked(app, routes!(complete)))
}

/// The user's tasks, newest first
#[utoipa::path(get, path = "/tasks", tag = "tasks by token", operation_id = "list_tasks",
    params(PageParams), security(("bearer" = [])),
    responses((status = 200, body = TaskList), Refusals))]
async fn list(Bearer(user): Bearer, State(app): State<App>, page: Page) -> Result<Json<TaskList>, AppError> {
    Ok(Json(app.store.list(Account::of(&user)?, &page).await?))
}

/// Create a task
#[utoipa::path(post, path = "/tasks", tag = "tasks by token", operation_id = "create_task",
    request_body = TaskFields, security(("bearer" = [])),
    responses((status = 201, body = Task), Refusals, TooLarge))]
async fn create(
    Bearer(user): Bearer,
    State(app): State<App>,
    uri: Uri,
    Valid(task): Valid<TaskFields>,
) -> Result<Created, AppError> {
    Ok(Created(uri, app.store.create(Account::of(&user)?, task).await?))
}

/// One task
#[utoipa::path(get, path = "/tasks/{id}", tag = "tasks by token", operation_id = "get_task",
    params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Task), Refusals, NotFound))]
async fn get(
    Bearer(user): Bearer,
    State(app): State<App>,
    TaskId(id): TaskId,
) -> Result<Json<Task>, AppError> {
    let task = app.store.get(Account::of(&user)?, id).await?;
    Ok(Json(task.ok_or_else(Denial::not_found)?))
}

/// Replace a task as a whole
#[utoipa::path(put, path = "/tasks/{id}", tag = "tasks by token", operation_id = "replace_task",
    params(("id" = Uuid, Path)), request_body = TaskFields, security(("bearer" = [])),
    responses((status = 200, body = Task), Refusals, NotFound, TooLarge))]
async fn replace(
    Bearer(user): Bearer,
    State(app): State<App>,
    TaskId(id): TaskId,
    Valid(task): Valid<TaskFields>,
) -> Result<Json<Task>, AppError> {
    let task = app.store.replace(Account::of(&user)?, id, task).await?;
    Ok(Json(task.ok_or_else(Denial::not_found)?))
}

/// Delete a task
#[utoipa::path(delete, path = "/tasks/{id}", tag = "tasks by token", operation_id = "delete_task",
    params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 204), Refusals, NotFound))]
async fn delete(
    Bearer(user): Bearer,
    State(app): State<App>,
    TaskId(id): TaskId,
) -> Result<StatusCode, AppError> {
    app.store.delete(Account::of(&user)?, id).await?.ok_or_else(Denial::not_found)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Mark a task as done, or as not done again
#[utoipa::path(patch, path = "/tasks/{id}/complete", tag = "tasks by token",
    operation_id = "complete_task",
    params(("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Task), Refusals, NotFound))]
async fn complete(
    Bearer(user): Bearer,
    State(app): State<App>,
    TaskId(id): TaskId,
) -> Result<Json<Task>, AppError> {
    let task = app.store.toggle(Account::of(&user)?, id).await?;
    Ok(Json(task.ok_or_else(Denial::not_found)?))
}
