//! `cargo xtask setup`: what is here, what is not, and how to get it.

use std::path::{Path, PathBuf};

use crate::fault::Fault;
use crate::{node, pg, python, stack, tools};

/// A program that some task needs.
struct Tool {
    name: &'static str,
    /// What cannot be done without it.
    needed_by: &'static str,
    /// How to get it.
    get: &'static str,
    /// Nothing works without it.
    required: bool,
    look: fn() -> Option<PathBuf>,
    version: &'static [&'static str],
}

const TOOLS: &[Tool] = &[
    Tool {
        name: "cargo",
        needed_by: "everything",
        get: "install Rust with rustup",
        required: true,
        look: || tools::find("cargo"),
        version: &["--version"],
    },
    Tool {
        name: "rustfmt",
        needed_by: "check",
        get: "rustup component add rustfmt",
        required: true,
        look: || tools::find("rustfmt"),
        version: &["--version"],
    },
    Tool {
        name: "clippy",
        needed_by: "check",
        get: "rustup component add clippy",
        required: true,
        look: || tools::find("cargo-clippy"),
        version: &["--version"],
    },
    Tool {
        name: "git",
        needed_by: "check (the list of files)",
        get: "Debian, Ubuntu: apt-get install git",
        required: true,
        look: || tools::find("git"),
        version: &["--version"],
    },
    Tool {
        name: "python3",
        needed_by: "test (the Python package)",
        get: python::HOW_TO_GET,
        required: false,
        look: python::python3,
        version: &["--version"],
    },
    Tool {
        name: "node",
        needed_by: "test (the npm package)",
        get: node::HOW_TO_GET,
        required: false,
        look: node::node,
        version: &["--version"],
    },
    Tool {
        name: "npm",
        needed_by: "test (the npm package)",
        get: node::HOW_TO_GET,
        required: false,
        look: node::npm,
        version: &["--version"],
    },
    Tool {
        name: "postgres",
        needed_by: "test (the example on PostgreSQL)",
        get: "Debian, Ubuntu: apt-get install postgresql",
        required: false,
        look: || pg::programs().map(|dir| dir.join("postgres")),
        version: &["--version"],
    },
    Tool {
        name: "chromium",
        needed_by: "test (the whole system in a browser)",
        get: "Debian: apt-get install chromium",
        required: false,
        look: stack::browser,
        version: &["--version"],
    },
    Tool {
        name: "wrk",
        needed_by: "bench (HTTP)",
        get: "Debian, Ubuntu: apt-get install wrk",
        required: false,
        look: || tools::find("wrk"),
        // wrk has no option that says its version and ends well.
        version: &[],
    },
    Tool {
        name: "cargo-deny",
        needed_by: "the licence and advisory check of public CI",
        get: "cargo install cargo-deny --locked",
        required: false,
        look: || tools::find("cargo-deny"),
        version: &["--version"],
    },
];

/// Prints one line a tool. False if one is missing that every task needs.
pub(crate) fn run() -> Result<bool, Fault> {
    let mut good = true;
    for tool in TOOLS {
        match (tool.look)() {
            Some(path) => println!("{:<12} {}", tool.name, describe(&path, tool.version)),
            None => {
                println!("{:<12} missing, for {}: {}", tool.name, tool.needed_by, tool.get);
                good &= !tool.required;
            }
        }
    }
    Ok(good)
}

fn describe(path: &Path, words: &[&str]) -> String {
    let version = match words {
        [] => None,
        words => tools::version(path, words),
    };
    version.unwrap_or_else(|| path.display().to_string())
}
