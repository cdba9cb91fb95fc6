//! `npx bearward`: the core's program.

use bearward::cli::{Console, run};
use napi_derive::napi;

/// Runs a command on the process's own streams and answers its exit code.
#[napi(catch_unwind)]
pub fn cli(arguments: Vec<String>) -> u32 {
    let (mut input, mut output, mut errors) = (std::io::stdin(), std::io::stdout(), std::io::stderr());
    let console = &mut Console { input: &mut input, output: &mut output, errors: &mut errors };
    run(arguments.into_iter().map(Into::into), console).into()
}
