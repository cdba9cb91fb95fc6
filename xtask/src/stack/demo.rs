//! `cargo xtask demo --stack`: everything up, then real requests with real Better Auth tokens.

use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::apis::Api;
use super::app::App;
use super::http::{Ask, ask};
use super::people::{self, Person};
use super::ports::Ports;
use super::server::Server;
use super::table::{Cell, Table};
use super::web::{self, Users};
use crate::cleanup::Scratch;
use crate::fault::Fault;
use crate::repo;

/// The running system.
struct Stack {
    web: Server,
    fastapi: Server,
    axum: Server,
}

/// Walks through the table. False if a cell is off. With `serve` it does not return while everything runs.
pub(crate) fn run(serve: bool) -> Result<bool, Fault> {
    let since = Instant::now();
    let ports = if serve { Ports::usual()? } else { Ports::free()? };
    println!(
        "building the packages, the application and the two task APIs (the first time takes some minutes)"
    );
    let (app, fastapi, axum) = (App::build()?, Api::Fastapi.build()?, Api::Axum.build()?);
    // What is served stays for the next time; what is only shown does not.
    let folder = if serve { None } else { Some(Scratch::new("stack")?) };
    let kept = repo::work_dir("stack/data")?;
    let data: &Path = folder.as_ref().map_or(&kept, Scratch::path);
    let issuer = format!("http://localhost:{}", ports.web);
    let fastapi = fastapi.start(ports.fastapi, &issuer, data)?;
    let axum = axum.start(ports.axum, &issuer, data)?;
    let web = web::start(app, ports.web, fastapi.origin(), &Users::Embedded(data))?;
    let stack = Stack { web, fastapi, axum };
    println!("next         {issuer} (Better Auth, embedded database)");
    println!("fastapi      {} (SQLite), the one that the pages talk to", stack.fastapi.origin());
    println!("axum         {} (SQLite)\n", stack.axum.origin());
    let good = stack.walk(since)?;
    if serve {
        return stack.stay(data);
    }
    Ok(good)
}

impl Stack {
    /// Alice, Bob and nobody ask; every cell is a request.
    fn walk(&self, since: Instant) -> Result<bool, Fault> {
        let (alice, bob) =
            (Person::enter(self.web.origin(), "Alice")?, Person::enter(self.web.origin(), "Bob")?);
        let ids = [create(self.fastapi.origin(), &alice)?, create(self.axum.origin(), &alice)?];
        let mut table = Table::new();
        let all = |answer| [Some(answer); 3];
        let apis = |answer| [None, Some(answer), Some(answer)];
        let hers = |token| self.of(&alice, token);
        table.row("alice: her own, by path", all("200"), hers(Some(&alice.token))?);
        table.row("bob:   alice's, by path", all("403 owner_mismatch"), hers(Some(&bob.token))?);
        table.row("nobody: alice's, by path", all("401 token_missing"), hers(None)?);
        table.row("bob:   his own, by path", all("200"), self.of(&bob, Some(&bob.token))?);
        table.row("alice: one task, by its id alone", apis("200"), self.by_id(&ids, Some(&alice.token))?);
        table.row(
            "bob:   alice's task, by its id alone",
            apis("404 not_found"),
            self.by_id(&ids, Some(&bob.token))?,
        );
        table.row(
            "nobody: alice's task, by its id alone",
            apis("401 token_missing"),
            self.by_id(&ids, None)?,
        );
        let forged = forged(&alice.token);
        table.row("alice's token, one letter changed", all("401 signature_invalid"), hers(Some(&forged))?);
        table.row("alice: her page of tasks, by session", page("200"), self.page(Some(&alice.cookie))?);
        table.row("nobody: the page of tasks", page("307 /sign-in"), self.page(None)?);
        Ok(table.close(since))
    }

    /// What is that person's, asked for at all three by the path.
    fn of(&self, owner: &Person, token: Option<&str>) -> Result<[Cell; 3], Fault> {
        let get = |url: String| -> Result<Cell, Fault> {
            Ok(Some(ask(&Ask { method: "GET", url: &url, token, ..Ask::default() })?.summary()))
        };
        let id = &owner.id;
        Ok([
            get(format!("{}/api/users/{id}/profile", self.web.origin()))?,
            get(format!("{}/api/{id}/tasks", self.fastapi.origin()))?,
            get(format!("{}/api/{id}/tasks", self.axum.origin()))?,
        ])
    }

    fn by_id(&self, [fastapi, axum]: &[String; 2], token: Option<&str>) -> Result<[Cell; 3], Fault> {
        let get = |origin: &str, id: &str| -> Result<Cell, Fault> {
            let url = format!("{origin}/tasks/{id}");
            Ok(Some(ask(&Ask { method: "GET", url: &url, token, ..Ask::default() })?.summary()))
        };
        Ok([None, get(self.fastapi.origin(), fastapi)?, get(self.axum.origin(), axum)?])
    }

    /// As a browser loads it.
    fn page(&self, cookie: Option<&str>) -> Result<[Cell; 3], Fault> {
        let url = format!("{}/tasks", self.web.origin());
        let answer =
            ask(&Ask { method: "GET", url: &url, cookie, accept: Some("text/html"), ..Ask::default() })?;
        let place = answer.location.map(|place| place.replace(self.web.origin(), ""));
        let place =
            place.as_deref().and_then(|place| place.split('?').next()).map(|place| format!(" {place}"));
        Ok([Some(format!("{}{}", answer.status, place.unwrap_or_default())), None, None])
    }

    /// Until Ctrl-C, or until one of the programs ends.
    fn stay(&self, data: &Path) -> Result<bool, Fault> {
        println!("\nopen         {}", self.web.origin());
        for name in ["Alice", "Bob"] {
            println!("             {} with the password \"{}\"", people::email(name), people::password(name));
        }
        println!("data         {} (delete it to begin anew)", repo::shown(data));
        println!("Ctrl-C ends all three");
        loop {
            for server in [&self.web, &self.fastapi, &self.axum] {
                server.still_runs()?;
            }
            std::thread::sleep(Duration::from_millis(200));
        }
    }
}

fn page(answer: &str) -> [Option<&str>; 3] {
    [Some(answer), None, None]
}

/// A task of that person's own; returns its id.
fn create(origin: &str, owner: &Person) -> Result<String, Fault> {
    let url = format!("{origin}/api/{}/tasks", owner.id);
    let body = json!({ "title": "Water the plants", "priority": "high" });
    let answer = ask(&Ask {
        method: "POST",
        url: &url,
        token: Some(&owner.token),
        body: Some(body),
        ..Ask::default()
    })?;
    let id = answer.json().get("id").and_then(Value::as_str).map(str::to_owned);
    id.ok_or_else(|| Fault::new(format!("{} cannot create a task: {}", owner.name, answer.summary())))
}

/// The same token with another first letter of its signature.
fn forged(token: &str) -> String {
    let (signed, signature) = token.rsplit_once('.').unwrap_or((token, ""));
    let other = if signature.starts_with('A') { "B" } else { "A" };
    format!("{signed}.{other}{}", signature.get(1..).unwrap_or_default())
}
