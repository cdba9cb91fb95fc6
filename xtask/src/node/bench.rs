//! `cargo xtask bench node` and `node-soak`: the installed package, beside its peers and for a long time.

use std::process::Command;

use super::fresh::Fresh;
use super::tools::{HOW_TO_GET, node};
use crate::fault::{Doing, Fault};
use crate::repo;
use crate::run;

/// The microseconds of a token, beside the peers; the rows go to a file too.
pub(crate) fn speed(words: &[&str]) -> Result<bool, Fault> {
    let results = repo::root().join("benches/results/node.json");
    run_script("verify.mjs", |command| {
        command.args(words).arg("--json").arg(results);
    })
}

/// Mixed load for so many minutes: memory must stay flat.
pub(crate) fn soak(words: &[&str]) -> Result<bool, Fault> {
    run_script("soak.mjs", |command| {
        command.args(words);
    })
}

fn run_script(script: &str, words: impl FnOnce(&mut Command)) -> Result<bool, Fault> {
    if node().is_none() {
        return Err(HOW_TO_GET.into());
    }
    let peers = repo::root().join("benches/peers/node");
    let fresh = Fresh::make("bench", &peers)?;
    for entry in std::fs::read_dir(&peers).doing("cannot list benches/peers/node")?.filter_map(Result::ok) {
        if entry.file_name().to_string_lossy().ends_with(".mjs") {
            std::fs::copy(entry.path(), fresh.dir.join(entry.file_name())).doing("cannot copy a script")?;
        }
    }
    let mut command = fresh.node();
    command.arg("--expose-gc").arg(script);
    words(&mut command);
    run::visible(&mut command)
}
