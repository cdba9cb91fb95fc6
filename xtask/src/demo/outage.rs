//! The issuer's keys over time: a rotation, and the day its endpoint is down.

use std::path::Path;
use std::time::{Duration, Instant};

use super::http;
use super::server::{Server, Settings};
use super::walk::{Also, Try, Walk};
use crate::fault::{Doing, Fault};

/// The issuer signs with a new key from one request to the next.
pub(super) fn rotation(walk: &mut Walk, task: &str) -> Result<(), Fault> {
    walk.table.heading("The issuer rotates its key");
    let before = walk.sign_in("alice");
    walk.issuer.rotate();
    let after = walk.sign_in("alice");
    let path = format!("/api/alice/tasks/{task}");
    walk.step(&get("a token of the new key, never seen before", "200", &path, &after))?;
    walk.step(&get("a token of the old key, still in the set", "200", &path, &before))?;
    Ok(())
}

/// The endpoint goes down: who has keys goes on, who has none says 503 and recovers by itself.
pub(super) fn walk(walk: &mut Walk, task: &str, settings: &Settings, folder: &Path) -> Result<(), Fault> {
    walk.table.heading("The issuer is down");
    walk.issuer.down();
    let alice = walk.sign_in("alice");
    let path = format!("/api/alice/tasks/{task}");
    walk.step(&get("known keys go on", "200", &path, &alice))?;
    let stranger = walk.issuer.unknown_kid(super::walk::user_claims("alice"));
    walk.step(&get("a kid nobody knows, and nobody to ask", "503 keys_unavailable", &path, &stranger))?;

    let cold = Settings { name: "cold", ..settings.clone() };
    let server = Server::start(&cold, folder)?;
    let verifier = walk.issuer.verifier().build().doing("a second verifier")?;
    let list = "/api/alice/tasks";
    let answer = walk.step_at(
        server.origin(),
        &verifier,
        &get("a second API, started without keys", "503 keys_unavailable", list, &alice),
    )?;
    if answer.retry_after.is_none() {
        return Err("the 503 came without Retry-After".into());
    }
    walk.issuer.up();
    walk.table.heading("The issuer is back");
    // Both are in their back-off for a moment.
    wait_for_200(&format!("{}{list}", server.origin()), &alice)?;
    wait_until(|| verifier.verify(&alice).is_ok());
    walk.step_at(
        server.origin(),
        &verifier,
        &get("the second API has recovered by itself", "200", list, &alice),
    )?;
    walk.step(&get("and the first one goes on", "200", &path, &alice))?;
    Ok(())
}

fn get<'a>(what: &'a str, expected: &'a str, path: &'a str, token: &'a str) -> Try<'a> {
    Try {
        what,
        expected,
        method: "GET",
        path,
        token: Some(token),
        body: None,
        also: Also::PathOwner("alice"),
    }
}

fn wait_for_200(url: &str, token: &str) -> Result<(), Fault> {
    let mut fault = None;
    wait_until(|| match http::ask("GET", url, Some(token), None) {
        Ok(answer) => answer.status == 200,
        Err(error) => {
            fault = Some(error);
            true
        }
    });
    fault.map_or(Ok(()), Err)
}

/// Asks again and again until it holds; what then does not hold shows in the next row.
fn wait_until(mut holds: impl FnMut() -> bool) {
    let until = Instant::now() + Duration::from_secs(10);
    while !holds() && Instant::now() < until {
        std::thread::sleep(Duration::from_millis(100));
    }
}
