//! `?limit=` and `?cursor=`.

use std::collections::HashSet;

use serde_json::Value;

use crate::support::{Server, on_each_database};

#[test]
fn pages_cover_the_list_once_newest_first() {
    on_each_database(|server| {
        let alice = server.token("alice");
        let made: Vec<Value> =
            (0..23).map(|n| server.create("alice", &format!("task {n}"))["id"].clone()).collect();
        server.create("bob", "not hers");

        let mut seen = Vec::new();
        let mut sizes = Vec::new();
        let mut query = "?limit=10".to_owned();
        loop {
            let page = server.call("GET", &format!("/api/alice/tasks{query}"), &alice, None).json();
            assert_eq!(page["count"], 23, "the count is of all the user's tasks");
            sizes.push(page["data"].as_array().unwrap().len());
            seen.extend(page["data"].as_array().unwrap().iter().map(|task| task["id"].clone()));
            match page["next"].as_str() {
                Some(next) => query = format!("?limit=10&cursor={next}"),
                None => break,
            }
        }
        assert_eq!(sizes, [10, 10, 3]);
        assert_eq!(seen, made.into_iter().rev().collect::<Vec<_>>());
    });
}

#[test]
fn tasks_created_and_deleted_meanwhile_move_nothing() {
    on_each_database(|server| {
        let alice = server.token("alice");
        let ids: Vec<String> = (0..6).map(|n| id(&server.create("alice", &format!("{n}")))).collect();
        let first = server.call("GET", "/tasks?limit=3", &alice, None).json();
        server.create("alice", "newer");
        server.call("DELETE", &format!("/tasks/{}", ids[3]), &alice, None);
        let next = first["next"].as_str().unwrap();
        let second = server.call("GET", &format!("/tasks?limit=3&cursor={next}"), &alice, None).json();
        let got: Vec<String> = second["data"].as_array().unwrap().iter().map(id).collect();
        assert_eq!(got, [&*ids[2], &*ids[1], &*ids[0]]);
        assert_eq!(second["next"], Value::Null);
    });
}

#[test]
fn tasks_of_the_same_microsecond_are_told_apart() {
    on_each_database(|server| {
        let alice = server.token("alice");
        for n in 0..5 {
            server.create("alice", &n.to_string());
        }
        server.database.run("UPDATE tasks SET created_at = (SELECT MIN(created_at) FROM tasks)");
        let mut seen = HashSet::new();
        let mut query = "?limit=2".to_owned();
        for _ in 0..3 {
            let page = server.call("GET", &format!("/tasks{query}"), &alice, None).json();
            seen.extend(page["data"].as_array().unwrap().iter().map(id));
            query = format!("?limit=2&cursor={}", page["next"].as_str().unwrap_or_default());
        }
        assert_eq!(seen.len(), 5);
    });
}

#[test]
fn a_cursor_of_another_user_shows_nothing_of_theirs() {
    on_each_database(|server| {
        for n in 0..3 {
            server.create("alice", &n.to_string());
        }
        let page = server.call("GET", "/tasks?limit=1", &server.token("alice"), None).json();
        let next = page["next"].as_str().unwrap();
        let list = server.call("GET", &format!("/tasks?cursor={next}"), &server.token("bob"), None).json();
        assert_eq!(list["data"], serde_json::json!([]));
    });
}

#[test]
fn limits_and_cursors_at_fault_are_named() {
    on_each_database(|server| {
        let at_fault = |query: &str| faults(server, query);
        for limit in ["0", "101", "-1", "x", "", "1.5", "1e1", "99999999999999999999"] {
            assert_eq!(at_fault(&format!("?limit={limit}")), ["limit"], "{limit}");
        }
        for cursor in ["x", "", "AAAA", "%00", "%F0%9F%A5%9B", &"A".repeat(5_000)] {
            assert_eq!(at_fault(&format!("?cursor={cursor}")), ["cursor"], "{cursor}");
        }
        assert_eq!(at_fault("?limit=0&cursor=x"), ["limit", "cursor"]);
        assert_eq!(at_fault("?limit=1&limit=2"), ["limit"]);
        for good in ["?limit=1", "?limit=100", "?other=1", "?"] {
            assert_eq!(
                server.call("GET", &format!("/tasks{good}"), &server.token("alice"), None).status,
                200
            );
        }
    });
}

fn faults(server: &Server<'_>, query: &str) -> Vec<String> {
    server.call("GET", &format!("/tasks{query}"), &server.token("alice"), None).fields_at_fault()
}

fn id(task: &Value) -> String {
    task["id"].as_str().unwrap().to_owned()
}
