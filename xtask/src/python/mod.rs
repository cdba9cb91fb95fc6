//! The Python package: its wheel in an environment of its own, and the suites that run against it.

mod bench;
mod environment;
mod interpreters;
mod sdist;

use std::path::PathBuf;
use std::process::Command;

pub(crate) use bench::{soak, speed, stall};
use environment::{Environment, environment};
pub(crate) use interpreters::{HOW_TO_GET, python3};
pub(crate) use sdist::sdist;

use crate::cargo;
use crate::fault::Fault;
use crate::repo;
use crate::suite::{self, Outcome};

/// What the tests of the core and of FastAPI need, and nothing for building or for other frameworks.
const SUITE: &str = "python/tests/requirements-suite.txt";

/// What the README's program needs, and nothing else.
const README: &str = "python/tests/requirements-readme.txt";

/// The linter, pinned.
const RUFF: &str = "python/tests/requirements-ruff.txt";

/// The oldest FastAPI that is promised to work.
const OLDEST_FASTAPI: &str = "python/tests/requirements-oldest-fastapi.txt";

/// Builds the wheel and installs it in a clean environment.
pub(crate) fn wheel(_: &str) -> Result<Outcome, Fault> {
    Ok(match (python3(), environment()) {
        (None, _) => Outcome::NotRun(HOW_TO_GET.to_owned()),
        (Some(_), Some(_)) => Outcome::Passed(1),
        (Some(_), None) => Outcome::failed(),
    })
}

/// The interpreter of the environment that has the wheel and what the examples need.
pub(crate) fn with_wheel_at() -> Result<PathBuf, Fault> {
    if python3().is_none() {
        return Err(HOW_TO_GET.into());
    }
    let environment = environment().ok_or_else(|| Fault::new("the wheel was not built"))?;
    Ok(environment.bin.join("python"))
}

/// Every test but the vectors.
pub(crate) fn tests(name: &str) -> Result<Outcome, Fault> {
    with_wheel(|environment| {
        let mut command = environment.tool("pytest");
        suite::program(name, command.args(["-q", "python/tests", "--ignore=python/tests/conformance"]))
    })
}

/// The example's own tests.
pub(crate) fn example(name: &str) -> Result<Outcome, Fault> {
    with_wheel(|environment| {
        let folder = repo::root().join("examples/fastapi-tasks");
        let mut command = environment.tool("pytest");
        command.current_dir(&folder).env("PYTHONPATH", &folder);
        suite::program(name, command.args(["-q", "--import-mode=importlib", "tests"]))
    })
}

/// The contract that both reference APIs keep, asked over HTTP of one of them.
pub(crate) fn contract(name: &str, server: &str, database: Option<&str>) -> Result<Outcome, Fault> {
    with_wheel(|environment| {
        let mut command = environment.tool("python");
        command.args(["examples/contract/run.py", server]);
        if let Some(url) = database {
            command.args(["--database", url]);
        }
        suite::program(name, &mut command)
    })
}

/// The stubs against the binary.
pub(crate) fn stubs(name: &str) -> Result<Outcome, Fault> {
    with_wheel(|environment| suite::program(name, environment.tool("stubtest").arg("bearward._bearward")))
}

/// mypy, strict, over the package, over programs that use it, and over the example.
pub(crate) fn mypy(name: &str) -> Result<Outcome, Fault> {
    with_wheel(|environment| {
        let cache = repo::work_dir("python")?.join("mypy");
        let mut all = Outcome::Passed(0);
        for what in [["-p", "bearward"], ["-p", "fastapi_tasks"], ["--", "python/tests/typing"]] {
            let mut command = environment.tool("mypy");
            command.env("MYPYPATH", "examples/fastapi-tasks").args(["--strict", "--cache-dir"]).arg(&cache);
            all = both(all, suite::program(&format!("{name}, {}", what.join(" ")), command.args(what))?);
        }
        Ok(all)
    })
}

/// pyright, strict, over programs that use the package, and over the example.
pub(crate) fn pyright(name: &str) -> Result<Outcome, Fault> {
    with_wheel(|environment| {
        let mut command = environment.tool("pyright");
        command.arg("--pythonpath").arg(environment.bin.join("python"));
        suite::program(name, command.args(["--project", "python/pyproject.toml"]))
    })
}

