//! What was counted, decided, and decided otherwise than expected.

use std::collections::HashSet;
use std::path::Path;

/// Collects all mismatches, so that one run shows them all.
#[derive(Default)]
pub(crate) struct Report {
    file: String,
    count: usize,
    names: HashSet<(&'static str, String)>,
    decisions: Vec<(String, String)>,
    mismatches: Vec<String>,
}

impl Report {
    /// What follows comes from this file.
    pub(crate) fn enter(&mut self, path: &Path) {
        self.file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    }

    /// Counts a case and notes what was decided.
    pub(crate) fn decided(&mut self, kind: &'static str, name: &str, decision: impl Into<String>) {
        self.count += 1;
        if !self.names.insert((kind, name.to_owned())) {
            self.wrong(name, "a name of its own", "the name of another case");
        }
        self.decisions.push((name.to_owned(), decision.into()));
    }

    /// Notes a mismatch if there is one.
    pub(crate) fn compare(&mut self, name: &str, what: &str, expected: &str, got: &str) {
        if expected != got {
            self.wrong(name, &format!("{what} {expected}"), got);
        }
    }

    /// Notes a mismatch.
    pub(crate) fn wrong(&mut self, name: &str, expected: &str, got: &str) {
        self.mismatches.push(format!("{}: {name}\n    expected {expected}\n    got      {got}", self.file));
    }

    /// Writes the decisions where `BEARWARD_DECISIONS` says.
    pub(crate) fn write_decisions(&self) {
        if let Some(path) = std::env::var_os("BEARWARD_DECISIONS") {
            let lines: String =
                self.decisions.iter().map(|(name, decision)| format!("{name}\t{decision}\n")).collect();
            std::fs::write(&path, lines).expect("BEARWARD_DECISIONS can be written");
        }
    }

    /// Prints the mismatches and the closing line with the count, and fails if there was a mismatch.
    pub(crate) fn close(self, label: &str) {
        for mismatch in &self.mismatches {
            println!("{mismatch}");
        }
        println!("{label} {}", self.count);
        assert!(self.mismatches.is_empty(), "{} of {} cases differ", self.mismatches.len(), self.count);
    }
}
