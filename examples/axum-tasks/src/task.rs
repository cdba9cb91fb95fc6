//! What the API keeps: tasks and the users they belong to.

use axum::Json;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::timestamp::Timestamp;

/// One task of one user.
#[derive(Debug, Clone, PartialEq, Serialize, FromRow, ToSchema)]
pub struct Task {
    /// Chosen by the API.
    pub id: Uuid,
    /// The owner: the subject of the token that created the task.
    pub user_id: String,
    /// As the user wrote it.
    pub title: String,
    /// As the user wrote it; null if there is none.
    pub description: Option<String>,
    /// Whether it is done.
    pub completed: bool,
    /// How urgent it is.
    #[sqlx(try_from = "String")]
    pub priority: Priority,
    /// When it was created (ISO 8601, UTC).
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
    /// When it was last changed (ISO 8601, UTC).
    #[schema(value_type = String, format = DateTime)]
    pub updated_at: Timestamp,
}

/// What a client sends to create a task, or to replace one as a whole. Other members are ignored, so that a task may be
/// sent back as it was received.
#[derive(Debug, Clone, PartialEq, ToSchema)]
pub struct TaskFields {
    /// Not blank; 1 to 255 characters.
    #[schema(
        min_length = 1,
        max_length = 255,
        pattern = r"^[^\u0000]*[^\u0000\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000][^\u0000]*$"
    )]
    pub title: String,
    /// At most 2000 characters; null if absent.
    #[schema(max_length = 2000, pattern = r"^[^\u0000]*$")]
    pub description: Option<String>,
    /// False if absent.
    #[schema(required = false, default = false)]
    pub completed: bool,
    /// Medium if absent.
    #[schema(required = false, default = "medium")]
    pub priority: Priority,
}

/// How urgent a task is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// Can wait.
    Low,
    /// The default.
    #[default]
    Medium,
    /// Before the others.
    High,
}

impl Priority {
    /// The word in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Priority::Low => "low",
            Priority::Medium => "medium",
            Priority::High => "high",
        }
    }

    /// The priority of that word.
    pub fn parse(word: &str) -> Option<Self> {
        [Priority::Low, Priority::Medium, Priority::High]
            .into_iter()
            .find(|priority| priority.as_str() == word)
    }
}

impl TryFrom<String> for Priority {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        Priority::parse(&word).ok_or_else(|| format!("an unknown priority: {word}"))
    }
}

/// One page of a user's tasks, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct TaskList {
    /// The tasks of this page.
    pub data: Vec<Task>,
    /// How many tasks the user has in all.
    pub count: i64,
    /// The `cursor` of the next page; null on the last one.
    pub next: Option<String>,
}

/// The answer to a task created at that address.
pub struct Created(pub Uri, pub Task);

impl IntoResponse for Created {
    fn into_response(self) -> Response {
        let Created(collection, task) = self;
        let location = format!("{}/{}", collection.path(), task.id);
        (StatusCode::CREATED, [(header::LOCATION, location)], Json(task)).into_response()
    }
}

/// A user, as the first valid token described them.
#[derive(Debug, Serialize, FromRow, ToSchema)]
pub struct User {
    /// The subject of the token.
    pub id: String,
    /// The claim `email`.
    pub email: Option<String>,
    /// The claim `name`.
    pub name: Option<String>,
    /// When the first valid token came (ISO 8601, UTC).
    #[schema(value_type = String, format = DateTime)]
    pub created_at: Timestamp,
}
