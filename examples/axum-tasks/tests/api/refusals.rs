//! What is answered when nothing is there, nothing is allowed, or something broke.

use crate::support::on_each_database;

#[test]
fn an_unknown_route_is_a_404_with_or_without_a_token() {
    on_each_database(|server| {
        let denial = bearward::Denial::not_found();
        for path in [
            "/",
            "/nothing",
            "/api",
            "/api/alice",
            "/api/alice/tasks/",
            "/tasks/",
            "/tasks/a/b",
            "/docs/none",
            "/%FF",
        ] {
            let reply = server.plain("GET", path, &[]);
            reply.is_refused(404, "not_found");
            assert_eq!(reply.text, denial.body(), "{path}");
            server.call("GET", path, &server.token("alice"), None);
        }
    });
}

#[test]
fn a_wrong_method_is_a_405_that_says_which_are_right() {
    on_each_database(|server| {
        let token = format!("Bearer {}", server.token("alice"));
        for headers in [&[][..], &[("authorization", token.as_str())]] {
            for (method, path, allowed) in [
                ("DELETE", "/tasks", ["GET", "POST"]),
                ("PATCH", "/api/alice/tasks", ["GET", "POST"]),
                ("GET", "/tasks/x/complete", ["PATCH", "PATCH"]),
                ("DELETE", "/health", ["GET", "HEAD"]),
                ("DELETE", "/openapi.json", ["GET", "HEAD"]),
            ] {
                let reply = server.plain(method, path, headers);
                reply.is_refused(405, "method_not_allowed");
                let allow = reply.header("allow");
                assert!(allowed.iter().all(|method| allow.contains(method)), "{path}: {allow}");
            }
        }
    });
}

#[test]
fn a_failure_inside_is_a_500_that_says_nothing_of_it() {
    on_each_database(|server| {
        let alice = server.token("alice");
        assert_eq!(server.call("GET", "/tasks", &alice, None).status, 200);
        server.database.run("DROP TABLE tasks");
        let reply = server.call("GET", "/tasks", &alice, None);
        reply.is_refused(500, "internal_error");
        assert_eq!(reply.text, r#"{"detail":"Something went wrong on our side.","code":"internal_error"}"#);
        assert!(!reply.header("x-request-id").is_empty(), "the way to the log line");
    });
}

#[test]
fn every_answer_has_the_security_headers() {
    on_each_database(|server| {
        let token = format!("Bearer {}", server.token("alice"));
        for (path, headers) in [
            ("/tasks", vec![("authorization", token.as_str())]),
            ("/tasks", vec![]),
            ("/nothing", vec![]),
            ("/health", vec![]),
            ("/openapi.json", vec![]),
            ("/docs/", vec![]),
        ] {
            let reply = server.plain("GET", path, &headers);
            assert_eq!(reply.header("cache-control"), "no-store", "{path}");
            assert_eq!(reply.header("x-content-type-options"), "nosniff", "{path}");
            assert_eq!(reply.header("x-frame-options"), "DENY", "{path}");
            assert_eq!(reply.header("referrer-policy"), "no-referrer", "{path}");
            assert!(reply.header("content-security-policy").starts_with("default-src 'none'"), "{path}");
            assert_eq!(reply.header("vary"), "Authorization", "{path}");
        }
    });
}

#[test]
fn a_401_carries_its_challenge() {
    on_each_database(|server| {
        let missing = server.plain("GET", "/tasks", &[]);
        missing.is_refused(401, "token_missing");
        assert_eq!(missing.header("www-authenticate"), "Bearer");
        let bad = server.call("GET", "/tasks", "not.a.token", None);
        bad.is_refused(401, "token_malformed");
        assert!(bad.header("www-authenticate").starts_with("Bearer"));
    });
}
