//! `bearward doctor`, as a program of its own: `cargo install bearward --features cli`.

use std::process::ExitCode;

use bearward::cli::{Console, run};

fn main() -> ExitCode {
    let (mut input, mut output, mut errors) = (std::io::stdin(), std::io::stdout(), std::io::stderr());
    let mut console = Console { input: &mut input, output: &mut output, errors: &mut errors };
    ExitCode::from(run(std::env::args_os().skip(1), &mut console))
}
