//! `cargo xtask bench`: the measurements.

use crate::cargo::cargo;
use crate::fault::Fault;
use crate::run;

/// Programs of the benches crate with a report of their own; everything else is criterion's.
const PROGRAMS: [(&str, &str); 3] = [("keys", "keys"), ("fleet", "fleet"), ("http", "load")];

/// `bench keys|fleet|http` run their program; other words go to `cargo bench`.
pub(crate) fn run(what: &[&str]) -> Result<bool, Fault> {
    let program = what.split_first().and_then(|(word, rest)| {
        PROGRAMS.iter().find(|(name, _)| name == word).map(|(_, program)| (*program, rest))
    });
    let mut command = match program {
        Some((program, rest)) => {
            let mut command = cargo(&["run", "--release", "-p", "bearward-benches", "--bin", program, "--"]);
            command.args(rest);
            command
        }
        None => {
            let mut command = cargo(&["bench", "-p", "bearward-benches"]);
            command.args(what);
            command
        }
    };
    run::visible(&mut command)
}
