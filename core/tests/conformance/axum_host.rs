//! Header and ownership cases once more, sent over a socket to an axum server: what the host does to a request counts too.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};

use axum::Router;
use axum::routing::get;
use bearward::Verifier;
use bearward::axum::{Bearer, Owner};

use crate::files;
use crate::format::{HeaderCase, OwnershipCase};
use crate::headers::latin1;
use crate::report::Report;
use crate::{ownership, verifier};

/// What came back.
struct Answer {
    status: u16,
    challenge: Option<String>,
    body: String,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_real_server_decides_alike() {
    let mut report = Report::default();
    for (path, file) in files::all() {
        report.enter(&path);
        if let Some(setup) = &file.verifier {
            let address = serve(
                verifier::build(&setup.key, Some(&setup.policy), crate::verifier::Memory::None)
                    .expect("a verifier"),
            )
            .await;
            for case in file.header_cases.iter().filter(|case| is_observable(case)) {
                let answer = send(address, "/", &case.headers);
                compare_header(case, &answer, &mut report);
            }
        }
        for case in file.ownership_cases.iter().filter(|case| !case.conceal) {
            let address = serve(ownership::verifier(case)).await;
            let header = ("authorization".to_owned(), format!("Bearer {}", ownership::token(case)));
            let answer = send(address, &format!("/api/{}/tasks", case.path_segment), &[header]);
            compare_owner(case, &answer, &mut report);
        }
    }
    report.close("cases sent to an axum server:");
}

fn is_observable(case: &HeaderCase) -> bool {
    case.not_observable.iter().all(|host| host != "axum")
}

fn compare_header(case: &HeaderCase, answer: &Answer, report: &mut Report) {
    let decision = if answer.status == 200 { "accept".to_owned() } else { code(answer) };
    report.decided("header_case", &case.name, &decision);
    report.compare(&case.name, "decision", &case.expected, &decision);
    if let Some(status) = case.status {
        report.compare(&case.name, "status", &status.to_string(), &answer.status.to_string());
    }
    if let Some(challenge) = &case.www_authenticate {
        report.compare(
            &case.name,
            "challenge",
            &format!("{challenge:?}"),
            &format!("{:?}", answer.challenge),
        );
    }
    if let Some(body) = &case.body {
        crate::responses::compare_body(&case.name, body, &answer.body, report);
    }
}

fn compare_owner(case: &OwnershipCase, answer: &Answer, report: &mut Report) {
    let decision = if answer.status == 200 { "allow" } else { "deny" };
    report.decided("ownership_case", &case.name, decision);
    report.compare(&case.name, "decision", &case.expected, decision);
    if answer.status >= 500 {
        report.wrong(&case.name, "a plain denial", &format!("status {}", answer.status));
    }
}

fn code(answer: &Answer) -> String {
    let body: serde_json::Value = serde_json::from_str(&answer.body).unwrap_or_default();
    body.get("code").and_then(|code| code.as_str()).unwrap_or("no code").to_owned()
}

async fn serve(verifier: Verifier) -> SocketAddr {
    let app: Router = Router::new()
        .route("/", get(|Bearer(claims): Bearer| async move { claims.subject_str().to_owned() }))
        .route(
            "/api/{user_id}/tasks",
            get(|Owner(claims): Owner| async move { claims.subject_str().to_owned() }),
        )
        .with_state(verifier);
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("a bound socket");
    tokio::spawn(async move { axum::serve(listener, app).await });
    address
}

/// One request as it stands: no client in between that would tidy it up.
fn send(address: SocketAddr, target: &str, headers: &[(String, String)]) -> Answer {
    let mut request =
        format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n").into_bytes();
    for (name, value) in headers {
        request.extend_from_slice(name.as_bytes());
        request.extend_from_slice(b": ");
        request.extend(latin1(value));
        request.extend_from_slice(b"\r\n");
    }
    request.extend_from_slice(b"\r\n");
    let mut stream = TcpStream::connect(address).expect("the server listens");
    stream.write_all(&request).expect("the request is sent");
    let mut text = String::new();
    stream.read_to_string(&mut text).expect("the answer is text");
    parse(&text)
}

fn parse(text: &str) -> Answer {
    let (head, body) = text.split_once("\r\n\r\n").expect("a head and a body");
    let mut lines = head.split("\r\n");
    let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
    let challenge = lines
        .filter_map(|line| line.split_once(": "))
        .find(|(name, _)| name.eq_ignore_ascii_case("www-authenticate"))
        .map(|(_, value)| value.to_owned());
    Answer { status, challenge, body: body.to_owned() }
}
