//! utoipa: the scheme that the Authorize button needs, and the list of what is open.

use bearward::axum::openapi::{BearerScheme, SCHEME, unlocked};
use serde_json::{Value, json};
use utoipa::Modify;
use utoipa::openapi::OpenApi;

/// A document from JSON, as a real one would be read.
fn document(paths: Value, security: Option<Value>) -> OpenApi {
    let mut document = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": paths});
    if let Some(security) = security {
        document["security"] = security;
    }
    serde_json::from_value(document).expect("an OpenAPI document")
}

fn operation(security: Option<Value>) -> Value {
    let mut operation = json!({"responses": {"200": {"description": "ok"}}});
    if let Some(security) = security {
        operation["security"] = security;
    }
    operation
}

#[test]
fn the_scheme_is_added_and_what_is_there_stays() {
    let mut api = document(json!({}), None);
    BearerScheme.modify(&mut api);
    BearerScheme.modify(&mut api);
    let written = serde_json::to_value(&api).unwrap();
    assert_eq!(
        written["components"]["securitySchemes"][SCHEME],
        json!({"type": "http", "scheme": "bearer", "bearerFormat": "JWT"})
    );
    assert_eq!(written["components"]["securitySchemes"].as_object().unwrap().len(), 1);

    let mut with_more: OpenApi = serde_json::from_value(json!({
        "openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {},
        "components": {"schemas": {"Task": {"type": "object"}},
                       "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "x"}}}
    }))
    .unwrap();
    BearerScheme.modify(&mut with_more);
    let written = serde_json::to_value(&with_more).unwrap();
    assert!(written["components"]["schemas"]["Task"].is_object());
    assert!(written["components"]["securitySchemes"]["key"].is_object());
    assert!(written["components"]["securitySchemes"][SCHEME].is_object());
}

#[test]
fn what_is_not_locked_is_listed() {
    let api = document(
        json!({
            "/health": {"get": operation(None)},
            "/tasks": {
                "get": operation(Some(json!([{SCHEME: []}]))),
                "post": operation(Some(json!([{SCHEME: ["tasks:write"]}]))),
                "delete": operation(Some(json!([]))),
                "patch": operation(Some(json!([{}]))),
                "put": operation(Some(json!([{SCHEME: []}, {}]))),
                "head": operation(None),
                "options": operation(None),
                "trace": operation(None)
            }
        }),
        None,
    );
    assert_eq!(
        unlocked(&api),
        [
            "DELETE /tasks",
            "GET /health",
            "HEAD /tasks",
            "OPTIONS /tasks",
            "PATCH /tasks",
            "PUT /tasks",
            "TRACE /tasks"
        ]
    );
}

#[test]
fn a_default_of_the_document_locks_unless_an_operation_says_otherwise() {
    let api = document(
        json!({
            "/a": {"get": operation(None)},
            "/b": {"get": operation(Some(json!([])))},
            "/c": {"get": operation(Some(json!([{}])))}
        }),
        Some(json!([{SCHEME: []}])),
    );
    assert_eq!(unlocked(&api), ["GET /b", "GET /c"]);
    assert!(unlocked(&document(json!({}), None)).is_empty());
}

#[test]
fn an_empty_default_locks_nothing() {
    for security in [json!([]), json!([{}]), json!([{}, {SCHEME: []}])] {
        let api = document(json!({"/a": {"get": operation(None)}}), Some(security));
        assert_eq!(unlocked(&api), ["GET /a"]);
    }
}
