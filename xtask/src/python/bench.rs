//! The measurements of the Python package that are programs of their own.

use std::process::Command;

use super::environment::{self, Environment};
use super::interpreters;
use crate::fault::Fault;
use crate::run;

/// The packages of all that is measured beside ours.
const PEERS: &str = "benches/peers/python/requirements-http.txt";
const STALL: &str = "benches/peers/python/requirements-stall.txt";

/// `bench python [verify|http] [--rounds N]`: one decision after another, and FastAPI under load, beside the peers; both without a word.
pub(crate) fn speed(words: &[&str]) -> Result<bool, Fault> {
    const VERIFY: [&str; 2] = ["verify.py", "benches/results/python.json"];
    const HTTP: [&str; 2] = ["http_load.py", "benches/results/python-http.json"];
    let (programs, words): (&[[&str; 2]], _) = match words {
        ["verify", words @ ..] => (&[VERIFY], words),
        ["http", words @ ..] => (&[HTTP], words),
        words => (&[VERIFY, HTTP], words),
    };
    let mut good = true;
    for [script, results] in programs {
        let script = format!("benches/peers/python/{script}");
        good &= program("venv-bench", PEERS, &script, &[&["--json", results], words].concat())?;
    }
    Ok(good)
}

/// `bench python-stall [--rounds N]`: an event loop while 200 requests wait for a key endpoint that hangs.
pub(crate) fn stall(words: &[&str]) -> Result<bool, Fault> {
    let results = ["--json", "benches/results/python-stall.json"];
    program("venv-stall", STALL, "benches/peers/python/stall.py", &[&results, words].concat())
}

/// `bench python-soak [--minutes N]`: good and hostile requests to a real server, its memory watched.
pub(crate) fn soak(words: &[&str]) -> Result<bool, Fault> {
    program("venv-bench", PEERS, "benches/peers/python/soak.py", words)
}

fn program(venv: &str, requirements: &str, script: &str, words: &[&str]) -> Result<bool, Fault> {
    let environment = Environment::make(venv, &interpreters::first()?, requirements)?;
    environment.install(environment::wheel()?)?;
    let mut command: Command = environment.tool("python");
    run::visible(command.arg(script).args(words))
}
