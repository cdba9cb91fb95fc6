//! The result: a row a question, a column a contestant, bearward first.

use std::fmt;

use crate::rows::Row;

pub(crate) struct Table {
    names: Vec<String>,
    rows: Vec<(&'static Row, Vec<f64>)>,
}

impl Table {
    pub(crate) fn new(names: impl Iterator<Item = String>) -> Self {
        Self { names: names.collect(), rows: Vec::new() }
    }

    pub(crate) fn add(&mut self, row: &'static Row, values: Vec<f64>) {
        self.rows.push((row, values));
    }

    /// The questions in which somebody does better than the first contestant.
    pub(crate) fn lost(&self) -> impl Iterator<Item = &'static str> {
        self.rows.iter().filter(|(row, values)| !is_best(row, values)).map(|(row, _)| row.what)
    }
}

fn is_best(row: &Row, values: &[f64]) -> bool {
    let (Some(ours), Some(best)) = (values.first(), values.iter().copied().reduce(f64::min)) else {
        return false;
    };
    *ours <= best + row.tie
}

/// In Markdown.
impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "| less is better | {} |", self.names.join(" | "))?;
        writeln!(f, "|---|{}", "--:|".repeat(self.names.len()))?;
        for (row, values) in &self.rows {
            let cells: Vec<_> = values.iter().map(|value| cell(row, *value)).collect();
            writeln!(f, "| {} | {} |", row.what, cells.join(" | "))?;
        }
        Ok(())
    }
}

fn cell(row: &Row, value: f64) -> String {
    let over = if value >= row.limit { "> " } else { "" };
    let digits = usize::from(row.unit == "s" || (row.unit == "ms" && value < 10.0));
    format!("{over}{value:.digits$} {}", row.unit).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rows::ALL;

    #[test]
    fn a_tie_is_not_lost_and_a_worse_value_is() {
        let mut table = Table::new(["a".to_owned(), "b".to_owned()].into_iter());
        table.add(&ALL[0], vec![3.0, 1.0]);
        table.add(&ALL[1], vec![0.0, 0.0]);
        assert_eq!(table.lost().count(), 0);
        table.add(&ALL[1], vec![1.0, 0.0]);
        assert_eq!(table.lost().count(), 1);
        assert!(table.to_string().contains("3.0 ms"));
    }
}
