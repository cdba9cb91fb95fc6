//! Figures in a form that tables, files and pictures share.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

/// What one contestant did in one group of comparable ones.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Serialize)]
pub struct Row {
    /// What is comparable: rows of one group stand beside each other.
    pub group: String,
    /// The contestant.
    pub name: String,
    /// Its figures; the unit is in the name.
    pub figures: BTreeMap<String, f64>,
    /// What one of the figures should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
}

/// What a figure should be.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Target {
    /// The figure's name.
    pub figure: String,
    /// The bound, itself allowed.
    pub bound: f64,
    /// Whether the bound is the least or the most.
    pub side: Side,
}

/// Which side of a bound is good.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// The bound or more.
    AtLeast,
    /// The bound or less.
    AtMost,
}

impl Row {
    /// A row without figures.
    pub fn new(group: &str, name: &str) -> Self {
        Self { group: group.to_owned(), name: name.to_owned(), ..Self::default() }
    }

    /// With one figure more.
    #[must_use]
    pub fn with(mut self, figure: &str, value: f64) -> Self {
        self.figures.insert(figure.to_owned(), value);
        self
    }

    /// With a target.
    #[must_use]
    pub fn target(mut self, figure: &str, side: Side, bound: f64) -> Self {
        self.target = Some(Target { figure: figure.to_owned(), bound, side });
        self
    }

    /// A figure; NaN if it was not measured.
    pub fn get(&self, figure: &str) -> f64 {
        self.figures.get(figure).copied().unwrap_or(f64::NAN)
    }

    /// `ok` or `off` with the target in words; nothing without one.
    pub fn verdict(&self) -> String {
        let Some(Target { figure, bound, side }) = &self.target else { return String::new() };
        let value = self.get(figure);
        let (holds, word) = match side {
            Side::AtLeast => (value >= *bound, "at least"),
            Side::AtMost => (value <= *bound, "at most"),
        };
        format!("{} ({word} {bound})", if holds { "ok" } else { "off" })
    }
}

/// Writes rows as JSON.
///
/// # Errors
/// One sentence with the file's name.
pub fn write_rows(path: &Path, rows: &[Row]) -> Result<(), String> {
    let mut text = serde_json::to_string_pretty(rows).map_err(|error| error.to_string())?;
    text.push('\n');
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

/// Reads what [`write_rows`] wrote.
///
/// # Errors
/// One sentence with the file's name.
pub fn read_rows(path: &Path) -> Result<Vec<Row>, String> {
    let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
    serde_json::from_str(&text).map_err(|error| format!("{}: {error}", path.display()))
}

/// The middle value; NaN of nothing.
pub fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_verdict_is_only_good_on_the_good_side() {
        let row = |value: f64, side| Row::new("g", "n").with("x", value).target("x", side, 2.0).verdict();
        assert_eq!(row(2.0, Side::AtLeast), "ok (at least 2)");
        assert_eq!(row(2.1, Side::AtMost), "off (at most 2)");
        assert_eq!(row(f64::NAN, Side::AtMost), "off (at most 2)");
        assert_eq!(Row::new("g", "n").verdict(), "");
    }
}
