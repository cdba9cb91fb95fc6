//! wrk as the crowd: each connection is one user with a token of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const SCRIPT: &str = include_str!("crowd.lua");

/// wrk, with its script in `folder`, where `people.txt` is.
pub(crate) struct Wrk {
    folder: PathBuf,
    program: PathBuf,
}

/// What came of a round.
pub(crate) struct Answers {
    pub(crate) requests: f64,
    pub(crate) seconds: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

impl Wrk {
    /// Says in one line what to install if it is missing.
    pub(crate) fn new(folder: &Path) -> Result<Self, String> {
        let path = std::env::var_os("PATH").unwrap_or_default();
        let program =
            std::env::split_paths(&path).map(|folder| folder.join("wrk")).find(|file| file.is_file());
        let program = program.ok_or("wrk is missing (Debian, Ubuntu: apt-get install wrk)")?;
        fs::write(folder.join("crowd.lua"), SCRIPT).map_err(|error| format!("crowd.lua: {error}"))?;
        Ok(Self { folder: folder.to_owned(), program })
    }

    /// Any answer but a good one is an error: then nothing was measured.
    pub(crate) fn run(
        &self,
        origin: &str,
        connections: usize,
        think: Duration,
        length: Duration,
    ) -> Result<Answers, String> {
        let output = Command::new(&self.program)
            .args(["-t", "1", "-c", &connections.to_string(), "-d", &format!("{}s", length.as_secs())])
            .args(["--timeout", "10s", "-s"])
            .arg(self.folder.join("crowd.lua"))
            .arg(origin)
            .env("PEOPLE", self.folder.join("people.txt"))
            .env("THINK_MS", think.as_millis().to_string())
            .output()
            .map_err(|error| format!("wrk: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        read(&text).ok_or_else(|| {
            format!("{origin}: not all answers were good:\n{text}{}", String::from_utf8_lossy(&output.stderr))
        })
    }
}

/// Reads the line of the script; `None` if there were errors, or no answers.
fn read(text: &str) -> Option<Answers> {
    let line = text.lines().find_map(|line| line.strip_prefix("figures "))?;
    let figures: Vec<f64> = line.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [requests, micros, p50, p99, errors] = *figures.as_slice() else { return None };
    let answers = Answers { requests, seconds: micros / 1e6, p50_ms: p50 / 1e3, p99_ms: p99 / 1e3 };
    (errors == 0.0 && requests > 0.0).then_some(answers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_no_measurement() {
        let answers = read("Running ..\nfigures 100 2000000 1500 9000 0\n").unwrap();
        assert_eq!((answers.requests, answers.seconds), (100.0, 2.0));
        assert_eq!((answers.p50_ms, answers.p99_ms), (1.5, 9.0));
        assert!(read("figures 100 2000000 1500 9000 1\n").is_none());
        assert!(read("figures 0 2000000 0 0 0\n").is_none());
        assert!(read("unable to connect\n").is_none());
    }
}
