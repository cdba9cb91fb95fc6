//! Pages of a list: `?limit=` and `?cursor=`.

use axum::extract::{FromRequestParts, Query};
use axum::http::request::Parts;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use utoipa::IntoParams;
use uuid::Uuid;

use crate::error::{AppError, FieldError};
use crate::task::Task;
use crate::timestamp::Timestamp;

const DEFAULT_LIMIT: u8 = 50;
const MAX_LIMIT: u8 = 100;

/// Which part of a list is asked for.
#[derive(Debug, Clone, PartialEq)]
pub struct Page {
    /// How many at most, 1 to 100.
    pub limit: u8,
    /// Tasks that come after this place.
    pub after: Cursor,
}

/// A place in a list that runs from the newest task to the oldest. New tasks come before it, so it stays where it is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cursor {
    /// When the last task seen was created.
    pub created_at: Timestamp,
    /// Its id, for tasks of the same microsecond.
    pub id: Uuid,
}

/// The query parameters, for the documentation.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// How many tasks at most; 50 if absent.
    #[param(minimum = 1, maximum = 100, default = 50, required = false)]
    pub limit: u8,
    /// `next` of the page before; opaque.
    #[param(required = false)]
    pub cursor: String,
}

impl Cursor {
    /// Before the newest task.
    pub const START: Cursor = Cursor { created_at: Timestamp::MAX, id: Uuid::max() };

    /// The place right after that task.
    pub fn after(task: &Task) -> Self {
        Cursor { created_at: task.created_at, id: task.id }
    }

    /// The opaque text that clients keep.
    pub fn encode(self) -> String {
        let mut bytes = self.created_at.micros().to_be_bytes().to_vec();
        bytes.extend(self.id.as_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// The place that this text names, if it is one of ours.
    pub fn decode(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let (micros, id) = bytes.split_first_chunk::<8>()?;
        let created_at = Timestamp::from_micros(i64::from_be_bytes(*micros))?;
        Some(Cursor { created_at, id: Uuid::from_slice(id).ok()? })
    }
}

impl Page {
    fn from_query(query: &[(String, String)]) -> Result<Self, Vec<FieldError>> {
        let mut page = Page { limit: DEFAULT_LIMIT, after: Cursor::START };
        let mut errors = Vec::new();
        match one(query, "limit") {
            Ok(None) => {}
            Ok(Some(text)) => match text.parse::<u8>() {
                Ok(limit) if (1..=MAX_LIMIT).contains(&limit) => page.limit = limit,
                _ => errors.push(FieldError::new("limit", "must be a whole number from 1 to 100")),
            },
            Err(error) => errors.push(error),
        }
        match one(query, "cursor") {
            Ok(None) => {}
            Ok(Some(text)) => match Cursor::decode(text) {
                Some(cursor) => page.after = cursor,
                None => errors.push(FieldError::new("cursor", "must be `next` of another page")),
            },
            Err(error) => errors.push(error),
        }
        if errors.is_empty() { Ok(page) } else { Err(errors) }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Page {
    type Rejection = AppError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, AppError> {
        let Query(query) = Query::<Vec<(String, String)>>::from_request_parts(parts, state)
            .await
            .map_err(|_| AppError::BadRequest("The query of the URL cannot be read."))?;
        Page::from_query(&query).map_err(AppError::Invalid)
    }
}

/// The value of a parameter that may be there once.
fn one<'q>(query: &'q [(String, String)], name: &'static str) -> Result<Option<&'q str>, FieldError> {
    let mut values = query.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let first = values.next();
    match values.next() {
        None => Ok(first),
        Some(_) => Err(FieldError::new(name, "may be given only once")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn query(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(key, value)| (key.to_string(), value.to_string())).collect()
    }

    #[test]
    fn cursors_go_both_ways() {
        let cursor = Cursor { created_at: Timestamp::now(), id: Uuid::new_v4() };
        assert_eq!(Cursor::decode(&cursor.encode()), Some(cursor));
    }

    #[test]
    fn other_text_is_no_cursor() {
        let long = Cursor::START.encode() + "AAAA";
        let far = URL_SAFE_NO_PAD.encode([0x7f; 24]);
        for text in ["", "x", "AAAA", "====", "%00", long.as_str(), far.as_str()] {
            assert_eq!(Cursor::decode(text), None, "{text}");
        }
    }

    #[test]
    fn limits_run_from_1_to_100() {
        for (text, good) in [
            ("1", true),
            ("100", true),
            ("0", false),
            ("101", false),
            ("-1", false),
            ("1.0", false),
            ("", false),
            ("x", false),
            ("256", false),
        ] {
            assert_eq!(Page::from_query(&query(&[("limit", text)])).is_ok(), good, "{text}");
        }
        assert_eq!(Page::from_query(&[]).unwrap().limit, 50);
    }

    #[test]
    fn every_fault_is_named() {
        let errors = Page::from_query(&query(&[("limit", "0"), ("cursor", "x")])).unwrap_err();
        let fields: Vec<_> = errors.iter().map(|error| error.field).collect();
        assert_eq!(fields, ["limit", "cursor"]);
        let twice = Page::from_query(&query(&[("limit", "1"), ("limit", "2")])).unwrap_err();
        assert_eq!(twice[0].field, "limit");
    }
}
