//! `cargo xtask test`: every suite in two lanes side by side, and none left out because another failed.

use crate::cargo::{ALL, RING, cargo};
use crate::fault::Fault;
use crate::pg::{self, Postgres};
use crate::suite::{self, Outcome, Table};
use crate::{check, conformance, node, python, recipes, stack};

type Suite = fn(name: &str) -> Result<Outcome, Fault>;
type Lane = Vec<(&'static str, Suite)>;

/// Runs the suites whose name contains one of the words; all of them where there is none.
pub(crate) fn run(words: &[&str]) -> Result<bool, Fault> {
    let wanted = |name: &str| words.is_empty() || words.iter().any(|word| name.contains(word));
    let mut lanes = lanes();
    if lanes.iter().flatten().all(|(name, _)| !wanted(name)) && !wanted(CONFORMANCE) {
        let names: Vec<&str> = lanes.iter().flatten().map(|(name, _)| *name).collect();
        let names = names.join("\n  ");
        return Err(Fault::new(format!(
            "no suite is named like that; there are {CONFORMANCE} and\n  {names}"
        )));
    }
    let table = Table::default();
    std::thread::scope(|scope| {
        for lane in &mut lanes {
            lane.retain(|(name, _)| wanted(name));
            let (lane, table) = (&*lane, &table);
            scope.spawn(move || lane.iter().for_each(|(name, suite)| table.run(name, || suite(name))));
        }
    });
    let mut counts = "conformance: not run".to_owned();
    if wanted(CONFORMANCE) {
        table.run(CONFORMANCE, || conformance::suite(&mut counts));
    }
    Ok(table.close(&[counts]))
}

/// It asks what both lanes have built.
const CONFORMANCE: &str = "conformance";

/// The crates, and the packages: while one lane compiles, the other mostly waits for its servers and browsers. What cargo builds
/// without optimising stands in the first, or the lanes would wait for each other.
fn lanes() -> [Lane; 2] {
    let crates = check::suites().chain(CRATES.iter().copied()).chain(recipes::suites());
    let packages = PACKAGES.iter().copied().chain(node::suites()).chain(stack::suites());
    [crates.collect(), packages.collect()]
}

const CRATES: &[(&str, Suite)] = &[
    ("core: tests, all features", |name| core(name, ALL, "--tests")),
    ("core: tests, ring build", |name| core(name, RING, "--tests")),
    ("core: examples in the docs", |name| core(name, ALL, "--doc")),
    ("core: conformance, arbitrary precision numbers", |name| {
        // A feature that any other crate of an application may switch on for everybody.
        let mut command = conformance::rust_with("serde_json/arbitrary_precision");
        suite::program(name, &mut command)
    }),
    ("benches: bad input, bounded in memory", |name| {
        suite::program(name, &mut cargo(&["test", "-p", "bearward-benches", "--test", "bad_input"]))
    }),
    ("xtask: tests", |name| suite::program(name, &mut cargo(&["test", "-p", "xtask", "--no-fail-fast"]))),
    ("axum-tasks: tests on SQLite", |name| {
        let mut command = cargo(&["test", "-p", "axum-tasks", "--no-fail-fast"]);
        suite::program(name, command.env_remove(TEST_DATABASE_URL))
    }),
    ("axum-tasks: tests on PostgreSQL", |name| {
        if pg::programs().is_none() {
            return Ok(Outcome::NotRun(pg::HOW_TO_GET.to_owned()));
        }
        let server = Postgres::start()?;
        let mut command = cargo(&["test", "-p", "axum-tasks", "--no-fail-fast"]);
        suite::program(name, command.env(TEST_DATABASE_URL, server.url()))
    }),
    ("contract: axum-tasks on SQLite", |name| python::contract(name, "axum", None)),
    ("contract: axum-tasks on PostgreSQL", |name| contract_on_postgres(name, "axum")),
    ("demo", |name| {
        let words = ["run", "--quiet", "--package", "xtask", "--", "demo"];
        suite::program(name, &mut cargo(&words))
    }),
];

const PACKAGES: &[(&str, Suite)] = &[
    ("python: wheel", python::wheel),
    ("python: tests", python::tests),
    ("fastapi-tasks: tests", python::example),
    ("contract: fastapi-tasks on SQLite", |name| python::contract(name, "fastapi", None)),
    ("contract: fastapi-tasks on PostgreSQL", |name| contract_on_postgres(name, "fastapi")),
    ("python: stubs against the binary", python::stubs),
    ("python: types by mypy", python::mypy),
    ("python: types by pyright", python::pyright),
    ("python: the README's program in an empty environment", python::readme),
    ("python: other interpreters", python::others),
    ("python: oldest FastAPI", python::oldest_fastapi),
    ("python: sdist", python::sdist),
];

/// Names the database of the example's tests; SQLite in memory without it.
const TEST_DATABASE_URL: &str = "TEST_DATABASE_URL";

fn core(name: &str, features: &[&str], what: &str) -> Result<Outcome, Fault> {
    let mut command = cargo(&["test", "-p", "bearward", "--no-fail-fast", what]);
    suite::program(name, command.args(features))
}

fn contract_on_postgres(name: &str, server: &str) -> Result<Outcome, Fault> {
    if pg::programs().is_none() {
        return Ok(Outcome::NotRun(pg::HOW_TO_GET.to_owned()));
    }
    let database = Postgres::start()?;
    python::contract(name, server, Some(database.url()))
}
