//! The tasks of this repository. `cargo xtask` without arguments lists them.

mod bench;
mod cargo;
mod check;
mod cleanup;
mod conformance;
mod demo;
mod fault;
mod generate;
mod node;
mod pg;
mod progress;
mod python;
mod recipes;
mod repo;
mod run;
mod setup;
mod stack;
mod suite;
mod test;
mod tools;
mod vectors;

use std::process::ExitCode;

use fault::Fault;

const HELP: &str = "\
cargo xtask <task>

  demo [--serve]       run the reference task API with an issuer of its own and walk through it;
                       --serve leaves it running and prints curl lines
  demo --stack [--serve]
                       the whole system: Better Auth in Next.js, FastAPI and axum behind it;
                       --serve leaves it running on 3000, 8000, 8001 (STACK_PORTS=A,B,C for others)
  test [NAME..]        every suite, or those whose name contains NAME; ends with the counts
  check                format, lints, docs, generated files, file rules (part of test)
  conformance          the shared vectors alone; BEARWARD_VECTORS=DIR[:DIR] adds directories,
                       BEARWARD_DECISIONS=FILE writes name<TAB>accept-or-code a line
  bench [WHAT..]       the measurements: keys, fleet, http, python, python-stall, python-soak [--minutes N],
                       node, node-soak [--minutes N], next, stack, or words for cargo bench
  generate [--check]   write the generated files, or say which are not current
  setup                say which tools are here, and how to get the others
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut words = arguments.iter().map(String::as_str);
    let task = words.next().unwrap_or("help");
    let rest: Vec<&str> = words.collect();
    match start(task, &rest) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(fault) => {
            eprintln!("xtask {task}: {fault}");
            ExitCode::FAILURE
        }
    }
}

/// Runs one task: `false` says that it ran and something in it failed.
fn start(task: &str, rest: &[&str]) -> Result<bool, Fault> {
    cleanup::on_interrupt()?;
    match (task, rest) {
        ("help" | "--help" | "-h", _) => {
            print!("{HELP}");
            Ok(true)
        }
        ("demo", []) => demo::run(false),
        ("demo", ["--serve"]) => demo::run(true),
        ("demo", ["--stack"]) => stack::run(false),
        ("demo", ["--stack", "--serve"] | ["--serve", "--stack"]) => stack::run(true),
        ("test", names) => test::run(names),
        ("check", []) => check::run(),
        ("conformance", []) => conformance::run(),
        ("bench", what) => bench::run(what),
        ("generate", []) => generate::run(false),
        ("generate", ["--check"]) => generate::run(true),
        ("setup", []) => setup::run(),
        ("demo" | "check" | "conformance" | "generate" | "setup", other) => {
            Err(Fault::new(format!("does not know {other:?}; `cargo xtask` lists the tasks")))
        }
        (other, _) => Err(Fault::new(format!("there is no task {other}; `cargo xtask` lists them"))),
    }
}
