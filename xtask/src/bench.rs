//! `cargo xtask bench`: the measurements.

use crate::cargo::cargo;
use crate::fault::Fault;
use crate::{node, python, run, stack};

/// Programs of the benches crate with a report of their own; everything else is criterion's.
const PROGRAMS: [(&str, &str); 3] = [("keys", "keys"), ("fleet", "fleet"), ("http", "load")];

/// `bench keys|fleet|http|stack|python...|node...|next` run their program; other words go to `cargo bench`.
pub(crate) fn run(what: &[&str]) -> Result<bool, Fault> {
    match what {
        ["python", words @ ..] => return python::speed(words),
        ["python-stall", words @ ..] => return python::stall(words),
        ["python-soak", words @ ..] => return python::soak(words),
        ["stack", words @ ..] => return stack::measure(words),
        ["node", words @ ..] => return node::speed(words),
        ["next", words @ ..] => return node::next_speed(words),
        ["node-soak", words @ ..] => return node::soak(words),
        _ => {}
    }
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
