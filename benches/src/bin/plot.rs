//! The figures as pictures: `docs/*.svg` from what the measurements wrote to `benches/results`.
//!
//! `cargo run --release -p bearward-benches --bin plot`

use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use bearward_benches::{Row, read_rows};

const WIDTH: f64 = 760.0;
/// Where bars begin, and how long the longest is.
const LEFT: f64 = 250.0;
const LENGTH: f64 = 400.0;
const BAR: f64 = 18.0;
const STEP: f64 = 26.0;

/// Ours, other libraries, and what is there for comparison only.
const STYLE: &str = "\
text{font:13px system-ui,-apple-system,'Segoe UI','DejaVu Sans',sans-serif;fill:#1f2328}\
.value{paint-order:stroke;stroke:#fff;stroke-width:4px}.title{font-size:16px;font-weight:600}.group{font-weight:600}.small{font-size:12px;fill:#59636e}\
.page{fill:#fff}.axis{stroke:#d1d9e0}.target{stroke:#bc4c00;stroke-dasharray:3 3}.aim{font-size:11px;fill:#bc4c00}\
.ours{fill:#0969da}.other{fill:#818b98}.floor{fill:#d1d9e0}\
@media(prefers-color-scheme:dark){text{fill:#f0f6fc}.small{fill:#9198a1}.page{fill:#0d1117}.value{stroke:#0d1117}.axis{stroke:#3d444d}\
.target{stroke:#f0883e}.aim{fill:#f0883e}.ours{fill:#4493f8}.other{fill:#7d8590}.floor{fill:#3d444d}}";

/// Rows of one group as bars.
struct Panel<'a> {
    rows: Vec<&'a Row>,
    heading: String,
    figure: &'static str,
    /// From the figure to the text behind the bar.
    label: fn(f64) -> String,
    /// A line across the bars, and what it says.
    aim: Option<(f64, &'static str)>,
}

/// Draws one picture of the rows.
type Draw = fn(&[Row]) -> String;

/// The name of results and picture, and how it is drawn.
const PICTURES: [(&str, Draw); 4] =
    [("verify", verify), ("http", http), ("python", python), ("python-http", python_http)];

fn main() -> ExitCode {
    let Some(root) = Path::new(env!("CARGO_MANIFEST_DIR")).parent() else { return ExitCode::FAILURE };
    let results = root.join("benches/results");
    let draw = |(name, picture): &(&str, Draw)| {
        let rows = read_rows(&results.join(name).with_extension("json"))?;
        write(&root.join("docs").join(name).with_extension("svg"), &picture(&rows))
    };
    let drawn = PICTURES.iter().try_for_each(draw);
    match drawn {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("plot: {why}");
            ExitCode::FAILURE
        }
    }
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}

fn verify(rows: &[Row]) -> String {
    let panel = |(group, heading): (&str, &str)| Panel {
        rows: rows.iter().filter(|row| row.group == group).collect(),
        heading: heading.to_owned(),
        figure: "ns",
        label: |ns| {
            if ns < 9_950.0 { format!("{:.2} µs", ns / 1e3) } else { format!("{:.1} µs", ns / 1e3) }
        },
        aim: None,
    };
    let groups = [
        ("HS256", "HS256"),
        ("EdDSA", "EdDSA (Ed25519), Better Auth's default"),
        ("RS256", "RS256 (2048 bits)"),
        ("ES256", "ES256"),
    ];
    let notes = "One token of 268 bytes of payload, on one core; each algorithm has its own scale. Shorter is better.";
    picture("One verified token", notes, &groups.map(panel))
}

fn http(rows: &[Row]) -> String {
    let panel = |group: &str, heading: &str, figure, label, aim| Panel {
        rows: rows.iter().filter(|row| row.group.starts_with(group)).collect(),
        heading: heading.to_owned(),
        figure,
        label,
        aim,
    };
    let share = |share: f64| format!("{share:.2}");
    let panels = [
        panel(
            "a handler that does nothing",
            "axum handler that does nothing: throughput kept",
            "share",
            share,
            Some((0.80, "0.80")),
        ),
        panel(
            "a handler with an SQLite query",
            "axum handler with an SQLite query: throughput kept",
            "share",
            share,
            Some((0.95, "0.95")),
        ),
        panel(
            "1000 connections",
            "1000 connections with think time: p99 of an answer",
            "p99_ms",
            |ms| format!("{ms:.1} ms"),
            None,
        ),
    ];
    let notes = "Server on one core, wrk on the other; slices alternate with the plain route's. The dashed line is the target for HS256.";
    picture("HTTP under load", notes, &panels)
}

