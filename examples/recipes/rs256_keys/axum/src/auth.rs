//! Which tokens are good, and the guide's words for each refusal.

use std::time::Instant;

use axum::Json;
use axum::body::to_bytes;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::header;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use bearward::axum::Bearer;
use bearward::{Algorithm, ConfigError, Denial, DenialCode, Verifier};
use serde_json::{Value, json};

use crate::App;
use crate::config::Config;

const MAX_BODY: usize = 64 * 1024;

pub(crate) fn verifier(config: &Config) -> Result<Verifier, ConfigError> {
    let issuer = Verifier::issuer(&config.better_auth_url);
    let chosen = match &config.audience {
        Some(audience) => issuer.audience(audience),
        None => issuer.any_audience(),
    };
    let keys = chosen.jwks_url(&config.jwks_url).max_age(config.jwks_cache_ttl);
    keys.algorithms([Algorithm::Rs256]).leeway(0).build()
}

/// Decides before anything of the body is read, and notes how long that took. Extractors behind it find the claims.
pub(crate) async fn locked(State(app): State<App>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let begun = Instant::now();
    let decided = Bearer::from_request_parts(&mut parts, &app).await;
    app.latency.note(begun.elapsed());
    match decided {
        Ok(_) => next.run(Request::from_parts(parts, body)).await,
        Err(denial) => denial.into_response(),
    }
}

/// Gives every refusal the guide's body. Status and headers stay.
pub(crate) async fn worded(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let said: Value = match to_bytes(body, MAX_BODY).await {
        Ok(bytes) => serde_json::from_slice(&bytes).unwrap_or_default(),
        Err(_) => Value::Null,
    };
    let (code, message) = match parts.extensions.get::<Denial>() {
        Some(denial) => words(denial),
        None => {
            let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned);
            let reason = status.canonical_reason().unwrap_or_default().to_owned();
            (text("code").unwrap_or_else(|| "bad_request".to_owned()), text("detail").unwrap_or(reason))
        }
    };
    let mut body = json!({"error": status.canonical_reason(), "error_code": code, "message": message});
    if let (Some(errors), Some(members)) = (said.get("errors"), body.as_object_mut()) {
        members.insert("details".to_owned(), errors.clone());
    }
    parts.headers.remove(header::CONTENT_LENGTH);
    parts.headers.remove(header::CONTENT_TYPE);
    (parts.status, parts.headers, Json(body)).into_response()
}

fn words(denial: &Denial) -> (String, String) {
    let message = match denial.code() {
        DenialCode::TokenMissing => "Not authenticated".to_owned(),
        DenialCode::TokenExpired => "Token has expired".to_owned(),
        DenialCode::OwnerMismatch => "Access denied: cannot access another user's resources".to_owned(),
        DenialCode::NotFound => "Task not found".to_owned(),
        DenialCode::KeysUnavailable => "JWKS endpoint unavailable".to_owned(),
        DenialCode::TokenMalformed | DenialCode::SignatureInvalid => {
            "Invalid token: signature verification failed".to_owned()
        }
        _ => format!("Invalid token: {denial}"),
    };
    let code = match denial.status() {
        403 => "forbidden",
        _ => denial.oauth_error().unwrap_or(denial.code().as_str()),
    };
    (code.to_owned(), message)
}
