//! What PyPI would hand out as source: built far from the checkout as pip builds it, and tested.

use super::environment::{Environment, empty, environment, only_file, step};
use super::{SUITE, interpreters};
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
    build.env("CARGO_TARGET_DIR", repo::work_dir("python/sdist-target")?);
    // What is asked is whether all of it is there and builds: optimised it would take twice as long.
    build.env("MATURIN_PEP517_ARGS", "--profile=dev").env("CARGO_PROFILE_DEV_DEBUG", "false");
    build.env("PATH", with_first(tools)?);
    step("python: wheel of the sdist", &mut build)?;

    let clean = Environment::make("sdist-venv", &interpreters::first()?, SUITE)?;
    clean.install(only_file(&wheels)?)?;
    let mut tests = clean.tool("pytest");
    tests.args(["-q", "python/tests/core/test_config.py", "python/tests/core/test_claims.py"]);
    suite::program(name, tests.args(["python/tests/testing/test_plugin.py", "python/tests/conformance"]))
}

/// The PATH, with the environment's programs before all others: there pip finds maturin.
fn with_first(environment: &Environment) -> Result<std::ffi::OsString, Fault> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = std::iter::once(environment.bin.clone()).chain(std::env::split_paths(&path));
    std::env::join_paths(all).doing("the PATH cannot be extended")
}
