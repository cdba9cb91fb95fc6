//! The table: who asks for what, and what each of the three answers.

use std::time::Instant;

/// What came of one request; nothing where a program has no such route.
pub(super) type Cell = Option<String>;

/// The rows so far; each is printed as soon as it is known.
#[derive(Default)]
pub(super) struct Table {
    good: usize,
    off: usize,
}

const WIDTH: usize = 22;
const TRIED: usize = 44;

impl Table {
    pub(super) fn new() -> Self {
        println!("{:<TRIED$}{:<WIDTH$}{:<WIDTH$}axum", "who asks for what", "next", "fastapi");
        println!("{:-<110}", "");
        Self::default()
    }

    /// Asks next, fastapi and axum in that order, and says for each whether it answered as expected.
    pub(super) fn row(&mut self, tried: &str, expected: [Option<&str>; 3], got: [Cell; 3]) {
        let mut line = format!("{tried:<TRIED$}");
        let mut wrong = Vec::new();
        for (expected, got) in expected.into_iter().zip(&got) {
            line += &format!("{:<WIDTH$}", got.as_deref().unwrap_or("-"));
            match (got.as_deref(), expected) {
                // No such route, and none expected.
                (None, None) => {}
                (got, expected) if got == expected => self.good += 1,
                (_, expected) => {
                    self.off += 1;
                    wrong.push(expected.unwrap_or("-").to_owned());
                }
            }
        }
        println!("{}", line.trim_end());
        if !wrong.is_empty() {
            println!("  ^^^ OFF: expected {}", wrong.join(" and "));
        }
    }

    /// The last line. True if every cell is as expected.
    pub(super) fn close(&self, since: Instant) -> bool {
        println!("{:-<110}", "");
        let seconds = since.elapsed().as_secs_f64();
        match self.off {
            0 => println!("{} cells, every one as expected; {seconds:.0} s in all", self.good),
            off => println!("{off} of {} cells are OFF; {seconds:.0} s in all", self.good + off),
        }
        self.off == 0
    }
}
