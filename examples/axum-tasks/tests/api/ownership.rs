//! Who may touch what.

use serde_json::{Value, json};

use crate::support::{Reply, on_each_database};

const MISSING: &str = "00000000-0000-4000-8000-000000000000";

#[test]
fn a_foreign_user_id_in_the_path_is_403() {
    on_each_database(|server| {
        let id = server.create("alice", "Milk")["id"].as_str().unwrap().to_owned();
        let bob = server.token("bob");
        for (method, tail, body) in requests(&id) {
            let reply = server.call(method, &format!("/api/alice/tasks{tail}"), &bob, body);
            reply.is_refused(403, "owner_mismatch");
        }
        server
            .call("POST", "/api/alice/tasks", &bob, Some(json!({"title": "x"})))
            .is_refused(403, "owner_mismatch");
        server
            .call("GET", "/api/Alice/tasks", &server.token("alice"), None)
            .is_refused(403, "owner_mismatch");
        assert_eq!(server.database.number("SELECT COUNT(*) FROM tasks"), 1);
    });
}

#[test]
fn the_403_comes_before_anything_about_the_body_or_the_query() {
    on_each_database(|server| {
        let bob = server.token("bob");
        server.call("POST", "/api/alice/tasks", &bob, Some(json!([]))).is_refused(403, "owner_mismatch");
        server.call("GET", "/api/alice/tasks?limit=0", &bob, None).is_refused(403, "owner_mismatch");
        server.call("GET", "/api/alice/tasks/x", &bob, None).is_refused(403, "owner_mismatch");
    });
}

#[test]
fn by_token_a_foreign_task_and_a_missing_one_are_the_same_404_byte_for_byte() {
    on_each_database(|server| {
        let id = server.create("alice", "Milk")["id"].as_str().unwrap().to_owned();
        let bob = server.token("bob");
        let denial = bearward::Denial::not_found();
        for (method, tail, body) in requests(&id) {
            if tail.is_empty() {
                continue;
            }
            let foreign = server.call(method, &format!("/tasks{tail}"), &bob, body.clone());
            let missing = server.call(method, &format!("/tasks{}", tail.replace(&id, MISSING)), &bob, body);
            foreign.is_refused(404, "not_found");
            assert_eq!(foreign.text, missing.text);
            assert_eq!(foreign.text, denial.body());
            assert_eq!(constant_headers(&foreign), constant_headers(&missing), "{method} {tail}");
        }
        let kept = server.call("GET", &format!("/tasks/{id}"), &server.token("alice"), None).json();
        assert_eq!((&kept["title"], &kept["completed"]), (&json!("Milk"), &json!(false)));
    });
}

#[test]
fn by_path_too_a_task_of_somebody_else_is_a_404() {
    on_each_database(|server| {
        let id = server.create("alice", "Milk")["id"].as_str().unwrap().to_owned();
        let bob = server.token("bob");
        for (method, tail, body) in requests(&id).into_iter().filter(|(_, tail, _)| !tail.is_empty()) {
            server.call(method, &format!("/api/bob/tasks{tail}"), &bob, body).is_refused(404, "not_found");
        }
    });
}

#[test]
fn what_is_no_id_is_the_same_404() {
    on_each_database(|server| {
        let id = server.create("alice", "Milk")["id"].as_str().unwrap().to_owned();
        let alice = server.token("alice");
        let denial = bearward::Denial::not_found();
        let simple = id.replace('-', "");
        for wrong in ["x", "1", "%20", "%FF", "%00", &simple, &format!("%7B{id}%7D"), &format!("{id}%20")] {
            let reply = server.call("GET", &format!("/tasks/{wrong}"), &alice, None);
            reply.is_refused(404, "not_found");
            assert_eq!(reply.text, denial.body(), "{wrong}");
        }
    });
}

#[test]
fn lists_hold_the_owners_tasks_alone() {
    on_each_database(|server| {
        let ids = ["alice", "bob"].map(|user| server.create(user, user)["id"].clone());
        for (user, id) in ["alice", "bob"].iter().zip(ids) {
            let list = server.call("GET", "/tasks", &server.token(user), None).json();
            assert_eq!(list["count"], 1);
            assert_eq!(list["data"][0]["id"], id);
        }
        let none = server.call("GET", "/tasks", &server.token("carol"), None).json();
        assert_eq!(none, json!({"data": [], "count": 0, "next": null}));
    });
}

#[test]
fn a_user_id_with_other_characters_is_compared_once_decoded() {
    on_each_database(|server| {
        let token = server.token("auth0|5 7");
        assert_eq!(server.call("GET", "/api/auth0%7C5%207/tasks", &token, None).status, 200);
        server.call("GET", "/api/auth0%257C5%25207/tasks", &token, None).is_refused(403, "owner_mismatch");
    });
}

fn requests(id: &str) -> Vec<(&'static str, String, Option<Value>)> {
    let body = || Some(json!({"title": "taken over"}));
    vec![
        ("GET", String::new(), None),
        ("GET", format!("/{id}"), None),
        ("PUT", format!("/{id}"), body()),
        ("PATCH", format!("/{id}/complete"), None),
        ("DELETE", format!("/{id}"), None),
    ]
}

/// All headers but those that differ from answer to answer.
fn constant_headers(reply: &Reply) -> Vec<(String, String)> {
    let varying = ["date", "x-request-id"];
    let all = reply.headers.iter().filter(|(name, _)| !varying.contains(&name.as_str()));
    all.map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned())).collect()
}
