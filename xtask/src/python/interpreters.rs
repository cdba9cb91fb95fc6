//! Which Pythons are here.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::fault::Fault;
use crate::tools;

/// How to get what is missing.
pub(crate) const HOW_TO_GET: &str =
    "Python 3.10 or newer with venv (Debian, Ubuntu: apt-get install python3 python3-venv)";

/// Names more interpreters, as a path list.
const MORE: &str = "BEARWARD_PYTHONS";

/// The minor versions of Python 3 that the one wheel is tested on.
const MINORS: [u8; 4] = [10, 11, 12, 13];

/// The interpreter of the suites.
pub(crate) fn python3() -> Option<PathBuf> {
    tools::find("python3").filter(|python| minor(python).is_some_and(|minor| minor >= 10))
}

/// The same, or how to get one.
pub(crate) fn first() -> Result<PathBuf, Fault> {
    python3().ok_or_else(|| Fault::new(HOW_TO_GET))
}

/// One interpreter of each other version: those that `BEARWARD_PYTHONS` names, those on the PATH, those that pyenv keeps.
pub(crate) fn others() -> Vec<(String, PathBuf)> {
    let taken = python3().and_then(|python| minor(&python));
    let named = std::env::var_os(MORE).unwrap_or_default();
    let named = std::env::split_paths(&named).filter(|path| !path.as_os_str().is_empty());
    let on_path = MINORS.iter().filter_map(|minor| tools::find(&format!("python3.{minor}")));
    let mut found = BTreeMap::new();
    for python in named.chain(on_path).chain(of_pyenv()) {
        match minor(&python) {
            Some(minor) if Some(minor) != taken && MINORS.contains(&minor) => {
                found.entry(minor).or_insert(python);
            }
            _ => {}
        }
    }
    found.into_iter().map(|(minor, python)| (format!("3.{minor}"), python)).collect()
}

/// All that pyenv has installed, whether or not it is switched on.
fn of_pyenv() -> Vec<PathBuf> {
    let asked = || {
        let output = Command::new("pyenv").arg("root").stdin(Stdio::null()).output().ok()?;
        Some(OsString::from(String::from_utf8_lossy(&output.stdout).trim()))
    };
    let root = std::env::var_os("PYENV_ROOT").or_else(asked).unwrap_or_default();
    let versions = std::fs::read_dir(Path::new(&root).join("versions"));
    let mut all: Vec<PathBuf> = match versions {
        Ok(versions) => versions.filter_map(|entry| Some(entry.ok()?.path().join("bin/python3"))).collect(),
        Err(_) => Vec::new(),
    };
    all.sort();
    all
}

/// The minor version of a CPython 3 that runs and can make environments; a shim of a version that is switched off does not run.
fn minor(python: &Path) -> Option<u8> {
    let said = tools::version(
        python,
        &["-c", "import sys, venv, ensurepip; print(*sys.version_info[:2], sys.implementation.name)"],
    )?;
    said.strip_prefix("3 ")?.strip_suffix(" cpython")?.parse().ok()
}
