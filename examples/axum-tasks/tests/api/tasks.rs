//! Create, list, get, replace, complete, delete: by path and by token.

use serde_json::json;

use crate::support::on_each_database;

const BOTH: [&str; 2] = ["/api/alice/tasks", "/tasks"];

#[test]
fn a_task_lives_from_creation_to_deletion() {
    on_each_database(|server| {
        let alice = server.token("alice");
        for base in BOTH {
            let made = server.call("POST", base, &alice, Some(json!({"title": "Milk", "priority": "high"})));
            assert_eq!(made.status, 201, "{}", made.text);
            let task = made.json();
            let at = format!("{base}/{}", task["id"].as_str().unwrap());
            assert_eq!(made.header("location"), at);

            assert_eq!(server.call("GET", &at, &alice, None).json(), task);
            let list = server.call("GET", base, &alice, None).json();
            assert_eq!(list, json!({"data": [task], "count": 1, "next": null}));

            let replaced =
                server.call("PUT", &at, &alice, Some(json!({"title": "Bread", "completed": true})));
            assert_eq!(replaced.status, 200, "{}", replaced.text);
            let replaced = replaced.json();
            assert_eq!((&replaced["title"], &replaced["completed"]), (&json!("Bread"), &json!(true)));
            assert_eq!(replaced["priority"], "medium", "a replacement is a whole task");
            assert_eq!(replaced["created_at"], task["created_at"]);
            assert!(replaced["updated_at"].as_str() > task["updated_at"].as_str());

            let deleted = server.call("DELETE", &at, &alice, None);
            assert_eq!((deleted.status, deleted.text.as_str()), (204, ""));
            server.call("GET", &at, &alice, None).is_refused(404, "not_found");
            server.call("DELETE", &at, &alice, None).is_refused(404, "not_found");
        }
    });
}

#[test]
fn a_task_has_these_members_and_defaults() {
    on_each_database(|server| {
        let task = server.create("alice", "Milk");
        let mut names: Vec<_> = task.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        let expected =
            ["completed", "created_at", "description", "id", "priority", "title", "updated_at", "user_id"];
        assert_eq!(names, expected);
        assert_eq!((&task["user_id"], &task["title"]), (&json!("alice"), &json!("Milk")));
        let defaults = (&task["description"], &task["completed"], &task["priority"]);
        assert_eq!(defaults, (&json!(null), &json!(false), &json!("medium")));
        assert_eq!(uuid::Uuid::try_parse(task["id"].as_str().unwrap()).unwrap().get_version_num(), 4);
        for name in ["created_at", "updated_at"] {
            let time = task[name].as_str().unwrap();
            assert!(time.len() == 27 && time.ends_with('Z') && &time[10..11] == "T", "{time}");
        }
        assert_eq!(task["created_at"], task["updated_at"]);
    });
}

#[test]
fn complete_toggles() {
    on_each_database(|server| {
        let alice = server.token("alice");
        let id = server.create("alice", "Milk")["id"].as_str().unwrap().to_owned();
        for base in BOTH {
            for expected in [true, false] {
                let reply = server.call("PATCH", &format!("{base}/{id}/complete"), &alice, None);
                assert_eq!(reply.status, 200, "{}", reply.text);
                assert_eq!(reply.json()["completed"], expected);
            }
        }
    });
}

#[test]
fn a_task_may_be_sent_back_as_it_was_received() {
    on_each_database(|server| {
        let alice = server.token("alice");
        let mut task = server.create("alice", "Milk");
        let at = format!("/tasks/{}", task["id"].as_str().unwrap());
        task["user_id"] = json!("bob");
        task["id"] = json!("00000000-0000-4000-8000-000000000000");
        task["completed"] = json!(true);
        let reply = server.call("PUT", &at, &alice, Some(task));
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert_eq!(reply.json()["user_id"], "alice", "a body decides nothing about the owner");
        assert!(at.ends_with(reply.json()["id"].as_str().unwrap()));
    });
}

#[test]
fn text_comes_back_as_it_went_in() {
    on_each_database(|server| {
        let alice = server.token("alice");
        let title = " 'quotes' \"; DROP TABLE tasks; -- \u{1F95B} \u{FFFD} ";
        let reply = server.call("POST", "/tasks", &alice, Some(json!({"title": title, "description": ""})));
        assert_eq!(reply.json()["title"], title);
        assert_eq!(reply.json()["description"], "");
    });
}
