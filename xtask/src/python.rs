//! The Python package: its wheel in an environment of its own, and the suites that run against it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use crate::cargo::{self, cargo};
use crate::fault::{Doing, Fault};
use crate::suite::{self, Outcome};
use crate::{conformance, repo, run, tools};

/// How to get what is missing.
pub(crate) const HOW_TO_GET: &str =
    "Python 3.10 or newer with venv (Debian, Ubuntu: apt-get install python3 python3-venv)";

/// Names more interpreters, as a path list: the tests of the core run on each.
const MORE: &str = "BEARWARD_PYTHONS";

/// An environment that has the wheel and what its tests need.
struct Environment {
    bin: PathBuf,
}

/// The interpreter of the suites.
pub(crate) fn interpreter() -> Option<PathBuf> {
    tools::find("python3").filter(|python| {
        Command::new(python)
            .args(["-c", "import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 10))"])
            .output()
            .is_ok_and(|output| output.status.success())
    })
}

/// Builds the wheel and installs it in a clean environment.
pub(crate) fn wheel(_: &str) -> Result<Outcome, Fault> {
    Ok(match (interpreter(), environment()) {
        (None, _) => Outcome::NotRun(HOW_TO_GET.to_owned()),
        (Some(_), Some(_)) => Outcome::Passed(1),
        (Some(_), None) => Outcome::failed(),
    })
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

/// mypy, strict, over the package and over programs that use it.
pub(crate) fn mypy(name: &str) -> Result<Outcome, Fault> {
    with_wheel(|environment| {
        let cache = repo::work_dir("python")?.join("mypy");
        let mut package = environment.tool("mypy");
        let package = package.args(["--strict", "-p", "bearward", "--cache-dir"]).arg(&cache);
        let package = suite::program(&format!("{name}, package"), package)?;
        let mut programs = environment.tool("mypy");
        let programs = programs.args(["--strict", "python/tests/typing", "--cache-dir"]).arg(&cache);
        Ok(both(package, suite::program(&format!("{name}, programs"), programs)?))
    })
}

/// pyright, strict, over programs that use the package.
pub(crate) fn pyright(name: &str) -> Result<Outcome, Fault> {
    with_wheel(|environment| {
        let mut command = environment.tool("pyright");
        command.arg("--pythonpath").arg(environment.bin.join("python"));
        suite::program(name, command.args(["--project", "python/pyproject.toml"]))
    })
}

/// The core's tests on every other interpreter that `BEARWARD_PYTHONS` names.
pub(crate) fn others(name: &str) -> Result<Outcome, Fault> {
    with_wheel(|_| {
        let more = std::env::var_os(MORE).unwrap_or_default();
        let mut all = Outcome::Passed(0);
        let named = std::env::split_paths(&more).filter(|path| !path.as_os_str().is_empty());
        for (index, python) in named.enumerate() {
            let environment = Environment::make(&format!("other-{index}"), &python)?;
            let mut command = environment.tool("pytest");
            let command = command.args(["-q", "python/tests/core", "python/tests/conformance"]);
            all = both(all, suite::program(&format!("{name} {index}"), command)?);
        }
        Ok(all)
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
        None if interpreter().is_none() => Ok(Outcome::NotRun(HOW_TO_GET.to_owned())),
        None => Err(Fault::new("the wheel was not built")),
    }
}

/// Built once a run. A fault is said where it happens.
fn environment() -> Option<&'static Environment> {
    static BUILT: OnceLock<Option<Environment>> = OnceLock::new();
    let build = || {
        let python = interpreter()?;
        Environment::make("venv", &python).inspect_err(|fault| println!("    {fault}")).ok()
    };
    BUILT.get_or_init(build).as_ref()
}

impl Environment {
    /// Makes the environment anew where the interpreter or the requirements have changed, and the wheel always.
    fn make(name: &str, python: &Path) -> Result<Self, Fault> {
        let dir = repo::work_dir("python")?.join(name);
        let environment = Self { bin: dir.join("bin") };
        let wanted = repo::root().join("python/tests/requirements.txt");
        let wanted = std::fs::read_to_string(&wanted).doing("cannot read python/tests/requirements.txt")?;
        let wanted = format!("{}\n{wanted}", tools::version(python, &["--version"]).unwrap_or_default());
        let stamp = dir.join("installed.txt");
        if std::fs::read_to_string(&stamp).ok().as_ref() != Some(&wanted) {
            drop(std::fs::remove_dir_all(&dir));
            step("python: venv", Command::new(python).args(["-m", "venv"]).arg(&dir))?;
            let mut install = environment.tool("python");
            step("python: requirements", install.args(PIP).args(["-r", "python/tests/requirements.txt"]))?;
            std::fs::write(&stamp, wanted).doing("cannot write the stamp of the environment")?;
        }
        let mut install = environment.tool("python");
        install.args(PIP).args(["--no-deps", "--force-reinstall"]).arg(environment.wheel()?);
        step("python: install", &mut install)?;
        Ok(environment)
    }

    fn wheel(&self) -> Result<PathBuf, Fault> {
        let wheels = repo::work_dir("python")?.join("wheels");
        drop(std::fs::remove_dir_all(&wheels));
        let mut build = self.tool("maturin");
        build.args(["build", "--release", "--manifest-path", "python/Cargo.toml", "--out"]).arg(&wheels);
        step("python: wheel", build.arg("--interpreter").arg(self.bin.join("python")))?;
        let built = std::fs::read_dir(&wheels).doing("cannot list the wheels")?;
        let built = built.filter_map(|entry| Some(entry.ok()?.path())).next();
        built.ok_or_else(|| Fault::new("maturin built no wheel"))
    }

    /// A program of the environment, at the root of the checkout: there the source tree does not stand for the package.
    fn tool(&self, name: &str) -> Command {
        let mut command = Command::new(self.bin.join(name));
        let cargo = cargo(&[]);
        command.current_dir(repo::root()).env_remove("PYTHONPATH");
        for (name, value) in cargo.get_envs() {
            match value {
                Some(value) => command.env(name, value),
                None => command.env_remove(name),
            };
        }
        conformance::pass_vectors(&mut command);
        command
    }
}

const PIP: [&str; 5] = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check"];

fn step(name: &str, command: &mut Command) -> Result<(), Fault> {
    let ran = run::logged(name, command)?;
    if ran.ok {
        return Ok(());
    }
    ran.print_tail();
    Err(Fault::new(format!("{name} failed")))
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
        let line = line.trim_matches(['=', ' ']);
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
        assert_eq!(counts("3 in a line\n"), (0, 0));
    }
}
