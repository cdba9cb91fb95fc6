//! Request bodies: size, content type, JSON, then every field, with all faults in one answer.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use serde_json::{Map, Value};

use crate::error::{AppError, FieldError};
use crate::task::{Priority, TaskFields};

const MAX_TITLE: usize = 255;
const MAX_DESCRIPTION: usize = 2_000;

/// A body that was read and found good. It comes last among a handler's arguments, after the token and the owner.
pub struct Valid<T>(pub T);

impl<S: Send + Sync> FromRequest<S> for Valid<TaskFields> {
    type Rejection = AppError;

    async fn from_request(request: Request, state: &S) -> Result<Self, AppError> {
        let is_json = is_json(request.headers());
        // The size is judged first: a body that is too large is not read to its end.
        let body =
            Bytes::from_request(request, state).await.map_err(|rejection| match rejection.status() {
                StatusCode::PAYLOAD_TOO_LARGE => AppError::TooLarge,
                _ => AppError::BadRequest("The request body did not arrive whole."),
            })?;
        if !is_json {
            return Err(AppError::BadRequest("The request needs the header Content-Type: application/json."));
        }
        let Ok(Value::Object(members)) = serde_json::from_slice(&body) else {
            return Err(AppError::BadRequest("The request body is not a JSON object."));
        };
        task_fields(&members).map(Valid).map_err(AppError::Invalid)
    }
}

/// Unknown members are ignored: a task may be sent back as it was received, and `id` and `user_id` in a body decide nothing.
fn task_fields(members: &Map<String, Value>) -> Result<TaskFields, Vec<FieldError>> {
    let mut errors = Vec::new();
    let mut keep = |fault: FieldError| errors.push(fault);

    let title = title(members).map_err(&mut keep);
    let description = text(members, "description", MAX_DESCRIPTION).map_err(&mut keep);
    let completed = completed(members).map_err(&mut keep);
    let priority = priority(members).map_err(&mut keep);

    match (title, description, completed, priority) {
        (Ok(title), Ok(description), Ok(completed), Ok(priority)) => {
            Ok(TaskFields { title, description, completed, priority })
        }
        _ => Err(errors),
    }
}

fn title(members: &Map<String, Value>) -> Result<String, FieldError> {
    match text(members, "title", MAX_TITLE)? {
        None => Err(FieldError::new("title", "is required")),
        Some(title) if title.trim().is_empty() => Err(FieldError::new("title", "must not be blank")),
        Some(title) => Ok(title),
    }
}

/// The length is counted in characters, not in bytes. PostgreSQL cannot keep NUL in a text.
fn text(members: &Map<String, Value>, field: &'static str, max: usize) -> Result<Option<String>, FieldError> {
    match members.get(field) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) if text.chars().count() > max => {
            Err(FieldError::new(field, format!("must have at most {max} characters")))
        }
        Some(Value::String(text)) if text.contains('\0') => {
            Err(FieldError::new(field, "must not contain the character NUL"))
        }
        Some(Value::String(text)) => Ok(Some(text.clone())),
        Some(_) => Err(FieldError::new(field, "must be a string")),
    }
}

fn completed(members: &Map<String, Value>) -> Result<bool, FieldError> {
    match members.get("completed") {
        None => Ok(false),
        Some(Value::Bool(completed)) => Ok(*completed),
        Some(_) => Err(FieldError::new("completed", "must be true or false")),
    }
}

fn priority(members: &Map<String, Value>) -> Result<Priority, FieldError> {
    match members.get("priority") {
        None => Ok(Priority::default()),
        Some(value) => value
            .as_str()
            .and_then(Priority::parse)
            .ok_or_else(|| FieldError::new("priority", "must be low, medium or high")),
    }
}

/// `application/json`, with or without parameters, or any `application/...+json`.
fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type =
        value.and_then(|value| value.split(';').next()).unwrap_or("").trim().to_ascii_lowercase();
    media_type == "application/json"
        || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn check(body: Value) -> Result<TaskFields, Vec<(&'static str, String)>> {
        task_fields(body.as_object().unwrap()).map_err(|errors| {
            errors.into_iter().map(|error| (error.field, error.message.into_owned())).collect()
        })
    }

    #[test]
    fn a_title_is_enough() {
        let task = check(json!({"title": " Milk "})).unwrap();
        assert_eq!(task.title, " Milk ", "kept as it was sent");
        assert_eq!((task.description, task.completed, task.priority), (None, false, Priority::Medium));
    }

    #[test]
    fn lengths_are_counted_in_characters() {
        for (field, max) in [("title", MAX_TITLE), ("description", MAX_DESCRIPTION)] {
            let with = |length: usize| {
                let mut body = json!({"title": "x"});
                body[field] = "\u{1F95B}".repeat(length).into();
                check(body)
            };
            assert!(with(max).is_ok(), "{field}");
            assert_eq!(with(max + 1).unwrap_err()[0].0, field);
        }
    }

    #[test]
    fn every_fault_is_named_once() {
        let errors = check(json!({"title": 5, "description": [], "completed": "no", "priority": "urgent"}))
            .unwrap_err();
        let fields: Vec<_> = errors.iter().map(|(field, _)| *field).collect();
        assert_eq!(fields, ["title", "description", "completed", "priority"]);
    }

    #[test]
    fn blank_and_missing_titles_are_refused() {
        for body in [
            json!({}),
            json!({"title": null}),
            json!({"title": ""}),
            json!({"title": " \u{2003}\n"}),
            json!({"title": "a\0b"}),
        ] {
            assert_eq!(check(body.clone()).unwrap_err()[0].0, "title", "{body}");
        }
    }

    #[test]
    fn members_that_are_not_the_clients_are_ignored() {
        let task = check(json!({"title": "x", "id": 1, "user_id": "mallory", "created_at": null})).unwrap();
        assert_eq!(task.title, "x");
    }
}
