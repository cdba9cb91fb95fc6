//! The npm package: its tarballs, the folders they are installed into, and the suites that run there.

mod bench;
mod fresh;
mod next;
mod package;
mod runtimes;
mod tools;

use std::process::Command;

pub(crate) use bench::{soak, speed};
pub(crate) use fresh::Fresh;
pub(crate) use next::bench as next_speed;
pub(crate) use package::{Package, package};
pub(crate) use tools::{HOW_TO_GET, node, npm};

use crate::fault::Fault;
use crate::repo;
use crate::suite::{self, Outcome};

type Suite = fn(name: &str) -> Result<Outcome, Fault>;

const SUITES: &[(&str, Suite)] = &[
    ("node: package", |_| with_package(|_| Ok(Outcome::Passed(1)))),
    ("node: lint", lint),
    ("node: tests", |name| in_fresh_folder(name, &["core", "adapters", "testing", "package"])),
    ("node: types", types),
    ("edge: tests", |name| in_fresh_folder(name, &["edge"])),
    ("edge: runtimes", runtimes::runtimes),
    ("client: rules", next::client),
    ("client: Chromium", next::chromium),
    ("next 16: real app", |name| next::application(name, "16")),
    ("next 15.5: real app", |name| next::application(name, "155")),
    ("next: in Chromium", next::browser),
];

/// In the order in which they should run: the first one builds what the others install.
pub(crate) fn suites() -> impl Iterator<Item = (&'static str, Suite)> {
    SUITES.iter().copied()
}

/// The runner of the vectors on the native addon; `None` where there is no Node.js.
pub(crate) fn conformance() -> Option<Command> {
    Some(Fresh::of_tests().ok()?.tests(&["conformance"]))
}

/// The same on `bearward/edge`.
pub(crate) fn edge_conformance() -> Option<Command> {
    Some(Fresh::of_tests().ok()?.test_file("edge/conformance.test.mjs"))
}

/// Runs a suite where there is Node.js and the package has been built.
pub(crate) fn with_package(suite: impl FnOnce(&Package) -> Result<Outcome, Fault>) -> Result<Outcome, Fault> {
    if node().is_none() || npm().is_none() {
        return Ok(Outcome::NotRun(HOW_TO_GET.to_owned()));
    }
    suite(package().ok_or_else(|| Fault::new("the package was not built: see `node: package`"))?)
}

/// Node's own runner over folders of tests, against the installed package.
fn in_fresh_folder(name: &str, folders: &[&str]) -> Result<Outcome, Fault> {
    with_package(|_| suite::program(name, &mut Fresh::of_tests()?.tests(folders)))
}

/// tsc, strict, over programs that use the package; some of them must not compile.
fn types(name: &str) -> Result<Outcome, Fault> {
    with_package(|_| {
        let mut command = Fresh::of_tests()?.tool("tsc");
        suite::program(name, command.args(["--project", "test/types"]))
    })
}

/// eslint over the shell. The addon's lints are part of `check`.
fn lint(name: &str) -> Result<Outcome, Fault> {
    with_package(|_| {
        let mut shell = tools::npm_command(&repo::root().join("node"));
        suite::program(name, shell.args(["run", "--silent", "lint"]))
    })
}

/// Tests passed and failed by the closing lines of Node's runner.
pub(crate) fn counts(text: &str) -> (usize, usize) {
    let number = |word: &str| {
        let lines = text.lines().filter_map(|line| line.strip_prefix("# ")?.strip_prefix(word));
        lines.filter_map(|rest| rest.trim().parse::<usize>().ok()).sum()
    };
    (number("pass "), number("fail ") + number("cancelled "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cargo;

    #[test]
    fn reads_the_closing_lines_of_node() {
        let text = "ok 1 - a\n# tests 3\n# suites 0\n# pass 2\n# fail 1\n# cancelled 1\n# skipped 0\n";
        assert_eq!(counts(text), (2, 2));
        assert_eq!(cargo::counts(text), (2, 2));
    }
}
