//! `python -m bearward`: the core's program.

use std::ffi::OsString;

use bearward::cli::{Console, run};
use pyo3::prelude::*;

/// Runs a command on the process's own streams and answers its exit code.
#[pyfunction]
#[pyo3(name = "_cli")]
pub(crate) fn cli(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
    py.detach(|| {
        let (mut input, mut output, mut errors) = (std::io::stdin(), std::io::stdout(), std::io::stderr());
        run(arguments, &mut Console { input: &mut input, output: &mut output, errors: &mut errors })
    })
}
