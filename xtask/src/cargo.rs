//! cargo as a child: the command lines that several tasks share, and what its test runs say.

use std::process::Command;

use crate::{conformance, node, python, repo};

/// Every feature of `bearward`.
pub(crate) const ALL: &[&str] = &["--all-features"];

/// The build without aws-lc-rs: everything on ring.
pub(crate) const RING: &[&str] = &["--no-default-features", "--features", "jwks,axum,testing"];

/// `cargo <words>` at the root of the checkout.
pub(crate) fn cargo(words: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(words).current_dir(repo::root());
    // What cargo tells its own child says nothing to the next cargo, and makes build scripts run again.
    for (name, _) in std::env::vars_os() {
        let ours = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name == "CARGO_MANIFEST_DIR" || name == "CARGO_MANIFEST_PATH"
        });
        if ours {
            command.env_remove(name);
        }
    }
    // Its path may be relative to where the person is; `conformance` alone hands decisions over.
    command.env_remove("BEARWARD_DECISIONS");
    conformance::pass_vectors(&mut command);
    command
}

/// The target of this machine, as rustc names it. A build for it by name shares its folder with all that say so.
pub(crate) fn host() -> Option<String> {
    let output = Command::new("rustc").arg("-vV").output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    text.lines().find_map(|line| line.strip_prefix("host: ")).map(str::to_owned)
}

/// Tests passed and failed, added up over every `test result:` line, and the closing lines of pytest and of Node.js.
pub(crate) fn counts(text: &str) -> (usize, usize) {
    let (python, node) = (python::counts(text), node::counts(text));
    let mut sum = (python.0 + node.0, python.1 + node.1);
    for line in text.lines().filter(|line| line.contains("test result:")) {
        sum.0 += number_before(line, " passed");
        sum.1 += number_before(line, " failed");
    }
    sum
}

/// The number before the word; 0 where there is none.
pub(crate) fn number_before(line: &str, word: &str) -> usize {
    let before = line.split(word).next().unwrap_or_default();
    let digits = before.rsplit(' ').next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn adds_up_the_result_lines() {
        let text = "\
running 3 tests
test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s
   Doc-tests bearward
test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s
";
        assert_eq!(counts(text), (13, 2));
        assert_eq!(counts("nothing ran"), (0, 0));
    }
}
