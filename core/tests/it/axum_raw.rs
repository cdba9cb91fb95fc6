//! Over a real socket: what only bytes can say.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use axum::Router;
use axum::routing::get as on_get;
use bearward::axum::{Bearer, Owner};
use serde_json::json;

use crate::support::warmed;

/// Serves on loopback until the runtime ends.
async fn serve(app: Router) -> SocketAddr {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move { axum::serve(listener, app).await.unwrap() });
    address
}

/// One exchange: `head` is what stands between the Host header and the empty line.
async fn exchange(address: SocketAddr, target: &str, head: Vec<u8>) -> String {
    let target = target.to_owned();
    let talk = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let mut bytes = format!("GET {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n").into_bytes();
        bytes.extend_from_slice(&head);
        bytes.extend_from_slice(b"\r\n");
        stream.write_all(&bytes).unwrap();
        let mut answer = Vec::new();
        let _ = stream.read_to_end(&mut answer);
        String::from_utf8_lossy(&answer).into_owned()
    };
    tokio::task::spawn_blocking(talk).await.unwrap()
}

fn status(answer: &str) -> u16 {
    answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(0)
}

async fn setup() -> (bearward::testing::TestIssuer, SocketAddr) {
    let (issuer, verifier) = warmed(|builder| builder);
    let app = Router::new()
        .route("/me", on_get(|Bearer(user): Bearer| async move { user.subject_str().to_owned() }))
        .route("/maybe", on_get(|user: Option<Bearer>| async move { format!("user: {}", user.is_some()) }))
        .route("/of/{user_id}", on_get(|Owner(user): Owner| async move { user.subject_str().to_owned() }))
        .with_state(verifier);
    (issuer, serve(app).await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn duplicate_and_strange_authorization_headers() {
    let (issuer, address) = setup().await;
    let token = issuer.mint(json!({"sub": "alice"}));
    let line = |value: &[u8]| [b"Authorization: ", value, b"\r\n"].concat();
    let bearer = format!("Bearer {token}").into_bytes();
    let good = line(&bearer);
    let lower = [b"authorization: ".as_slice(), &bearer, b"\r\n"].concat();
    for (name, head, expected, code) in [
        ("one", good.clone(), 200, "alice"),
        ("lower case", lower.clone(), 200, "alice"),
        ("white space around", line(&[b"  \t", bearer.as_slice(), b" \t "].concat()), 200, "alice"),
        ("two equal", [good.clone(), good.clone()].concat(), 400, "authorization_malformed"),
        ("two in other case", [good.clone(), lower].concat(), 400, "authorization_malformed"),
        ("bad then good", [line(b"Bearer x"), good.clone()].concat(), 400, "authorization_malformed"),
        ("good then empty", [good.clone(), line(b"")].concat(), 400, "authorization_malformed"),
        ("good then basic", [good.clone(), line(b"Basic eDp5")].concat(), 400, "authorization_malformed"),
        ("joined", line(&[bearer.as_slice(), b", ", &bearer].concat()), 400, "authorization_malformed"),
        ("0xE9 after", line(&[bearer.as_slice(), b"\xe9"].concat()), 401, "token_malformed"),
        ("0xE9 in the scheme", line(&[b"Bear\xe9r ", token.as_bytes()].concat()), 401, "token_missing"),
        ("NBSP", line(&[b"Bearer\xc2\xa0", token.as_bytes()].concat()), 401, "token_malformed"),
        (
            "NBSP behind the space",
            line(&[b"Bearer \xc2\xa0", token.as_bytes()].concat()),
            401,
            "token_malformed",
        ),
        ("a tab", line(&[b"Bearer\t", token.as_bytes()].concat()), 401, "token_malformed"),
        ("fullwidth dots", line(token.replace('.', "\u{ff0e}").as_bytes()), 401, "token_missing"),
        (
            "fullwidth dots, bearer",
            line(format!("Bearer {}", token.replace('.', "\u{ff0e}")).as_bytes()),
            401,
            "token_malformed",
        ),
        ("proxy", [b"Proxy-".as_slice(), &good].concat(), 401, "token_missing"),
        ("underscore", [b"Authorization_: ".as_slice(), &bearer, b"\r\n"].concat(), 401, "token_missing"),
    ] {
        let answer = exchange(address, "/me", head.clone()).await;
        assert_eq!(status(&answer), expected, "{name}: {answer}");
        assert!(answer.contains(code), "{name}: {answer}");
        if expected != 200 {
            let answer = exchange(address, "/maybe", head).await;
            let anonymous = matches!(name, "proxy" | "underscore");
            assert_eq!(status(&answer) == 200, anonymous, "{name}: {answer}");
        }
    }
}

/// What HTTP itself forbids ends before us; in no case is it let in or a 500.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn broken_header_lines_are_never_let_in() {
    let (issuer, address) = setup().await;
    let token = issuer.mint(json!({"sub": "alice"}));
    for head in [
        format!("Authorization : Bearer {token}\r\n"),
        format!("Authorization: Bearer\r\n {token}\r\n"),
        format!("Authorization: Bearer {token}\0\r\n"),
        format!("Authorization\0: Bearer {token}\r\n"),
        format!(" Authorization: Bearer {token}\r\n"),
    ] {
        let answer = exchange(address, "/me", head.clone().into_bytes()).await;
        assert!(matches!(status(&answer), 0 | 400 | 401), "{head:?}: {answer}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_large_token_is_refused_and_the_server_lives() {
    let (issuer, address) = setup().await;
    let head = format!(
        "Authorization: Bearer {}.{}.{}\r\n",
        "A".repeat(8_000),
        "A".repeat(8_000),
        "A".repeat(8_000)
    );
    let answer = exchange(address, "/me", head.into_bytes()).await;
    assert!(answer.contains("token_too_large"), "{answer}");
    let good = format!("Authorization: Bearer {}\r\n", issuer.mint(json!({"sub": "alice"})));
    assert_eq!(status(&exchange(address, "/me", good.into_bytes()).await), 200);
}

/// Raw targets that no client library would send.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn raw_paths_give_nobody_somebody_elses_id() {
    let (issuer, address) = setup().await;
    let head = format!("Authorization: Bearer {}\r\n", issuer.mint(json!({"sub": "alice"}))).into_bytes();
    for (target, expected) in [
        ("/of/alice", &[200][..]),
        ("/of/alice?user_id=bob", &[200]),
        ("/of/bob?user_id=alice", &[403]),
        ("/of/bob#alice", &[403, 400]),
        ("/of/bob/../alice", &[404]),
        ("/of/alice/../bob", &[404]),
        ("/of/alice%2f..%2fbob", &[403]),
        ("/of/%2e%2e/alice", &[404]),
        ("//of/alice", &[404]),
        ("/of//alice", &[404]),
        ("/of/alice/", &[404]),
        ("/of/\u{e9}", &[400, 403]),
        ("http://evil.example/of/bob", &[403, 400]),
    ] {
        let answer = exchange(address, target, head.clone()).await;
        assert!(expected.contains(&status(&answer)), "{target}: {answer}");
    }
}

/// A keep-alive connection: nothing of one request sticks to the next.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pipelined_requests_are_decided_one_by_one() {
    let (issuer, address) = setup().await;
    let token = issuer.mint(json!({"sub": "alice"}));
    let talk = move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
        let with = format!("GET /me HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer {token}\r\n\r\n");
        let without = "GET /me HTTP/1.1\r\nHost: a\r\n\r\n";
        let last = "GET /me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
        stream.write_all(format!("{with}{without}{with}{last}").as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    let answer = tokio::task::spawn_blocking(talk).await.unwrap();
    let statuses: Vec<u16> =
        answer.split("HTTP/1.1 ").skip(1).map(|part| part[..3].parse().unwrap()).collect();
    assert_eq!(statuses, [200, 401, 200, 401]);
}
