//! The program under test, with an environment of its own.

use std::io::Write;
use std::process::{Command, Output, Stdio};

/// What a visit said.
pub(crate) struct Visit {
    pub(crate) code: i32,
    pub(crate) text: String,
    pub(crate) errors: String,
}

impl Visit {
    pub(crate) fn says(&self, words: &str) -> &Self {
        assert!(self.text.contains(words), "{words:?} is not in:\n{}", self.text);
        self
    }

    pub(crate) fn ends(&self, code: i32) -> &Self {
        assert_eq!(self.code, code, "{}\n{}", self.text, self.errors);
        self
    }
}

pub(crate) fn doctor(arguments: &[&str]) -> Visit {
    visit(arguments, &[], "")
}

/// Runs the program with these variables alone, and this text on its standard input.
pub(crate) fn visit(arguments: &[&str], environment: &[(&str, &str)], input: &str) -> Visit {
    let mut child = Command::new(env!("CARGO_BIN_EXE_bearward"))
        .arg("doctor")
        .args(arguments)
        .env_clear()
        .envs(environment.iter().copied())
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // The program may end without reading.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let Output { status, stdout, stderr } = child.wait_with_output().unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Visit { code: status.code().unwrap(), text: text(stdout), errors: text(stderr) }
}
