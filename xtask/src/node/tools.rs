//! Node.js and npm.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo::cargo;
use crate::fault::Fault;
use crate::run;
use crate::tools;

/// What is said where they are not here.
pub(crate) const HOW_TO_GET: &str = "install Node.js 20.9 or later with npm (nodejs.org)";

/// Node.js, if it is new enough.
pub(crate) fn node() -> Option<PathBuf> {
    let node = tools::find(if cfg!(windows) { "node.exe" } else { "node" })?;
    let version = tools::version(&node, &["--version"])?;
    let mut numbers =
        version.trim_start_matches('v').split('.').map(|part| part.parse::<u32>().unwrap_or_default());
    let new_enough = (numbers.next()?, numbers.next()?) >= (20, 9);
    new_enough.then_some(node)
}

/// npm.
pub(crate) fn npm() -> Option<PathBuf> {
    tools::find(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// npm in that folder.
pub(super) fn npm_command(folder: &Path) -> Command {
    let mut command = Command::new(npm().unwrap_or_else(|| "npm".into()));
    inherit(command.current_dir(folder));
    command
}

/// What cargo would get: it may be called by what is called here.
pub(super) fn inherit(command: &mut Command) {
    for (name, value) in cargo(&[]).get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
}

/// A step on the way to a suite: its words are shown only if it fails.
pub(super) fn step(name: &str, command: &mut Command) -> Result<(), Fault> {
    let ran = run::logged(name, command)?;
    if ran.ok {
        return Ok(());
    }
    ran.print_tail();
    Err(Fault::new(format!("{name} failed")))
}
