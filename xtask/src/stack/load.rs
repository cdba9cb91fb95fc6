//! `cargo xtask bench stack`: everything up on PostgreSQL, and the program that measures it.

use std::path::PathBuf;

use super::apis::{Api, Built};
use super::app::App;
use super::ports::Ports;
use super::server::step;
use super::web::{self, Users};
use crate::cargo::cargo;
use crate::fault::Fault;
use crate::pg::Postgres;
use crate::{python, repo, run};

/// Measures; `--write` keeps the figures in `benches/`, other words go to the program (`--users N`). False if a target is
/// missed.
pub(crate) fn measure(words: &[&str]) -> Result<bool, Fault> {
    let postgres = Postgres::start()?;
    let (app, fastapi, axum) = (App::build()?, Api::Fastapi.build()?, optimised_axum()?);
    let database = |name: &str| postgres.database(name);
    let ports = Ports::free()?;
    let issuer = format!("http://localhost:{}", ports.web);
    let fastapi = fastapi.start_on(ports.fastapi, &issuer, &database("fastapi")?)?;
    let axum = axum.start_on(ports.axum, &issuer, &database("axum")?)?;
    let web = web::start(app, ports.web, axum.origin(), &Users::Postgres(&database("web")?))?;
    let mut program =
        cargo(&["run", "--release", "--quiet", "-p", "bearward-benches", "--bin", "stack", "--"]);
    program.args(["--web", web.origin(), "--fastapi", fastapi.origin(), "--axum", axum.origin()]);
    program.arg("--python").arg(python::with_wheel_at()?);
    if words.contains(&"--write") {
        program.args(["--json", "benches/results/stack.json", "--readme", "benches/README.md"]);
    }
    program.args(words.iter().filter(|word| **word != "--write"));
    run::visible(&mut program)
}

/// As it would be in production.
fn optimised_axum() -> Result<Built, Fault> {
    step("axum-tasks, optimised", &mut cargo(&["build", "--release", "-p", "axum-tasks"]))?;
    let program: PathBuf = repo::target_dir().join("release/axum-tasks");
    Ok(Built::new(Api::Axum, vec![program], repo::root()))
}