/// ruff over everything that is Python: lints and format. It needs no wheel.
pub(crate) fn ruff(name: &str) -> Result<Outcome, Fault> {
    let Some(python) = python3() else { return Ok(Outcome::NotRun(HOW_TO_GET.to_owned())) };
    let environment = Environment::make("venv-ruff", &python, RUFF)?;
    let run = |words: &[&str]| {
        let mut command = environment.tool("ruff");
        command.args(words).args(["--no-cache", "python", "examples", "benches"]);
        suite::program(&format!("{name}, {}", words.join(" ")), &mut command)
    };
    Ok(both(run(&["check", "--output-format", "concise"])?, run(&["format", "--check"])?))
}

/// The same wheel on every other interpreter that is here.
pub(crate) fn others(name: &str) -> Result<Outcome, Fault> {
    with_wheel(|_| {
        let mut all = Outcome::Passed(0);
        for (version, python) in interpreters::others() {
            let environment = Environment::make(&format!("venv-{version}"), &python, SUITE)?;
            environment.install(environment::wheel()?)?;
            let mut command = environment.tool("pytest");
            let command = command
                .arg("-q")
                .args(["core", "conformance", "fastapi", "testing", "bad_input"].map(below_tests));
            all = both(all, suite::program(&format!("{name} {version}"), command)?);
        }
        Ok(all)
    })
}

/// The oldest FastAPI; every other suite has the newest.
pub(crate) fn oldest_fastapi(name: &str) -> Result<Outcome, Fault> {
    with_wheel(|_| {
        let environment = Environment::make("venv-oldest-fastapi", &interpreters::first()?, OLDEST_FASTAPI)?;
        environment.install(environment::wheel()?)?;
        let mut command = environment.tool("pytest");
        suite::program(name, command.arg("-q").args(["fastapi", "testing", "bad_input"].map(below_tests)))
    })
}

/// The README's program where nothing is but the wheel and what it imports: served, and asked over HTTP.
pub(crate) fn readme(name: &str) -> Result<Outcome, Fault> {
    with_wheel(|_| {
        let environment = Environment::make("venv-readme", &interpreters::first()?, README)?;
        environment.install(environment::wheel()?)?;
        let mut command = environment.tool("python");
        suite::program(
            name,
            command.args(["python/tests/servers/readme.py", "README.md", "python/README.md"]),
        )
    })
}

/// The runner of the vectors; `None` where there is no interpreter.
pub(crate) fn conformance() -> Option<Command> {
    let mut command = environment()?.tool("pytest");
    command.args(["-q", "python/tests/conformance"]);
    Some(command)
}

fn with_wheel(suite: impl FnOnce(&Environment) -> Result<Outcome, Fault>) -> Result<Outcome, Fault> {
    match environment() {
        Some(environment) => suite(environment),
        None if python3().is_none() => Ok(Outcome::NotRun(HOW_TO_GET.to_owned())),
        None => Err(Fault::new("the wheel was not built")),
    }
}

fn below_tests(folder: &str) -> String {
    format!("python/tests/{folder}")
}

fn both(one: Outcome, other: Outcome) -> Outcome {
    let counts = |outcome: &Outcome| match *outcome {
        Outcome::Passed(passed) => (passed, 0),
        Outcome::Failed { passed, failed } => (passed, failed),
        Outcome::NotRun(_) => (0, 0),
    };
    let ((passed, failed), (more_passed, more_failed)) = (counts(&one), counts(&other));
    match failed + more_failed {
        0 => Outcome::Passed(passed + more_passed),
        failed => Outcome::Failed { passed: passed + more_passed, failed },
    }
}

/// Tests passed and failed by pytest's closing line.
pub(crate) fn counts(text: &str) -> (usize, usize) {
    let closes = |line: &&str| {
        // After a minute it says the time twice: `in 62.13s (0:01:02)`.
        let line = line.trim_matches(['=', ' ']).split(" (").next().unwrap_or_default();
        line.starts_with(|first: char| first.is_ascii_digit()) && line.contains(" in ") && line.ends_with('s')
    };
    let mut sum = (0, 0);
    for line in text.lines().filter(closes) {
        sum.0 += cargo::number_before(line, " passed");
        sum.1 += cargo::number_before(line, " failed") + cargo::number_before(line, " error");
    }
    sum
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_closing_line_of_pytest() {
        assert_eq!(counts("....\n2022 passed in 3.57s\nconformance: python 2022\n"), (2022, 0));
        assert_eq!(counts("==== 1 failed, 20 passed, 2 errors in 1.20s ====\n"), (20, 3));
        assert_eq!(counts("342 passed in 176.12s (0:02:56)\n"), (342, 0));
        assert_eq!(counts("3 in a line\n"), (0, 0));
    }
}
