//! `/health` and `/ready`.

use bearward::testing::TestIssuer;
use serde_json::json;

use crate::support::{Scratch, on_each_database, serve_on, server};

#[test]
fn health_is_always_ok() {
    on_each_database(|server| {
        server.issuer.down();
        server.database.run("DROP TABLE tasks");
        let reply = server.plain("GET", "/health", &[]);
        assert_eq!((reply.status, reply.json()), (200, json!({"status": "ok"})));
    });
}

#[test]
fn ready_names_the_database_that_fails() {
    on_each_database(|server| {
        let reply = server.plain("GET", "/ready", &[]);
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert_eq!((&reply.json()["database"], &reply.json()["keys"]), (&json!("ok"), &json!("ok")));
        server.database.run("DROP TABLE tasks");
        let reply = server.plain("GET", "/ready", &[]);
        assert_eq!(reply.status, 503);
        assert_eq!(reply.json()["code"], "not_ready");
        assert_eq!((&reply.json()["database"], &reply.json()["keys"]), (&json!("failing"), &json!("ok")));
    });
}

#[test]
fn ready_stays_while_known_keys_are_good() {
    let database = Scratch::sqlite();
    let server = serve_on(&database, &[]);
    let alice = server.token("alice");
    assert_eq!(server.call("GET", "/tasks", &alice, None).status, 200);
    server.issuer.down();
    assert_eq!(server.plain("GET", "/ready", &[]).status, 200);
    assert_eq!(server.call("GET", "/tasks", &alice, None).status, 200);
}

#[test]
fn a_cold_start_without_the_issuer_is_not_ready_and_answers_503() {
    let issuer = TestIssuer::start();
    issuer.down();
    let database = Scratch::sqlite();
    let server = server(issuer, &database, &[]);
    let reply = server.plain("GET", "/ready", &[]);
    assert_eq!(reply.status, 503, "{}", reply.text);
    assert_eq!((&reply.json()["database"], &reply.json()["keys"]), (&json!("ok"), &json!("failing")));
    let refused = server.call("GET", "/tasks", &server.token("alice"), None);
    refused.is_refused(503, "keys_unavailable");
    assert!(refused.header("retry-after").parse::<u32>().is_ok());
}

#[test]
fn a_cold_start_heals_by_the_probe_alone() {
    let issuer = TestIssuer::start();
    issuer.down();
    let database = Scratch::sqlite();
    let server = server(issuer, &database, &[]);
    assert_eq!(server.plain("GET", "/ready", &[]).status, 503);
    server.issuer.up();
    let healed = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(100));
        server.plain("GET", "/ready", &[]).status == 200
    });
    assert!(healed);
}
