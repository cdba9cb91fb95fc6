//! What runs, and for how long: one line rewritten in place on a terminal, now and then a new line elsewhere.

use std::io::{IsTerminal, Write};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// One thing that runs, until this value goes.
pub(crate) struct Progress {
    name: String,
    since: Instant,
    terminal: bool,
    next: Duration,
}

/// The line of a terminal has all that runs at once.
static RUNNING: Mutex<Vec<(String, Instant)>> = Mutex::new(Vec::new());

impl Progress {
    pub(crate) fn new(name: &str) -> Self {
        let since = Instant::now();
        running().push((name.to_owned(), since));
        let terminal = std::io::stderr().is_terminal();
        Self { name: name.to_owned(), since, terminal, next: Duration::from_secs(2) }
    }

    pub(crate) fn tick(&mut self) {
        if self.since.elapsed() < self.next {
            return;
        }
        if self.terminal {
            rewrite(&shown(&running()));
            self.next += Duration::from_secs(1);
        } else {
            eprintln!("{}", shown(&[(self.name.clone(), self.since)]));
            self.next = (self.next * 2).min(self.next + Duration::from_secs(60));
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let mut running = running();
        if let Some(at) = running.iter().position(|one| one.1 == self.since && one.0 == self.name) {
            running.remove(at);
        }
        if self.terminal {
            rewrite("");
        }
    }
}

fn running() -> MutexGuard<'static, Vec<(String, Instant)>> {
    RUNNING.lock().unwrap_or_else(PoisonError::into_inner)
}

fn shown(running: &[(String, Instant)]) -> String {
    let one = |(name, since): &(String, Instant)| format!("{name} ... {} s", since.elapsed().as_secs());
    running.iter().map(one).collect::<Vec<_>>().join(" | ")
}

/// A line that wraps could not be rewritten.
const WIDTH: usize = 79;

fn rewrite(line: &str) {
    let line: String = line.chars().take(WIDTH).collect();
    let mut err = std::io::stderr().lock();
    drop(write!(err, "\r\x1b[2K{line}"));
    drop(err.flush());
}