fn python(rows: &[Row]) -> String {
    let panel = |(group, heading): (&str, &str)| Panel {
        rows: rows.iter().filter(|row| row.group == group && row.figures.contains_key("us")).collect(),
        heading: heading.to_owned(),
        figure: "us",
        label: |us| format!("{us:.2} µs"),
        aim: None,
    };
    let groups = [
        ("HS256", "HS256"),
        ("EdDSA", "EdDSA (Ed25519), Better Auth's default"),
        ("RS256", "RS256 (2048 bits)"),
    ];
    let notes = "Signature, exp, iss and aud of a fresh string, on one core; each algorithm has its own scale. Shorter is better.";
    picture("One verified token in Python", notes, &groups.map(panel))
}

fn python_http(rows: &[Row]) -> String {
    let panel = Panel {
        rows: rows.iter().collect(),
        heading: "FastAPI handler that does nothing: throughput kept".to_owned(),
        figure: "share",
        label: |share| format!("{share:.2}"),
        aim: None,
    };
    let notes =
        "Server on one core, wrk on the other, 10 connections; slices alternate with the plain route's.";
    picture("FastAPI under load", notes, &[panel])
}

fn picture(title: &str, notes: &str, panels: &[Panel<'_>]) -> String {
    let bars: usize = panels.iter().map(|panel| panel.rows.len()).sum();
    let height = 66.0 + STEP * bars as f64 + 44.0 * panels.len() as f64;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{WIDTH}\" height=\"{height}\" \
         role=\"img\" aria-label=\"{title}\">\n<style>{STYLE}</style>\n<rect class=\"page\" width=\"100%\" height=\"100%\"/>\n"
    );
    text(&mut svg, "title", 20.0, 28.0, title);
    text(&mut svg, "small", 20.0, 48.0, notes);
    let mut top = 66.0;
    for one in panels {
        top = panel(&mut svg, one, top);
    }
    svg.push_str("</svg>\n");
    svg
}

/// Draws a panel and says where the next one begins.
fn panel(svg: &mut String, panel: &Panel<'_>, top: f64) -> f64 {
    let lengths = panel.rows.iter().map(|row| row.get(panel.figure));
    let longest = lengths.filter(|value| value.is_finite()).fold(f64::MIN_POSITIVE, f64::max);
    text(svg, "group", 20.0, top + 16.0, &panel.heading);
    let first = top + 28.0;
    // Drawn last, over the lines.
    let mut values = String::new();
    for (index, row) in panel.rows.iter().enumerate() {
        let (value, y) = (row.get(panel.figure), first + STEP * index as f64);
        let length = (value / longest * LENGTH).max(1.0);
        text(svg, "name", 20.0, y + 13.5, &row.name);
        let class = class(&row.name);
        let _ = writeln!(
            svg,
            "<rect class=\"{class}\" x=\"{LEFT}\" y=\"{y:.1}\" width=\"{length:.1}\" height=\"{BAR}\" rx=\"2\"/>"
        );
        text(&mut values, "value", LEFT + length + 8.0, y + 13.5, &(panel.label)(value));
    }
    let end = first + STEP * panel.rows.len() as f64;
    line(svg, "axis", LEFT, first - 4.0, end - 4.0);
    if let Some((value, words)) = panel.aim {
        let x = LEFT + value / longest * LENGTH;
        line(svg, "target", x, first - 4.0, end - 4.0);
        text(svg, "aim", x - 10.0, first - 8.0, words);
    }
    svg.push_str(&values);
    end + 16.0
}

fn class(name: &str) -> &'static str {
    match name {
        name if name.starts_with("bearward") => "ours",
        name if name.starts_with("plain") || name.starts_with("primitive") => "floor",
        _ => "other",
    }
}

fn text(svg: &mut String, class: &str, x: f64, y: f64, words: &str) {
    let words = words.replace('&', "&amp;").replace('<', "&lt;");
    let _ = writeln!(svg, "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\">{words}</text>");
}

fn line(svg: &mut String, class: &str, x: f64, top: f64, end: f64) {
    let _ = writeln!(
        svg,
        "<line class=\"{class}\" x1=\"{x:.1}\" y1=\"{top:.1}\" x2=\"{x:.1}\" y2=\"{end:.1}\"/>"
    );
}
