//! `cargo xtask demo`: the reference task API with an issuer of its own, and everybody who may or may not get in.

mod attacks;
mod better_auth;
mod everyday;
mod http;
mod outage;
mod policy;
mod server;
mod stay;
mod table;
mod walk;

use bearward::testing::TestIssuer;

use crate::cargo::cargo;
use crate::fault::Fault;
use crate::{cleanup::Scratch, run};
use server::Server;
use table::Table;
use walk::Walk;

/// The package and program that is shown.
const API: &str = "axum-tasks";

/// What the tokens of the demo are for.
const AUDIENCE: &str = "http://tasks.example";

/// Walks through all scenes. False if a row of the table is off. With `serve` it does not return while the API runs.
pub(crate) fn run(serve: bool) -> Result<bool, Fault> {
    build()?;
    let folder = Scratch::new("demo")?;
    let issuer = TestIssuer::builder().audience(AUDIENCE).start();
    let settings = server::Settings {
        name: "api",
        jwks_url: issuer.jwks_url(),
        issuer: issuer.url().to_owned(),
        audience: AUDIENCE.to_owned(),
    };
    let server = Server::start(&settings, folder.path())?;
    println!("issuer       {} (Ed25519, made for this run)", issuer.url());
    println!("task API     {} (SQLite, empty)\n", server.origin());

    let mut table = Table::new();
    let mut walk = Walk::new(&issuer, &server, &mut table)?;
    let task = everyday::walk(&mut walk)?;
    attacks::walk(&mut walk)?;
    outage::rotation(&mut walk, &task)?;
    outage::walk(&mut walk, &task, &settings, folder.path())?;
    better_auth::walk(&mut table, folder.path())?;

    let good = table.close();
    if serve {
        return stay::up(&issuer, &server);
    }
    Ok(good)
}

fn build() -> Result<(), Fault> {
    println!("building {API} (the first time takes a minute or two)");
    let ran = run::logged("building the task API", &mut cargo(&["build", "-p", API]))?;
    if ran.ok {
        return Ok(());
    }
    ran.print_tail();
    Err(Fault::new(format!("{API} does not build")))
}
