//! What users do all day, and what they may not do to each other.

use serde_json::json;

use super::walk::{Also, Try, Walk};
use crate::fault::Fault;

/// Alice makes a task, lists and completes it; Bob gets at it by no way. Returns the id of the task.
pub(super) fn walk(walk: &mut Walk) -> Result<String, Fault> {
    walk.table.heading("Alice and Bob sign in");
    let (alice, bob) = (walk.sign_in("alice"), walk.sign_in("bob"));
    let own = Also::PathOwner("alice");
    let task = walk.step(&Try {
        what: "Alice creates a task",
        expected: "201",
        method: "POST",
        path: "/api/alice/tasks",
        token: Some(&alice),
        body: Some(json!({ "title": "Water the plants", "priority": "high" })),
        also: own,
    })?;
    let id = task.text("id");
    let by_path = format!("/api/alice/tasks/{id}");
    let by_id = format!("/tasks/{id}");
    let get = |what, expected, path, token, also| Try {
        what,
        expected,
        method: "GET",
        path,
        token: Some(token),
        body: None,
        also,
    };
    let list = walk.step(&get("Alice lists her tasks", "200", "/api/alice/tasks", &alice, own))?;
    if list.json().get("count").and_then(serde_json::Value::as_u64) != Some(1) {
        return Err("Alice's list does not hold her one task".into());
    }
    walk.step(&Try {
        what: "Alice completes it",
        expected: "200",
        method: "PATCH",
        path: &format!("{by_path}/complete"),
        token: Some(&alice),
        body: None,
        also: own,
    })?;
    walk.step(&get(
        "Alice gets it by its id alone",
        "200",
        &by_id,
        &alice,
        Also::RecordOwner(Some("alice")),
    ))?;
    walk.step(&get("Bob asks for it by Alice's path", "403 owner_mismatch", &by_path, &bob, own))?;
    let foreign = walk.step(&get(
        "Bob asks for it by its id",
        "404 not_found",
        &by_id,
        &bob,
        Also::RecordOwner(Some("alice")),
    ))?;
    let missing = walk.step(&get(
        "Bob asks for an id that nobody has",
        "404 not_found",
        "/tasks/00000000-0000-4000-8000-000000000000",
        &bob,
        Also::RecordOwner(None),
    ))?;
    if foreign.body != missing.body {
        return Err("a foreign task and a missing one were answered differently".into());
    }
    walk.step(&get("Bob lists his own tasks", "200", "/api/bob/tasks", &bob, Also::PathOwner("bob")))?;
    walk.step(&get("Bob asks who he is", "200", "/api/v1/me", &bob, Also::Nothing))?;
    Ok(id)
}
