//! Every refusal of this API in the one shape `{detail, code}`, with `errors` where fields are at fault.

use std::borrow::Cow;

use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use bearward::Denial;
use serde::Serialize;
use utoipa::{IntoResponses, ToSchema};

/// Why a request is not answered as it wished.
#[derive(Debug)]
pub enum AppError {
    /// bearward said no: it knows status, headers and body.
    Denied(Denial),
    /// Fields or query parameters at fault.
    Invalid(Vec<FieldError>),
    /// A request that cannot be read at all; the sentence says why.
    BadRequest(&'static str),
    /// The body has more than 64 KiB.
    TooLarge,
    /// The path exists, but not for this method.
    MethodNotAllowed,
    /// The answer took too long.
    Timeout,
    /// The database failed. The log says how, the answer does not.
    Database(sqlx::Error),
    /// A handler panicked.
    Panicked,
}

/// One field at fault.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct FieldError {
    /// Its name in the body or in the query.
    pub field: &'static str,
    /// What it must be.
    #[schema(value_type = String)]
    pub message: Cow<'static, str>,
}

impl FieldError {
    /// That field with that fault.
    pub fn new(field: &'static str, message: impl Into<Cow<'static, str>>) -> Self {
        FieldError { field, message: message.into() }
    }
}

/// The body of every refusal.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    /// One plain sentence.
    pub detail: &'static str,
    /// A stable word for programs.
    pub code: &'static str,
    /// The fields at fault, if that is the reason.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(nullable = false)]
    pub errors: Option<Vec<FieldError>>,
}

/// The code of a refusal, kept in the response for the log line.
#[derive(Debug, Clone, Copy)]
pub struct ErrorCode(pub &'static str);

impl AppError {
    fn status_code_detail(&self) -> (StatusCode, &'static str, &'static str) {
        match self {
            AppError::Invalid(_) => {
                (StatusCode::BAD_REQUEST, "validation_failed", "The request has invalid fields.")
            }
            AppError::BadRequest(detail) => (StatusCode::BAD_REQUEST, "bad_request", detail),
            AppError::TooLarge => (
                StatusCode::PAYLOAD_TOO_LARGE,
                "payload_too_large",
                "The request body is larger than 64 KiB.",
            ),
            AppError::MethodNotAllowed => (
                StatusCode::METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "This address does not take that method.",
            ),
            AppError::Timeout => {
                (StatusCode::SERVICE_UNAVAILABLE, "timeout", "The answer took too long, try again later.")
            }
            AppError::Denied(_) | AppError::Database(_) | AppError::Panicked => {
                (StatusCode::INTERNAL_SERVER_ERROR, "internal_error", "Something went wrong on our side.")
            }
        }
    }
}

impl IntoResponse for AppError {
    fn into_response(self) -> Response {
        let (status, code, detail) = self.status_code_detail();
        let errors = match self {
            AppError::Denied(denial) => return denial.into_response(),
            AppError::Invalid(errors) => Some(errors),
            AppError::Database(error) => {
                tracing::error!(error = %error, "the database failed");
                None
            }
            _ => None,
        };
        let mut response = (status, Json(ErrorBody { detail, code, errors })).into_response();
        response.extensions_mut().insert(ErrorCode(code));
        response
    }
}

impl From<Denial> for AppError {
    fn from(denial: Denial) -> Self {
        AppError::Denied(denial)
    }
}

impl From<sqlx::Error> for AppError {
    fn from(error: sqlx::Error) -> Self {
        AppError::Database(error)
    }
}

/// What every locked route may answer, for the documentation.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "read by utoipa alone")]
pub enum Refusals {
    /// A field or a parameter is invalid, or the request cannot be read.
    #[response(status = 400)]
    BadRequest(ErrorBody),
    /// No token, or one that is not good.
    #[response(status = 401)]
    Unauthorized(ErrorBody),
    /// The issuer's keys are unavailable.
    #[response(status = 503)]
    KeysUnavailable(ErrorBody),
}

/// The path names another user.
#[derive(IntoResponses)]
#[response(status = 403, description = "The path names another user than the token")]
#[allow(dead_code, reason = "read by utoipa alone")]
pub struct Forbidden(ErrorBody);

/// No such record, or one of somebody else.
#[derive(IntoResponses)]
#[response(status = 404, description = "No such task, or one of somebody else")]
#[allow(dead_code, reason = "read by utoipa alone")]
pub struct NotFound(ErrorBody);

/// The body is larger than this API reads.
#[derive(IntoResponses)]
#[response(status = 413, description = "The request body is larger than 64 KiB")]
#[allow(dead_code, reason = "read by utoipa alone")]
pub struct TooLarge(ErrorBody);
