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

/// All checks, and the table.
pub(crate) fn run() -> Result<bool, Fault> {
    let mut table = Table::default();
    suites(&mut table, &|_| true);
    Ok(table.close(&[]))
}

/// Adds the checks whose name is wanted to a table.
pub(crate) fn suites(table: &mut Table, wanted: &dyn Fn(&str) -> bool) {
    let mut one = |name: &str, check: &dyn Fn(&str) -> Result<Outcome, Fault>| {
        if wanted(name) {
            table.run(name, || check(name));
        }
    };
    one("check: format", &|name| {
        suite::program(name, &mut cargo(&["fmt", "--all", "--check", "--", "--color", "never"]))
    });
    one("check: lints", &|name| {
        let mut clippy = cargo(&["clippy", "--all-targets"]);
        clippy.args(MEMBERS).args(ALL);
        suite::program(name, clippy.args(["--", "-D", "warnings"]))
    });
    one("check: lints, ring build", &|name| {
        let mut clippy = cargo(&["clippy", "--all-targets", "-p", "bearward"]);
        suite::program(name, clippy.args(RING).args(["--", "-D", "warnings"]))
    });
    one("check: python", &python::ruff);
    one("check: docs", &|name| {
        let mut doc = cargo(&["doc", "--no-deps", "-p", "bearward"]);
        doc.args(ALL).env("RUSTDOCFLAGS", "-D warnings");
        suite::program(name, &mut doc)
    });
    one("check: generated files", &|_| {
        let stale = generate::stale()?;
        for path in &stale {
            println!("    {} is not current: cargo xtask generate", repo::shown(path));
        }
        Ok(verdict(stale.is_empty()))
    });
    one("check: file lengths", &|_| files::lengths().map(verdict));
    one("check: no machine paths or registry hosts", &|_| places::none().map(verdict));
}

fn verdict(good: bool) -> Outcome {
    if good { Outcome::Passed(1) } else { Outcome::failed() }
}
