//! The table of the demo: what was tried, what should come, what came, and how long the decision took.

use std::time::{Duration, Instant};

/// The rows so far; each is printed as soon as it is known.
pub(super) struct Table {
    good: usize,
    off: usize,
}

/// One row.
pub(super) struct Row<'a> {
    pub(super) tried: &'a str,
    pub(super) expected: &'a str,
    pub(super) got: &'a str,
    /// `None` where nothing was decided on a token.
    pub(super) decision: Option<Duration>,
}

/// How often a decision is taken to find its median time.
const TIMES: usize = 25;

impl Table {
    pub(super) fn new() -> Self {
        line("what was tried", "expected", "got", "decision us*");
        println!("{:-<121}", "");
        Self { good: 0, off: 0 }
    }

    /// A heading between rows.
    pub(super) fn heading(&mut self, text: &str) {
        println!("\n{text}");
    }

    pub(super) fn row(&mut self, row: &Row) {
        let time =
            row.decision.map_or_else(|| "-".to_owned(), |time| format!("{:.1}", time.as_secs_f64() * 1e6));
        line(&format!("  {}", row.tried), row.expected, row.got, &time);
        if row.expected == row.got {
            self.good += 1;
        } else {
            self.off += 1;
            println!("  ^^^ OFF: this is not what was expected");
        }
    }

    /// The last lines. True if every row was as expected.
    pub(super) fn close(&self) -> bool {
        println!("\n{:-<121}", "");
        let build = if cfg!(debug_assertions) {
            " This is the unoptimised build: `cargo xtask bench` has the real figures."
        } else {
            ""
        };
        println!(
            "* The decision alone, by the same library and configuration in this process, keys at hand: median of {TIMES}.\n  \
             The time of the HTTP request is not in it.{build}"
        );
        match self.off {
            0 => println!("\n{} rows, every one as expected", self.good),
            off => println!("\n{off} of {} rows are OFF", self.good + off),
        }
        self.off == 0
    }
}

/// The median time of a decision.
pub(super) fn median(mut decide: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..TIMES)
        .map(|_| {
            let since = Instant::now();
            decide();
            since.elapsed()
        })
        .collect();
    times.sort_unstable();
    times.get(TIMES / 2).copied().unwrap_or_default()
}

fn line(tried: &str, expected: &str, got: &str, time: &str) {
    const WIDTH: usize = 56;
    println!("{:<WIDTH$} {expected:<25} {got:<25} {time:>12}", shortened(tried, WIDTH));
}

/// What is too long loses its middle: names of cases often differ at their end.
fn shortened(text: &str, width: usize) -> String {
    const END: usize = 20;
    let length = text.chars().count();
    if length <= width {
        return text.to_owned();
    }
    let begin = text.chars().take(width.saturating_sub(END + 2));
    begin.chain("..".chars()).chain(text.chars().skip(length - END)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_keeps_both_ends() {
        assert_eq!(shortened("short", 30), "short");
        let long = "the token of moment 0 by the keys of moment 3";
        assert_eq!(shortened(long, 30), "the toke..the keys of moment 3");
    }
}
