//! The recipes: each is started as its README says, and asked over HTTP.

use std::process::Command;

use crate::cargo::cargo;
use crate::fault::Fault;
use crate::pg::{self, Postgres};
use crate::python;
use crate::repo;
use crate::suite::{self, Outcome};

type Suite = fn(name: &str) -> Result<Outcome, Fault>;

const SUITES: &[(&str, Suite)] = &[
    ("recipes: axum program", |name| suite::program(name, &mut cargo(&["test", "-p", "rs256-keys"]))),
    ("recipes: tests on SQLite", |name| tests(name, &[], None)),
    ("recipes: tests on PostgreSQL", |name| {
        if pg::programs().is_none() {
            return Ok(Outcome::NotRun(pg::HOW_TO_GET.to_owned()));
        }
        let server = Postgres::start()?;
        tests(name, &["private_tasks", "backend_registration"], Some(server.url()))
    }),
];

/// Names the server of the tests' databases; SQLite files without it.
const TEST_DATABASE_URL: &str = "TEST_DATABASE_URL";

/// Names the program of the recipe that there is on axum too; without it the tests build it.
const AXUM: &str = "RS256_KEYS_AXUM";

/// In the order in which they run.
pub(crate) fn suites() -> impl Iterator<Item = (&'static str, Suite)> {
    SUITES.iter().copied()
}

/// The tests of these recipes; of all where none is named.
fn tests(name: &str, recipes: &[&str], database: Option<&str>) -> Result<Outcome, Fault> {
    if python::python3().is_none() {
        return Ok(Outcome::NotRun(python::HOW_TO_GET.to_owned()));
    }
    let built = suite::program(&format!("{name}, build"), &mut cargo(&["build", "-p", "rs256-keys"]))?;
    if !matches!(built, Outcome::Passed(_)) {
        return Ok(built);
    }
    let mut command = Command::new(python::with_wheel_at()?);
    command.current_dir(repo::root().join("examples/recipes")).env_remove("PYTHONPATH");
    command.args(["-m", "pytest", "-q"]).args(recipes);
    command.env(AXUM, repo::target_dir().join("debug/rs256-keys"));
    match database {
        Some(url) => command.env(TEST_DATABASE_URL, url),
        None => command.env_remove(TEST_DATABASE_URL),
    };
    suite::program(name, &mut command)
}
