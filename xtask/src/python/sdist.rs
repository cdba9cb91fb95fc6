//! What PyPI would hand out as source: built far from the checkout as pip builds it, and tested.

use std::path::{Path, PathBuf};
use std::{fs, io};

use super::environment::{Environment, empty, environment, only_file, step};
use super::{SUITE, interpreters};
use crate::cargo::host;
use crate::cleanup::Scratch;
use crate::fault::{Doing, Fault};
use crate::repo;
use crate::suite::{self, Outcome};

/// Packs the source, builds a wheel of it in a clean folder, and runs smoke tests and vectors against that.
pub(crate) fn sdist(name: &str) -> Result<Outcome, Fault> {
    if interpreters::python3().is_none() {
        return Ok(Outcome::NotRun(interpreters::HOW_TO_GET.to_owned()));
    }
    let tools = environment().ok_or_else(|| Fault::new("the wheel was not built"))?;
    let packed = repo::work_dir("python/sdist")?;
    empty(&packed)?;
    let mut pack = tools.tool("maturin");
    pack.args(["sdist", "--manifest-path", "python/Cargo.toml", "--out"]).arg(&packed);
    step("python: sdist", &mut pack)?;
    let source = only_file(&packed)?;

    let scratch = Scratch::new("sdist")?;
    let wheels = scratch.path().join("wheels");
    let mut build = tools.tool("python");
    build.args([
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--no-build-isolation",
    ]);
    build.arg("--wheel-dir").arg(&wheels).arg(&source).current_dir(scratch.path());
    // Its own target folder, kept: cargo would take the copy of a crate for the crate, and build both by turns.
    let target = repo::work_dir("python/sdist-target")?;
    build.env("CARGO_TARGET_DIR", &target);
    if let Some(host) = host() {
        begin_with_the_wheels(&target, &host)?;
        build.env("MATURIN_PEP517_ARGS", format!("--target={host}"));
    }
    build.env("PATH", with_first(tools)?);
    step("python: wheel of the sdist", &mut build)?;

    let clean = Environment::make("sdist-venv", &interpreters::first()?, SUITE)?;
    clean.install(only_file(&wheels)?)?;
    let mut tests = clean.tool("pytest");
    tests.args(["-q", "python/tests/core/test_config.py", "python/tests/core/test_claims.py"]);
    suite::program(name, tests.args(["python/tests/testing/test_plugin.py", "python/tests/conformance"]))
}

/// The crates of others that the wheel was built of are the same here: compiling them again would take two minutes.
fn begin_with_the_wheels(target: &Path, host: &str) -> Result<(), Fault> {
    let releases = [Path::new(host).join("release"), PathBuf::from("release")];
    for (release, part) in releases.iter().flat_map(|release| PARTS.map(|part| (release, part))) {
        let (from, to) = (repo::target_dir().join(release).join(part), target.join(release).join(part));
        if from.is_dir() && !to.exists() {
            copy(&from, &to).doing(format!("cannot copy {}", repo::shown(&from)))?;
        }
    }
    Ok(())
}

/// What cargo keeps of a build.
const PARTS: [&str; 3] = ["deps", "build", ".fingerprint"];

/// With the times, by which cargo knows what is fresh; without our own crates.
fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().contains("bearward") {
            continue;
        }
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy(&from, &to)?;
        } else {
            fs::copy(&from, &to)?;
            fs::File::options().write(true).open(&to)?.set_modified(entry.metadata()?.modified()?)?;
        }
    }
    Ok(())
}

/// The PATH, with the environment's programs before all others: there pip finds maturin.
fn with_first(environment: &Environment) -> Result<std::ffi::OsString, Fault> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(environment.bin.clone()).chain(std::env::split_paths(&path));
    std::env::join_paths(all).doing("the PATH cannot be extended")
}
