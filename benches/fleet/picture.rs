//! The picture: GETs a second over time, on a logarithmic scale, readable on light and dark.

use std::fmt::Write;

use crate::scenario::A_LIFE;
use crate::simulation::{Outcomes, VERIFIERS};

const END: f64 = A_LIFE.end;
const OUTAGE: f64 = A_LIFE.outage.0;
const RECOVERY: f64 = A_LIFE.outage.1;
const ROTATION: f64 = A_LIFE.rotation;

const WIDTH: f64 = 880.0;
const HEIGHT: f64 = 340.0;
const LEFT: f64 = 64.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 48.0;
const BOTTOM: f64 = 44.0;
/// One point for so many seconds: the busiest of them.
const BIN: usize = 10;
/// The lowest and the highest rate shown, as powers of ten.
const DECADES: (i32, i32) = (0, 4);

const STYLE: &str = "text{font:12px system-ui,sans-serif;fill:#24292f}.title{font-size:15px;font-weight:600}\
.grid{stroke:#d0d7de;stroke-width:1}.line{fill:none;stroke:#0969da;stroke-width:1.5;stroke-linejoin:round}\
.phase{fill:#cf222e;fill-opacity:.12}.mark{stroke:#8250df;stroke-width:1.5;stroke-dasharray:4 3}\
@media(prefers-color-scheme:dark){text{fill:#d1d7e0}.grid{stroke:#3d444d}.line{stroke:#58a6ff}\
.phase{fill:#ff7b72;fill-opacity:.18}.mark{stroke:#bc8cff}}";

pub(crate) fn draw(outcomes: &Outcomes) -> String {
    let mut svg = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut svg, outcomes);
    svg
}

fn write(svg: &mut String, outcomes: &Outcomes) -> std::fmt::Result {
    writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-labelledby="t d">"#
    )?;
    writeln!(svg, r#"<title id="t">Requests a second at the key endpoint of {VERIFIERS} verifiers</title>"#)?;
    writeln!(
        svg,
        r#"<desc id="d">A start, a rotation, an outage of ten minutes and the recovery, simulated over the library's own code.</desc>"#
    )?;
    writeln!(svg, "<style>{STYLE}</style>")?;
    writeln!(
        svg,
        r#"<text class="title" x="{LEFT}" y="20">{VERIFIERS} verifiers, one key endpoint: GETs a second</text>"#
    )?;
    frame(svg)?;
    let (from, to) = (x(OUTAGE), x(RECOVERY));
    let height = HEIGHT - TOP - BOTTOM;
    writeln!(
        svg,
        r#"<rect class="phase" x="{from:.1}" y="{TOP}" width="{:.1}" height="{height}"/>"#,
        to - from
    )?;
    label(svg, OUTAGE, "outage")?;
    for (moment, name) in [(ROTATION, "rotation"), (RECOVERY, "recovery")] {
        let x = x(moment);
        writeln!(svg, r#"<line class="mark" x1="{x:.1}" x2="{x:.1}" y1="{TOP}" y2="{}"/>"#, HEIGHT - BOTTOM)?;
        label(svg, moment, name)?;
    }
    label(svg, 0.0, "start")?;
    line(svg, &outcomes.gets)?;
    writeln!(svg, "</svg>")
}

fn frame(svg: &mut String) -> std::fmt::Result {
    for decade in DECADES.0..=DECADES.1 {
        let (value, right) = (10_f64.powi(decade), WIDTH - RIGHT);
        let y = y(value);
        writeln!(svg, r#"<line class="grid" x1="{LEFT}" x2="{right}" y1="{y:.1}" y2="{y:.1}"/>"#)?;
        // What is below the scale lies on its floor.
        let value = if decade == DECADES.0 { format!("0–{value}") } else { value.to_string() };
        writeln!(svg, r#"<text x="{}" y="{:.1}" text-anchor="end">{value}</text>"#, LEFT - 8.0, y + 4.0)?;
    }
    for minutes in (0..=(END / 60.0) as u32).step_by(10) {
        let x = x(f64::from(minutes) * 60.0);
        writeln!(
            svg,
            r#"<text x="{x:.1}" y="{}" text-anchor="middle">{minutes}</text>"#,
            HEIGHT - BOTTOM + 18.0
        )?;
    }
    let middle = (LEFT + WIDTH - RIGHT) / 2.0;
    writeln!(svg, r#"<text x="{middle}" y="{}" text-anchor="middle">minutes</text>"#, HEIGHT - 8.0)
}

fn label(svg: &mut String, moment: f64, name: &str) -> std::fmt::Result {
    writeln!(svg, r#"<text x="{:.1}" y="{}">{name}</text>"#, x(moment) + 4.0, TOP - 6.0)
}

fn line(svg: &mut String, gets: &[u32]) -> std::fmt::Result {
    let busiest = gets.chunks(BIN).map(|bin| bin.iter().copied().max().unwrap_or_default());
    let points = busiest.take(END as usize / BIN).enumerate().map(|(index, rate)| {
        let middle = (index * BIN) as f64 + BIN as f64 / 2.0;
        format!("{:.1},{:.1}", x(middle), y(f64::from(rate)))
    });
    writeln!(svg, r#"<polyline class="line" points="{}"/>"#, points.collect::<Vec<_>>().join(" "))
}

fn x(seconds: f64) -> f64 {
    LEFT + seconds / END * (WIDTH - LEFT - RIGHT)
}

fn y(rate: f64) -> f64 {
    let (low, high) = (f64::from(DECADES.0), f64::from(DECADES.1));
    let share = ((rate.max(1e-9).log10() - low) / (high - low)).clamp(0.0, 1.0);
    HEIGHT - BOTTOM - share * (HEIGHT - TOP - BOTTOM)
}
