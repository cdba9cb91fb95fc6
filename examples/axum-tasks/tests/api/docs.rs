//! `/openapi.json` and the page that reads it.

use crate::support::{Scratch, serve_on};

#[test]
fn the_document_describes_every_route_and_locks_all_but_the_probes() {
    let database = Scratch::sqlite();
    let server = serve_on(&database, &[]);
    let api = server.plain("GET", "/openapi.json", &[]).json();
    let mut routes: Vec<String> = Vec::new();
    for (path, item) in api["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            routes.push(format!("{} {path}", method.to_uppercase()));
            let locked = operation["security"].as_array().is_some_and(|list| !list.is_empty());
            assert_eq!(locked, !["/health", "/ready"].contains(&path.as_str()), "{method} {path}");
            assert_eq!(operation["responses"].get("401").is_some(), locked, "{method} {path}");
        }
    }
    routes.sort();
    let mut expected = vec!["GET /api/v1/me".to_owned(), "GET /health".into(), "GET /ready".into()];
    for base in ["/api/{user_id}/tasks", "/tasks"] {
        expected.extend([
            format!("GET {base}"),
            format!("POST {base}"),
            format!("PATCH {base}/{{id}}/complete"),
        ]);
        expected.extend(["GET", "PUT", "DELETE"].map(|method| format!("{method} {base}/{{id}}")));
    }
    expected.sort();
    assert_eq!(routes, expected);
    let schemes = api["components"]["securitySchemes"].as_object().unwrap();
    assert!(schemes.values().any(|scheme| scheme["type"] == "http" && scheme["scheme"] == "bearer"));
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    let database = Scratch::sqlite();
    let server = serve_on(&database, &[]);
    let reply = server.plain("GET", "/openapi.json", &[]);
    let api = reply.json();
    let references: Vec<&str> =
        reply.text.split("\"$ref\":\"#").skip(1).filter_map(|rest| rest.split('"').next()).collect();
    assert!(references.contains(&"/components/schemas/ErrorBody"), "{references:?}");
    for reference in references {
        assert!(api.pointer(reference).is_some(), "{reference}");
    }
}

#[test]
fn bearward_finds_no_unlocked_route_but_the_probes() {
    let database = Scratch::sqlite();
    let server = serve_on(&database, &[]);
    let api = server.plain("GET", "/openapi.json", &[]).text;
    let api: utoipa::openapi::OpenApi = serde_json::from_str(&api).unwrap();
    let unlocked = bearward::axum::openapi::unlocked(&api);
    assert_eq!(unlocked, ["GET /health", "GET /ready"]);
}

#[test]
fn the_page_loads_nothing_from_elsewhere() {
    let database = Scratch::sqlite();
    let server = serve_on(&database, &[]);
    let redirect = server.plain("GET", "/docs", &[]);
    assert_eq!((redirect.status, redirect.header("location")), (308, "/docs/"));

    let page = server.plain("GET", "/docs/", &[]);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(page.header("content-security-policy").contains("script-src 'self'"));
    let files: Vec<&str> =
        page.text.split('"').filter(|text| text.starts_with("./") || text.ends_with(".css")).collect();
    assert!(files.iter().any(|file| file.ends_with("swagger-ui-bundle.js")), "{files:?}");
    for file in files {
        let reply = server.plain("GET", &format!("/docs/{}", file.trim_start_matches("./")), &[]);
        assert_eq!(reply.status, 200, "{file}");
    }
    assert!(!page.text.contains("//") || !page.text.contains("http"), "{}", page.text);

    let start = server.plain("GET", "/docs/swagger-initializer.js", &[]);
    assert!(
        start.text.contains("/openapi.json") && start.text.contains("\"validatorUrl\": \"none\""),
        "{}",
        start.text
    );
}
