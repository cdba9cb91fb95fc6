//! The handler with work to do: the tasks of a user, from an embedded database in a file, as JSON.

use std::path::Path;

use axum::extract::{FromRef, State};
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use bearward::Verifier;
use bearward::axum::Bearer;
use serde::Serialize;
use sqlx::SqlitePool;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};

/// The subject of every token that is measured.
const USER: &str = "pX3nVq8RzT1mKc7YbW5sLd9FhJ2gA4eU";
const TABLE: &str = "CREATE TABLE tasks (id INTEGER PRIMARY KEY, user_id TEXT NOT NULL, title TEXT NOT NULL, \
     completed INTEGER NOT NULL, created_at INTEGER NOT NULL) STRICT";
const INDEX: &str = "CREATE INDEX tasks_of_user ON tasks (user_id, created_at, id)";
const FILL: &str = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100) \
     INSERT INTO tasks (user_id, title, completed, created_at) SELECT $1, 'Task number ' || i, i % 2, i FROM n";
const LIST: &str =
    "SELECT id, title, completed FROM tasks WHERE user_id = $1 ORDER BY created_at DESC, id DESC LIMIT 10";

/// The database: 100 tasks for each of 100 users.
#[derive(Clone)]
pub(crate) struct Tasks(SqlitePool);

#[derive(Serialize)]
struct Task {
    id: i64,
    title: String,
    completed: bool,
}

impl Tasks {
    /// A new file with the settings of `examples/axum-tasks`.
    pub(crate) async fn open(folder: &Path) -> Result<Self, sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(folder.join("tasks.sqlite"))
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal);
        let pool = SqlitePoolOptions::new().max_connections(4).connect_with(options).await?;
        sqlx::query(TABLE).execute(&pool).await?;
        sqlx::query(INDEX).execute(&pool).await?;
        let others = (1..100).map(|number| format!("user-{number}"));
        for user in others.chain([USER.to_owned()]) {
            sqlx::query(FILL).bind(user).execute(&pool).await?;
        }
        Ok(Self(pool))
    }

    async fn newest(&self, user: &str) -> Result<Json<Vec<Task>>, StatusCode> {
        let rows: Result<Vec<(i64, String, bool)>, _> =
            sqlx::query_as(LIST).bind(user).fetch_all(&self.0).await;
        // An empty page would be a cheaper one: then nothing is measured.
        let rows = rows.ok().filter(|rows| rows.len() == 10).ok_or(StatusCode::INTERNAL_SERVER_ERROR)?;
        let tasks = rows.into_iter().map(|(id, title, completed)| Task { id, title, completed });
        Ok(Json(tasks.collect()))
    }
}

/// The user is known without a token.
pub(crate) fn plain(tasks: Tasks) -> Router {
    async fn handler(State(tasks): State<Tasks>) -> Result<Json<Vec<Task>>, StatusCode> {
        tasks.newest(USER).await
    }
    Router::new().route("/tasks", get(handler)).with_state(tasks)
}

/// The user is the token's subject.
pub(crate) fn guarded(path: &str, verifier: Verifier, tasks: Tasks) -> Router {
    async fn handler(
        Bearer(user): Bearer,
        State(tasks): State<Tasks>,
    ) -> Result<Json<Vec<Task>>, StatusCode> {
        tasks.newest(user.subject_str()).await
    }
    Router::new().route(path, get(handler)).with_state(App { verifier, tasks })
}

#[derive(Clone)]
struct App {
    verifier: Verifier,
    tasks: Tasks,
}

impl FromRef<App> for Verifier {
    fn from_ref(app: &App) -> Self {
        app.verifier.clone()
    }
}

impl FromRef<App> for Tasks {
    fn from_ref(app: &App) -> Self {
        app.tasks.clone()
    }
}
