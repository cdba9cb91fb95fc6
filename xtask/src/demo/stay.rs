//! `--serve`: the API stays up, with lines to paste.

use std::time::Duration;

use bearward::testing::TestIssuer;

use super::server::Server;
use super::walk::user_claims;
use crate::fault::Fault;

const DAY: u64 = 24 * 60 * 60;

/// Prints curl lines and stays until Ctrl-C, which ends the children too.
pub(super) fn up(issuer: &TestIssuer, server: &Server) -> Result<bool, Fault> {
    let origin = server.origin();
    println!("\nThe API stays up at {origin} until Ctrl-C; its pages for people: {origin}/docs");
    println!("Lines to paste, each by itself; their tokens are good for a day:\n");
    let (alice, bob) = (for_a_day(issuer, "alice"), for_a_day(issuer, "bob"));
    // No apostrophe in a comment: interactive zsh takes these lines for commands.
    for (says, token, path) in [
        ("the tasks of Alice", &alice, "/api/alice/tasks"),
        ("Bob asks for the tasks of Alice: 403", &bob, "/api/alice/tasks"),
        ("who Bob is", &bob, "/api/v1/me"),
    ] {
        println!("# {says}");
        println!(r"curl -si -w '\n' -H 'Authorization: Bearer {token}' {origin}{path}");
    }
    println!("# a new task");
    println!(
        r#"curl -si -w '\n' -H 'Authorization: Bearer {alice}' -H 'Content-Type: application/json' -d '{{"title":"Feed the cat"}}' {origin}/api/alice/tasks"#
    );
    println!("# nobody: 401");
    println!(r"curl -si -w '\n' {origin}/api/alice/tasks");
    while server.runs() {
        std::thread::sleep(Duration::from_millis(200));
    }
    Err(Fault::new(format!("the API has ended: {}", server.last_words())))
}

fn for_a_day(issuer: &TestIssuer, user: &str) -> String {
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let mut claims = user_claims(user);
    if let Some(claims) = claims.as_object_mut() {
        claims.insert("exp".into(), (now.unwrap_or_default().as_secs() + DAY).into());
    }
    issuer.mint(claims)
}
