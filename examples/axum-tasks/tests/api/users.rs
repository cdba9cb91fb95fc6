//! The first valid token of a user makes the user's row.

use std::sync::Barrier;

use serde_json::json;

use crate::support::{databases, on_each_database, serve_on, server};

const USERS: &str = "SELECT COUNT(*) FROM users";

#[test]
fn the_first_valid_token_makes_the_row() {
    on_each_database(|server| {
        let me = server.call("GET", "/api/v1/me", &server.token("alice"), None);
        assert_eq!(me.status, 200, "{}", me.text);
        let me = me.json();
        assert_eq!(
            (&me["id"], &me["email"], &me["name"]),
            (&json!("alice"), &json!("alice@example.com"), &json!("alice"))
        );
        assert!(me["created_at"].as_str().unwrap().ends_with('Z'));
        assert_eq!(server.database.number(USERS), 1);
    });
}

#[test]
fn any_locked_route_makes_it_even_one_that_refuses() {
    on_each_database(|server| {
        server.call("GET", "/tasks/x", &server.token("alice"), None).is_refused(404, "not_found");
        server.call("GET", "/api/alice/tasks", &server.token("bob"), None).is_refused(403, "owner_mismatch");
        assert_eq!(server.database.number(USERS), 2);
    });
}

#[test]
fn no_bad_token_makes_a_row() {
    on_each_database(|server| {
        server.plain("GET", "/tasks", &[]).is_refused(401, "token_missing");
        let expired = server.issuer.expired(json!({"sub": "alice"}));
        assert_eq!(server.call("GET", "/tasks", &expired, None).status, 401);
        assert_eq!(server.database.number(USERS), 0);
    });
}

#[test]
fn email_and_name_may_be_absent_or_of_any_type() {
    on_each_database(|server| {
        for (user, claims) in [
            ("a", json!({"sub": "a"})),
            ("b", json!({"sub": "b", "email": 5, "name": {"first": "B"}})),
            ("c", json!({"sub": "c", "email": null, "name": "with\u{0}NUL"})),
        ] {
            let me = server.call("GET", "/api/v1/me", &server.issuer.mint(claims), None);
            assert_eq!(me.status, 200, "{user}: {}", me.text);
            assert_eq!((&me.json()["email"], &me.json()["name"]), (&json!(null), &json!(null)), "{user}");
        }
    });
}

#[test]
fn fifty_first_requests_at_once_make_exactly_one_row() {
    on_each_database(|server| {
        let token = server.token("alice");
        let together = Barrier::new(50);
        let statuses: Vec<u16> = std::thread::scope(|scope| {
            let requests: Vec<_> = (0..50)
                .map(|n| {
                    let (together, token) = (&together, &token);
                    scope.spawn(move || {
                        together.wait();
                        let body = (n % 2 == 0).then(|| json!({"title": "first"}));
                        server.call(if n % 2 == 0 { "POST" } else { "GET" }, "/tasks", token, body).status
                    })
                })
                .collect();
            requests.into_iter().map(|request| request.join().unwrap()).collect()
        });
        assert!(statuses.iter().all(|status| matches!(status, 200 | 201)), "{statuses:?}");
        assert_eq!(server.database.number(USERS), 1);
        assert_eq!(server.database.number("SELECT COUNT(*) FROM tasks"), 25);
    });
}

#[test]
fn later_requests_write_nothing_even_after_a_restart() {
    for database in databases() {
        let first = serve_on(&database, &[]);
        assert_eq!(first.call("GET", "/tasks", &first.token("alice"), None).status, 200);
        // From now on every attempt to write a user fails, one that would change nothing included.
        match database.kind() {
            "SQLite" => database.run(
                "CREATE TRIGGER no_insert BEFORE INSERT ON users BEGIN SELECT RAISE(ABORT, 'written'); END;
                 CREATE TRIGGER no_update BEFORE UPDATE ON users BEGIN SELECT RAISE(ABORT, 'written'); END;",
            ),
            _ => database.run(
                "CREATE FUNCTION no_write() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'written'; END $$;
                 CREATE TRIGGER no_write BEFORE INSERT OR UPDATE ON users EXECUTE FUNCTION no_write();",
            ),
        }
        let renamed = json!({"sub": "alice", "email": "new@example.com", "name": "New"});
        let token = first.issuer.mint(renamed.clone());
        let me = first.call("GET", "/api/v1/me", &token, None);
        assert_eq!((me.status, &me.json()["name"]), (200, &json!("alice")));
        assert_eq!(first.call("GET", "/tasks", &first.token("bob"), None).status, 500, "the trigger works");
        drop(first);

        let second = serve_on(&database, &[]);
        let token = second.issuer.mint(renamed);
        for _ in 0..2 {
            assert_eq!(second.call("GET", "/api/v1/me", &token, None).status, 200);
        }
    }
}

#[test]
fn a_deleted_row_is_made_again() {
    on_each_database(|server| {
        let alice = server.token("alice");
        assert_eq!(server.call("GET", "/tasks", &alice, None).status, 200);
        server.database.run("DELETE FROM users");
        let made = server.call("POST", "/tasks", &alice, Some(json!({"title": "x"})));
        assert_eq!(made.status, 201, "{}", made.text);
        server.database.run("DELETE FROM users");
        assert_eq!(server.database.number("SELECT COUNT(*) FROM tasks"), 0, "tasks go with their user");
        let me = server.call("GET", "/api/v1/me", &alice, None);
        assert_eq!((me.status, &me.json()["email"]), (200, &json!("alice@example.com")));
    });
}

#[test]
fn users_and_tasks_outlive_the_process() {
    for database in databases() {
        let mut first = serve_on(&database, &[]);
        let task = first.create("alice", "Milk");
        first.stop().unwrap();
        let issuer = bearward::testing::TestIssuer::start();
        let second = server(issuer, &database, &[]);
        let list = second.call("GET", "/tasks", &second.token("alice"), None).json();
        assert_eq!(list["data"], json!([task]));
    }
}
