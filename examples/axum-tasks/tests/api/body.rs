//! Request bodies: fields, JSON, content type, size.

use serde_json::json;

use crate::support::{Reply, Server, on_each_database, raw};

const LIMIT: usize = 64 * 1024;

#[test]
fn every_field_at_fault_is_named() {
    on_each_database(|server| {
        let alice = server.token("alice");
        let id = server.create("alice", "Milk")["id"].as_str().unwrap().to_owned();
        let wrong = json!({"title": " ", "description": 5, "completed": "yes", "priority": "urgent"});
        for (method, path) in [("POST", "/tasks".to_owned()), ("PUT", format!("/tasks/{id}"))] {
            let reply = server.call(method, &path, &alice, Some(wrong.clone()));
            assert_eq!(reply.fields_at_fault(), ["title", "description", "completed", "priority"]);
        }
        for body in [json!({}), json!({"title": null}), json!({"title": ""}), json!({"title": "a\u{0}b"})] {
            assert_eq!(server.call("POST", "/tasks", &alice, Some(body)).fields_at_fault(), ["title"]);
        }
        assert_eq!(server.database.number("SELECT COUNT(*) FROM tasks"), 1);
    });
}

#[test]
fn lengths_are_counted_in_characters() {
    on_each_database(|server| {
        let alice = server.token("alice");
        let milk = "\u{1F95B}";
        let post = |body| server.call("POST", "/tasks", &alice, Some(body));
        assert_eq!(post(json!({"title": "x"})).status, 201);
        let longest = json!({"title": milk.repeat(255), "description": milk.repeat(2_000)});
        assert_eq!(post(longest).status, 201);
        assert_eq!(post(json!({"title": milk.repeat(256)})).fields_at_fault(), ["title"]);
        let long = json!({"title": "x", "description": milk.repeat(2_001)});
        assert_eq!(post(long).fields_at_fault(), ["description"]);
    });
}

#[test]
fn what_is_no_json_object_is_a_400() {
    on_each_database(|server| {
        let json = "application/json";
        for body in [
            "",
            "{",
            "[]",
            "null",
            "\"title\"",
            "{\"title\": \"x\"} x",
            "{\"title\": \"\\ud800\"}",
            "\u{feff}{}",
        ] {
            post(server, Some(json), body.as_bytes()).is_refused(400, "bad_request");
        }
        post(server, Some(json), b"{\"title\": \"\xff\"}").is_refused(400, "bad_request");
        post(server, Some(json), "[".repeat(LIMIT).as_bytes()).is_refused(400, "bad_request");
    });
}

#[test]
fn the_content_type_must_be_json() {
    on_each_database(|server| {
        let body = b"{\"title\": \"x\"}";
        for wrong in
            [None, Some("text/plain"), Some("application/x-www-form-urlencoded"), Some("application/jsonx")]
        {
            post(server, wrong, body).is_refused(400, "bad_request");
        }
        for good in ["application/json", "Application/JSON; charset=utf-8", "application/merge-patch+json"] {
            assert_eq!(post(server, Some(good), body).status, 201, "{good}");
        }
    });
}

#[test]
fn a_body_of_64_kib_is_taken_and_a_larger_one_is_413() {
    on_each_database(|server| {
        assert_eq!(post(server, Some("application/json"), &padded(LIMIT)).status, 201);
        for length in [LIMIT + 1, LIMIT * 2, 20 * LIMIT] {
            post(server, Some("application/json"), &padded(length)).is_refused(413, "payload_too_large");
        }
    });
}

#[test]
fn the_same_for_chunked_bodies() {
    on_each_database(|server| {
        assert_eq!(post_chunked(server, &padded(LIMIT)).status, 201);
        for length in [LIMIT + 1, LIMIT * 2, 20 * LIMIT] {
            post_chunked(server, &padded(length)).is_refused(413, "payload_too_large");
        }
    });
}

#[test]
fn the_token_comes_before_anything_about_the_body() {
    on_each_database(|server| {
        for path in ["/tasks", "/api/alice/tasks"] {
            for body in [&b"{"[..], &padded(LIMIT), &padded(4 * LIMIT)] {
                let head = format!(
                    "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                );
                raw(&server.address.to_string(), &[head.as_bytes(), body]).is_refused(401, "token_missing");
            }
        }
    });
}

/// A good task in a body of exactly that length.
fn padded(length: usize) -> Vec<u8> {
    let mut body = b"{\"title\": \"x\"}".to_vec();
    body.resize(length, b' ');
    body
}

fn post(server: &Server<'_>, content_type: Option<&str>, body: &[u8]) -> Reply {
    let length = format!("content-length: {}\r\n", body.len());
    raw(&server.address.to_string(), &[head(server, content_type, &length).as_bytes(), body])
}

fn post_chunked(server: &Server<'_>, body: &[u8]) -> Reply {
    let head = head(server, Some("application/json"), "transfer-encoding: chunked\r\n");
    let mut chunked = Vec::new();
    for chunk in body.chunks(4_000) {
        chunked.extend(format!("{:x}\r\n", chunk.len()).as_bytes());
        chunked.extend(chunk);
        chunked.extend(b"\r\n");
    }
    chunked.extend(b"0\r\n\r\n");
    raw(&server.address.to_string(), &[head.as_bytes(), &chunked])
}

fn head(server: &Server<'_>, content_type: Option<&str>, further: &str) -> String {
    let content_type = content_type.map_or(String::new(), |value| format!("content-type: {value}\r\n"));
    let token = server.token("alice");
    format!(
        "POST /tasks HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer {token}\r\n{content_type}{further}\r\n"
    )
}
