//! The rows as the tables of `benches/README.md`, between two marks there.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use bearward_benches::Row;

const BEGIN: &str = "<!-- stack: written by `cargo xtask bench stack --write` -->";
const END: &str = "<!-- /stack -->";

/// Puts the tables in the place of those that were there.
pub(crate) fn write(readme: &Path, rows: &[Row]) -> Result<(), String> {
    let text = fs::read_to_string(readme).map_err(|error| format!("{}: {error}", readme.display()))?;
    let around = text.split_once(BEGIN).and_then(|(before, rest)| Some((before, rest.split_once(END)?.1)));
    let (before, after) = around.ok_or_else(|| format!("{} has no {BEGIN}", readme.display()))?;
    let text = format!("{before}{BEGIN}\n{}{END}{after}", tables(rows));
    fs::write(readme, text).map_err(|error| format!("{}: {error}", readme.display()))
}

/// One table for each group.
fn tables(rows: &[Row]) -> String {
    let mut text = String::new();
    for group in rows.chunk_by(|one, next| one.group == next.group) {
        let Some(first) = group.first() else { continue };
        let figures: Vec<&String> = first.figures.keys().collect();
        let heads: Vec<String> = figures.iter().map(|figure| head(figure)).collect();
        let _ = writeln!(text, "| {} | {} | target |", first.group, heads.join(" | "));
        let _ = writeln!(text, "|---|{}--:|", "--:|".repeat(figures.len()));
        for row in group {
            let cells: Vec<String> = figures.iter().map(|figure| cell(figure, row.get(figure))).collect();
            let _ = writeln!(text, "| {} | {} | {} |", row.name, cells.join(" | "), row.verdict());
        }
        text.push('\n');
    }
    text
}

/// `p99_ms` as people read it.
fn head(figure: &str) -> String {
    match figure {
        "requests_per_second" => "requests/s".to_owned(),
        "think_s" => "thinks, s".to_owned(),
        other => other.replace("_us", ", µs").replace("_ms", ", ms"),
    }
}

fn cell(figure: &str, value: f64) -> String {
    match figure {
        "requests_per_second" => format!("{value:.0}"),
        "think_s" => format!("{value:.1}"),
        _ if value >= 100.0 => format!("{value:.0}"),
        _ => format!("{value:.1}"),
    }
}

#[cfg(test)]
mod tests {
    use bearward_benches::Side;

    use super::*;

    #[test]
    fn a_table_for_each_group() {
        let row =
            |group: &str| Row::new(group, "n").with("p99_ms", 12.34).target("p99_ms", Side::AtMost, 50.0);
        let text = tables(&[row("a"), row("a"), row("b")]);
        assert_eq!(text.matches("| target |").count(), 2);
        assert!(text.contains("| n | 12.3 | ok (at most 50) |"), "{text}");
        assert!(text.contains("| a | p99, ms | target |\n|---|--:|--:|\n"), "{text}");
    }
}
