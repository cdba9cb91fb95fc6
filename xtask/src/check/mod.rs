//! `cargo xtask check`: what can be said of the code without running it.

mod files;
mod places;

use crate::cargo::{ALL, RING, cargo};
use crate::fault::Fault;
use crate::suite::{self, Outcome, Table};
use crate::{generate, python, repo};

/// The members whose lints are checked with every feature on; `bearward` also in its ring build.
const MEMBERS: &[&str] = &[
    "-p",
    "bearward",
    "-p",
    "bearward-python",
    "-p",
    "axum-tasks",
    "-p",
    "rs256-keys",
    "-p",
    "bearward-benches",
    "-p",
    "xtask",
];

type Suite = fn(name: &str) -> Result<Outcome, Fault>;

const SUITES: &[(&str, Suite)] = &[
    ("check: format", |name| {
        suite::program(name, &mut cargo(&["fmt", "--all", "--check", "--", "--color", "never"]))
    }),
    ("check: lints", |name| {
        let mut clippy = cargo(&["clippy", "--all-targets"]);
        clippy.args(MEMBERS).args(ALL);
        suite::program(name, clippy.args(["--", "-D", "warnings"]))
    }),
    ("check: lints, ring build", |name| {
        let mut clippy = cargo(&["clippy", "--all-targets", "-p", "bearward"]);
        suite::program(name, clippy.args(RING).args(["--", "-D", "warnings"]))
    }),
    ("check: lints, addon", |name| {
        // Without its tests' build, which has none: napi-derive leaves everything out of it.
        suite::program(name, &mut cargo(&["clippy", "-p", "bearward-node", "--", "-D", "warnings"]))
    }),
    ("check: python", python::ruff),
    ("check: docs", |name| {
        let mut doc = cargo(&["doc", "--no-deps", "-p", "bearward"]);
        doc.args(ALL).env("RUSTDOCFLAGS", "-D warnings");
        suite::program(name, &mut doc)
    }),
    ("check: generated files", |_| {
        let stale = generate::stale()?;
        for path in &stale {
            println!("    {} is not current: cargo xtask generate", repo::shown(path));
        }
        Ok(verdict(stale.is_empty()))
    }),
    ("check: file lengths", |_| files::lengths().map(verdict)),
    ("check: no machine paths or registry hosts", |_| places::none().map(verdict)),
];

/// All checks, and the table.
pub(crate) fn run() -> Result<bool, Fault> {
    let table = Table::default();
    for (name, suite) in suites() {
        table.run(name, || suite(name));
    }
    Ok(table.close(&[]))
}

/// In the order in which they run.
pub(crate) fn suites() -> impl Iterator<Item = (&'static str, Suite)> {
    SUITES.iter().copied()
}

fn verdict(good: bool) -> Outcome {
    if good { Outcome::Passed(1) } else { Outcome::failed() }
}
