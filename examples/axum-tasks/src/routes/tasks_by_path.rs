//! `/api/{user_id}/tasks`: the path names the owner, and `Owner` lets nobody else in (403).

use axum::Json;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use bearward::Denial;
use bearward::axum::Owner;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::locked;
use super::task_id::TaskId;
use crate::account::Account;
use crate::error::{AppError, Forbidden, NotFound, Refusals, TooLarge};
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
#[utoipa::path(get, path = "/api/{user_id}/tasks", tag = "tasks by path", operation_id = "list_tasks_of_user",
    params(("user_id" = String, Path), PageParams), security(("bearer" = [])),
    responses((status = 200, body = TaskList), Refusals, Forbidden))]
async fn list(Owner(user): Owner, State(app): State<App>, page: Page) -> Result<Json<TaskList>, AppError> {
    Ok(Json(app.store.list(Account::of(&user)?, &page).await?))
}

/// Create a task
#[utoipa::path(post, path = "/api/{user_id}/tasks", tag = "tasks by path", operation_id = "create_task_of_user",
    params(("user_id" = String, Path)), request_body = TaskFields, security(("bearer" = [])),
    responses((status = 201, body = Task), Refusals, Forbidden, TooLarge))]
async fn create(
    Owner(user): Owner,
    State(app): State<App>,
    uri: Uri,
    Valid(task): Valid<TaskFields>,
) -> Result<Created, AppError> {
    Ok(Created(uri, app.store.create(Account::of(&user)?, task).await?))
}

/// One task
#[utoipa::path(get, path = "/api/{user_id}/tasks/{id}", tag = "tasks by path", operation_id = "get_task_of_user",
    params(("user_id" = String, Path), ("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Task), Refusals, Forbidden, NotFound))]
async fn get(Owner(user): Owner, State(app): State<App>, TaskId(id): TaskId) -> Result<Json<Task>, AppError> {
    let task = app.store.get(Account::of(&user)?, id).await?;
    Ok(Json(task.ok_or_else(Denial::not_found)?))
}

/// Replace a task as a whole
#[utoipa::path(put, path = "/api/{user_id}/tasks/{id}", tag = "tasks by path", operation_id = "replace_task_of_user",
    params(("user_id" = String, Path), ("id" = Uuid, Path)), request_body = TaskFields, security(("bearer" = [])),
    responses((status = 200, body = Task), Refusals, Forbidden, NotFound, TooLarge))]
async fn replace(
    Owner(user): Owner,
    State(app): State<App>,
    TaskId(id): TaskId,
    Valid(task): Valid<TaskFields>,
) -> Result<Json<Task>, AppError> {
    let task = app.store.replace(Account::of(&user)?, id, task).await?;
    Ok(Json(task.ok_or_else(Denial::not_found)?))
}

/// Delete a task
#[utoipa::path(delete, path = "/api/{user_id}/tasks/{id}", tag = "tasks by path", operation_id = "delete_task_of_user",
    params(("user_id" = String, Path), ("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 204), Refusals, Forbidden, NotFound))]
async fn delete(
    Owner(user): Owner,
    State(app): State<App>,
    TaskId(id): TaskId,
) -> Result<StatusCode, AppError> {
    app.store.delete(Account::of(&user)?, id).await?.ok_or_else(Denial::not_found)?;
    Ok(StatusCode::NO_CONTENT)
}

/// Mark a task as done, or as not done again
#[utoipa::path(patch, path = "/api/{user_id}/tasks/{id}/complete", tag = "tasks by path",
    operation_id = "complete_task_of_user",
    params(("user_id" = String, Path), ("id" = Uuid, Path)), security(("bearer" = [])),
    responses((status = 200, body = Task), Refusals, Forbidden, NotFound))]
async fn complete(
    Owner(user): Owner,
    State(app): State<App>,
    TaskId(id): TaskId,
) -> Result<Json<Task>, AppError> {
    let task = app.store.toggle(Account::of(&user)?, id).await?;
    Ok(Json(task.ok_or_else(Denial::not_found)?))
}
