//! A file of vectors as text: one case a block, one field a line.

use std::collections::HashSet;

use serde_json::Value;

use super::responses::{self, Entry};
use crate::fault::Fault;

/// One file, which holds one kind of case.
pub(super) struct File {
    pub(super) name: &'static str,
    about: &'static str,
    kind: &'static str,
    pub(super) verifier: Option<Value>,
    entries: Vec<Entry>,
}

impl File {
    pub(super) fn new(
        name: &'static str,
        about: &'static str,
        kind: &'static str,
        entries: Vec<Entry>,
    ) -> Self {
        Self { name, about, kind, verifier: None, entries }
    }

    /// The file as it is written.
    pub(super) fn text(&self) -> String {
        let mut out = super::head(self.about);
        if let Some(verifier) = &self.verifier {
            out.push_str(&format!("  \"verifier\": {verifier},\n"));
        }
        let blocks: Vec<String> = self.entries.iter().map(block).collect();
        out.push_str(&format!("  \"{}\": [\n{}\n  ]\n}}\n", self.kind, blocks.join(",\n")));
        out
    }

    fn names(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter_map(|entry| text_of(entry, "name"))
    }
}

/// One case: a field a line, and the steps of a history one a line.
fn block(entry: &Entry) -> String {
    let fields: Vec<String> = entry
        .iter()
        .map(|(name, value)| match (*name, value) {
            ("steps", Value::Array(steps)) => {
                let steps: Vec<String> = steps.iter().map(|step| format!("        {step}")).collect();
                format!("      \"steps\": [\n{}\n      ]", steps.join(",\n"))
            }
            _ => format!("      \"{name}\": {value}"),
        })
        .collect();
    format!("    {{\n{}\n    }}", fields.join(",\n"))
}

fn text_of<'e>(entry: &'e Entry, field: &str) -> Option<&'e str> {
    entry.iter().find(|(name, _)| *name == field)?.1.as_str()
}

/// Names are said once in all files (the decisions of the languages are compared by name), and every code is one of ours.
pub(super) fn check_all(files: &[File]) -> Result<(), Fault> {
    let mut seen = HashSet::new();
    for file in files {
        for name in file.names() {
            if !seen.insert(name) {
                return Err(Fault::new(format!("two vectors are called {name:?}")));
            }
            if name.contains(['\t', '\n', '\r']) {
                return Err(Fault::new(format!("the vector {name:?} cannot stand on one line")));
            }
        }
        for entry in &file.entries {
            let name = text_of(entry, "name").unwrap_or_default();
            let expected = text_of(entry, "expected").unwrap_or("accept");
            let is_word = matches!(expected, "accept" | "renew" | "allow" | "deny" | "ok" | "config_error");
            if !is_word && !responses::known(expected) {
                return Err(Fault::new(format!("{name:?} expects {expected}, which is no code")));
            }
            if text_of(entry, "token").is_some_and(str::is_empty) && name != "no token text at all" {
                return Err(Fault::new(format!("{name:?} has no token")));
            }
        }
    }
    Ok(())
}
