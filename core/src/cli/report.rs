//! What was found, as lines for people or as JSON for programs.

use std::io::Write;

use serde::Serialize;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Level {
    Ok,
    Warn,
    /// The other side did not answer: nothing is known to be wrong with the configuration.
    Unreachable,
    Fault,
}

/// One finding; `change` is the one line that mends it.
#[derive(Serialize)]
pub(super) struct Finding {
    pub(super) level: Level,
    pub(super) about: &'static str,
    pub(super) text: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) change: Option<String>,
}

#[derive(Default)]
pub(super) struct Report(Vec<Finding>);

impl Report {
    pub(super) fn ok(&mut self, about: &'static str, text: impl Into<String>) {
        self.0.push(Finding { level: Level::Ok, about, text: text.into(), change: None });
    }

    pub(super) fn warn(&mut self, about: &'static str, text: impl Into<String>, change: impl Into<String>) {
        self.0.push(Finding { level: Level::Warn, about, text: text.into(), change: Some(change.into()) });
    }

    pub(super) fn fault(&mut self, about: &'static str, text: impl Into<String>, change: impl Into<String>) {
        self.0.push(Finding { level: Level::Fault, about, text: text.into(), change: Some(change.into()) });
    }

    pub(super) fn unreachable(
        &mut self,
        about: &'static str,
        text: impl Into<String>,
        change: impl Into<String>,
    ) {
        self.0.push(Finding {
            level: Level::Unreachable,
            about,
            text: text.into(),
            change: Some(change.into()),
        });
    }

    pub(super) fn exit_code(&self) -> u8 {
        match self.0.iter().map(|finding| finding.level).max() {
            Some(Level::Fault) => 1,
            Some(Level::Unreachable) => 3,
            _ => 0,
        }
    }

    pub(super) fn print(&self, output: &mut dyn Write, json: bool) -> std::io::Result<()> {
        if json {
            #[derive(Serialize)]
            struct Whole<'a> {
                exit_code: u8,
                findings: &'a [Finding],
            }
            let whole = Whole { exit_code: self.exit_code(), findings: &self.0 };
            serde_json::to_writer_pretty(&mut *output, &whole)?;
            return writeln!(output);
        }
        for finding in &self.0 {
            let mark = match finding.level {
                Level::Ok => "ok",
                Level::Warn => "warn",
                Level::Unreachable => "no answer",
                Level::Fault => "FAULT",
            };
            writeln!(output, "{mark:<10}{:<10}{}", finding.about, finding.text)?;
            if let Some(change) = &finding.change {
                writeln!(output, "{:<10}{:<10}{change}", "", "change:")?;
            }
        }
        let count = |level| self.0.iter().filter(|finding| finding.level == level).count();
        let (faults, warnings) = (count(Level::Fault) + count(Level::Unreachable), count(Level::Warn));
        match (faults, warnings) {
            (0, 0) => writeln!(output, "\nsound"),
            (0, warnings) => writeln!(output, "\nsound, with {warnings} to look at"),
            (faults, _) => writeln!(output, "\n{faults} to mend"),
        }
    }
}
