//! Gets the peers: npm packages and a virtual environment below `target/peers`, once for each list of versions.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const PACKAGES: &str = include_str!("../peers/node/package.json");
const REQUIREMENTS: &str = include_str!("../peers/python/requirements.txt");

/// Where the peers are.
pub(crate) struct Installed {
    pub(crate) node: String,
    pub(crate) node_script: PathBuf,
    pub(crate) python: PathBuf,
    pub(crate) python_script: PathBuf,
}

impl Installed {
    /// The package with the version that is measured.
    pub(crate) fn named(&self, package: &str) -> String {
        let npm = serde_json::from_str::<serde_json::Value>(PACKAGES).ok();
        let npm = npm.and_then(|file| file.get("dependencies")?.get(package)?.as_str().map(str::to_owned));
        let pip = REQUIREMENTS.trim().split_once("==").map(|(_, version)| version.to_owned());
        format!("{package} {}", npm.or(pip).unwrap_or_default())
    }
}

/// Installs what is not there yet, saying so.
pub(crate) fn peers() -> Result<Installed, String> {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = std::env::var_os("CARGO_TARGET_DIR")
        .map_or_else(|| benches.join("..").join("target"), PathBuf::from)
        .join("peers");
    let (node, python) = (target.join("node"), target.join("python"));
    let python_program =
        python.join("venv").join(if cfg!(windows) { "Scripts/python" } else { "bin/python" });
    once(&node, PACKAGES, || {
        write(&node.join("package.json"), PACKAGES)?;
        let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
        let words = ["install", "--no-fund", "--no-audit", "--loglevel=error"];
        run(
            "npm install (jose, aws-jwt-verify)",
            "install Node.js 20 or later",
            Command::new(npm).args(words).current_dir(&node),
        )
    })?;
    once(&python, REQUIREMENTS, || {
        let list = python.join("requirements.txt");
        write(&list, REQUIREMENTS)?;
        let venv = python.join("venv");
        let how = "install Python 3.10 or later (Debian, Ubuntu: apt-get install python3-venv)";
        run("python3 -m venv", how, Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv))?;
        let words = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r"];
        run("pip install (PyJWT)", how, Command::new(&python_program).args(words).arg(&list))
    })?;
    // An ES module finds its packages beside itself.
    let node_script = node.join("keys.mjs");
    fs::copy(benches.join("peers/node/keys.mjs"), &node_script)
        .map_err(|error| format!("cannot copy keys.mjs: {error}"))?;
    Ok(Installed {
        node: "node".to_owned(),
        node_script,
        python: python_program,
        python_script: benches.join("peers/python/keys.py"),
    })
}

/// Does the work unless it was done for this very list.
fn once(place: &Path, list: &str, work: impl FnOnce() -> Result<(), String>) -> Result<(), String> {
    let mark = place.join("installed");
    if fs::read_to_string(&mark).is_ok_and(|done| done == list) {
        return Ok(());
    }
    fs::create_dir_all(place).map_err(|error| format!("cannot make target/peers: {error}"))?;
    // Work that breaks off leaves nothing that looks done.
    let _ = fs::remove_file(&mark);
    work()?;
    write(&mark, list)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("cannot write below target/peers: {error}"))
}

fn run(what: &str, how_to_get_it: &str, command: &mut Command) -> Result<(), String> {
    eprintln!("{what} ...");
    let status = command.stdin(Stdio::null()).stdout(Stdio::null()).status();
    match status {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("{what} ended with {status}")),
        Err(error) => Err(format!("{what} does not start ({error}): {how_to_get_it}")),
    }
}
