//! `cargo xtask bench`: the measurements.

use crate::cargo::cargo;
use crate::fault::Fault;
use crate::run;

/// `cargo bench` of the benches crate; further words go to it.
pub(crate) fn run(what: &[&str]) -> Result<bool, Fault> {
    let mut command = cargo(&["bench", "-p", "bearward-benches"]);
    command.args(what);
    run::visible(&mut command)
}
