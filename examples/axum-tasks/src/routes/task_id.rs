//! The path parameter `id`.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use bearward::Denial;
use uuid::Uuid;

/// The id of a task. What is no id names no task: the same 404 as for any other that is not there.
pub(super) struct TaskId(pub(super) Uuid);

impl<S: Send + Sync> FromRequestParts<S> for TaskId {
    type Rejection = Denial;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Denial> {
        let params =
            RawPathParams::from_request_parts(parts, state).await.map_err(|_| Denial::not_found())?;
        let text = params.iter().find(|(name, _)| *name == "id").map(|(_, value)| value);
        text.and_then(canonical).map(TaskId).ok_or_else(Denial::not_found)
    }
}

/// The one form that this API writes; a record has one address.
fn canonical(text: &str) -> Option<Uuid> {
    let id = Uuid::try_parse(text).ok()?;
    (id.hyphenated().to_string() == text).then_some(id)
}
