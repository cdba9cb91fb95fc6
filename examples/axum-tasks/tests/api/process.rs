//! The program itself: its first line, its log, its end.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use bearward::testing::TestIssuer;
use serde_json::{Value, json};

use crate::support::{Scratch, client::send};

/// The program with an issuer and an empty database; `settings` add to its environment.
fn program(issuer: &TestIssuer, database: &Scratch, settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_axum-tasks"));
    command
        .env_clear()
        .env("PORT", "0")
        .env("JWKS_URL", issuer.jwks_url())
        .env("ISSUER", issuer.url())
        .env("AUDIENCE", issuer.audience())
        .env("DATABASE_URL", &database.url)
        .envs(settings.iter().copied())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Starts it and reads the address from the one line on stdout.
fn start(mut command: Command) -> (Child, String) {
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.trim().strip_prefix("listening on http://").unwrap_or_else(|| panic!("{line:?}"));
    (child, address.to_owned())
}

fn terminate(child: &Child) {
    assert!(Command::new("kill").arg(child.id().to_string()).status().unwrap().success());
}

/// Ends it as an orchestrator would, and returns its log.
fn stop(child: Child) -> Vec<Value> {
    terminate(&child);
    let Output { status, stderr, .. } = child.wait_with_output().unwrap();
    assert!(status.success(), "{status}");
    let log = String::from_utf8(stderr).unwrap();
    log.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|_| panic!("{line}"))).collect()
}

#[test]
fn one_structured_line_a_request_without_the_token() {
    let (issuer, database) = (TestIssuer::start(), Scratch::sqlite());
    let (child, address) = start(program(&issuer, &database, &[]));
    let good = issuer.mint(json!({"sub": "secret-subject"}));
    let bad = issuer.expired(json!({"sub": "secret-subject"}));
    let mut ids = Vec::new();
    for (token, path) in
        [(&good, "/api/secret-subject/tasks"), (&bad, "/tasks?cursor=secret-cursor"), (&good, "/nowhere")]
    {
        let bearer = format!("Bearer {token}");
        let reply = send("GET", &format!("http://{address}{path}"), &[("authorization", &bearer)], None);
        ids.push(reply.header("x-request-id").to_owned());
    }
    let log = stop(child);
    let lines: Vec<&Value> = log.iter().filter(|line| line["target"] == "request").collect();
    assert_eq!(lines.len(), 3, "{log:#?}");
    let expected = [
        ("/api/{user_id}/tasks", 200, Value::Null),
        ("/tasks", 401, json!("token_expired")),
        ("none", 404, json!("not_found")),
    ];
    for ((line, (route, status, code)), id) in lines.iter().zip(expected).zip(&ids) {
        assert_eq!(
            (&line["method"], &line["route"], &line["status"]),
            (&json!("GET"), &json!(route), &json!(status))
        );
        assert_eq!(line["code"], code);
        assert!(line["micros"].is_u64());
        assert_eq!(line["span"]["id"], **id);
    }
    let text = format!("{log:?}");
    for secret in [good.as_str(), &bad, "secret-cursor", "secret-subject"] {
        let parts: Vec<&str> = secret.split('.').collect();
        assert!(parts.iter().all(|part| !text.contains(part)), "{secret}");
    }
}

#[test]
fn every_fault_of_the_environment_is_printed_and_nothing_starts() {
    let (issuer, database) = (TestIssuer::start(), Scratch::sqlite());
    let settings = [("PORT", "x"), ("AUDIENCE", ""), ("ALLOWED_ORIGINS", "*")];
    let Output { status, stdout, stderr } = program(&issuer, &database, &settings).output().unwrap();
    assert_eq!((status.code(), stdout.len()), (Some(1), 0));
    let stderr = String::from_utf8(stderr).unwrap();
    let faults: Vec<&str> = stderr.lines().filter(|line| line.starts_with("axum-tasks: ")).collect();
    assert_eq!(faults.len(), 3, "{stderr}");
    for name in ["PORT", "AUDIENCE", "ALLOWED_ORIGINS"] {
        assert!(faults.iter().any(|fault| fault.contains(name)), "{stderr}");
    }
}

#[test]
fn a_database_that_cannot_be_used_is_one_sentence() {
    let (issuer, database) = (TestIssuer::start(), Scratch::sqlite());
    let settings = [("DATABASE_URL", "sqlite:///nonexistent/folder/tasks.sqlite")];
    let output = program(&issuer, &database, &settings).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8(output.stderr).unwrap().contains("DATABASE_URL: the database cannot be used"));
}

#[test]
fn require_keys_refuses_to_start_without_keys() {
    let (issuer, database) = (TestIssuer::start(), Scratch::sqlite());
    issuer.down();
    let output = program(&issuer, &database, &[("REQUIRE_KEYS", "1")]).output().unwrap();
    assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
    assert!(String::from_utf8(output.stderr).unwrap().contains("REQUIRE_KEYS"));

    issuer.up();
    let (child, address) = start(program(&issuer, &database, &[("REQUIRE_KEYS", "1")]));
    assert_eq!(send("GET", &format!("http://{address}/ready"), &[], None).status, 200);
    stop(child);
}

#[test]
fn a_request_under_way_is_answered_before_the_end() {
    let (issuer, database) = (TestIssuer::start(), Scratch::sqlite());
    let (child, address) = start(program(&issuer, &database, &[]));
    let token = issuer.mint(json!({"sub": "alice"}));
    let body = "{\"title\": \"last\"}";
    let mut stream = TcpStream::connect(&address).unwrap();
    let head = format!(
        "POST /tasks HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {token}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(&body.as_bytes()[..5]).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    terminate(&child);
    std::thread::sleep(Duration::from_millis(300));
    assert!(TcpStream::connect(&address).is_err(), "no new connections");
    stream.write_all(&body.as_bytes()[5..]).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 201"), "{answer}");
    assert!(child.wait_with_output().unwrap().status.success());
    assert_eq!(database.number("SELECT COUNT(*) FROM tasks"), 1);
}

#[test]
fn a_shared_secret_with_integer_ids_works_too() {
    let (issuer, database) = (TestIssuer::start(), Scratch::sqlite());
    let mut command = program(&issuer, &database, &[("AUTH_SECRET", SECRET), ("USER_ID_CLAIM", "user_id")]);
    command.env_remove("JWKS_URL").env_remove("ISSUER").env_remove("AUDIENCE");
    let (child, address) = start(command);
    let bearer = format!("Bearer {TOKEN_OF_42}");
    for (path, status) in
        [("/api/42/tasks", 200), ("/api/042/tasks", 403), ("/api/43/tasks", 403), ("/api/v1/me", 200)]
    {
        assert_eq!(
            send("GET", &format!("http://{address}{path}"), &[("authorization", &bearer)], None).status,
            status,
            "{path}"
        );
    }
    stop(child);
}

const SECRET: &str = "an example secret of forty-two characters!";

/// HS256 over `{"user_id":42,"exp":4102444800}` with [`SECRET`].
const TOKEN_OF_42: &str = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJ1c2VyX2lkIjo0MiwiZXhwIjo0MTAyNDQ0ODAwfQ.sLq9ca0Ed9mzlFQnbGo4a5eKphqwr7PBWimk2B41fk4";
