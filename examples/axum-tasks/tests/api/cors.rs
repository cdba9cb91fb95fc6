//! `ALLOWED_ORIGINS`.

use crate::support::{Scratch, serve_on};

const APP: &str = "https://app.example.com";

#[test]
fn a_preflight_of_an_allowed_origin_is_let_through() {
    let database = Scratch::sqlite();
    let server =
        serve_on(&database, &[("ALLOWED_ORIGINS", "http://localhost:3000, https://app.example.com")]);
    for origin in [APP, "http://localhost:3000"] {
        let asked = [
            ("origin", origin),
            ("access-control-request-method", "PATCH"),
            ("access-control-request-headers", "authorization,content-type"),
        ];
        let reply = server.plain("OPTIONS", "/api/alice/tasks/x/complete", &asked);
        assert_eq!(reply.status, 200, "{}", reply.text);
        assert_eq!(reply.header("access-control-allow-origin"), origin);
        assert!(reply.header("access-control-allow-methods").contains("PATCH"));
        let headers = reply.header("access-control-allow-headers").to_lowercase();
        assert!(headers.contains("authorization") && headers.contains("content-type"), "{headers}");
        assert_eq!(reply.header("access-control-allow-credentials"), "");
    }
}

#[test]
fn a_cross_origin_401_can_be_read_by_the_page() {
    let database = Scratch::sqlite();
    let server = serve_on(&database, &[("ALLOWED_ORIGINS", APP)]);
    for path in ["/tasks", "/nothing"] {
        let reply = server.plain("GET", path, &[("origin", APP)]);
        assert!(matches!(reply.status, 401 | 404));
        assert_eq!(reply.header("access-control-allow-origin"), APP);
        let vary: Vec<_> =
            reply.headers.get_all("vary").iter().map(|value| value.to_str().unwrap()).collect();
        let vary = vary.join(",").to_lowercase();
        assert!(vary.contains("origin") && vary.contains("authorization"), "{vary}");
        assert!(reply.header("access-control-expose-headers").to_lowercase().contains("www-authenticate"));
    }
}

#[test]
fn another_origin_gets_no_permission() {
    let database = Scratch::sqlite();
    for settings in [&[][..], &[("ALLOWED_ORIGINS", APP)]] {
        let server = serve_on(&database, settings);
        for origin in
            ["https://evil.example", "https://app.example.com.evil.example", "http://app.example.com", "null"]
        {
            for method in ["GET", "OPTIONS"] {
                let reply = server.plain(
                    method,
                    "/tasks",
                    &[("origin", origin), ("access-control-request-method", "GET")],
                );
                assert_eq!(reply.header("access-control-allow-origin"), "", "{method} {origin}");
            }
        }
    }
}
