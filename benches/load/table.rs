//! Rows as a table for people.

use std::fmt::Write as _;

use bearward_benches::Row;

/// What the columns mean.
pub(crate) const NOTES: &str = "\
share      requests a second, of those of the plain route beside it, which is sent the very same request
cpu share  the same from the server's processor time for each request: what others do on this machine does not count in it
cpu us     the server's processor time for one request; added us: more than the plain route's
busy       how much of its core the server used (below 1.00 it waited for wrk or shared the core)";

/// Columns: heading, figure, digits behind the point.
const COLUMNS: [(&str, &str, usize); 8] = [
    ("req/s", "requests_per_second", 0),
    ("share", "share", 3),
    ("cpu share", "share_of_cpu", 3),
    ("cpu us", "cpu_us", 2),
    ("added us", "added_us", 2),
    ("busy", "busy", 2),
    ("p50 ms", "p50_ms", 2),
    ("p99 ms", "p99_ms", 2),
];

/// One group as a table; columns without any figure are left out.
pub(crate) fn table(rows: &[Row]) -> String {
    let shown = |figure: &str| rows.iter().any(|row| row.figures.contains_key(figure));
    let columns: Vec<_> = COLUMNS.iter().filter(|(_, figure, _)| shown(figure)).collect();
    let mut text = rows.first().map(|row| row.group.clone()).unwrap_or_default();
    let _ = write!(text, "\n{:30}", "");
    for (heading, _, _) in &columns {
        let _ = write!(text, "{heading:>11}");
    }
    for row in rows {
        let _ = write!(text, "\n{:30}", row.name);
        for (_, figure, digits) in &columns {
            let cell = row.figures.get(*figure).map_or(String::new(), |value| format!("{value:.digits$}"));
            let _ = write!(text, "{cell:>11}");
        }
        let _ = write!(text, "  {}", row.verdict());
    }
    text
}
