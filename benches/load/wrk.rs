//! One slice of wrk.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

const REPORT: &str = include_str!("report.lua");
const THINK: &str = include_str!("think.lua");

/// What wrk is asked to do.
pub(crate) struct Slice<'a> {
    pub(crate) url: String,
    pub(crate) token: Option<&'a str>,
    pub(crate) connections: u32,
    /// Whether each connection waits 80 ms in the mean before a request.
    pub(crate) think: bool,
    pub(crate) length: Duration,
}

/// What came of it.
pub(crate) struct Answers {
    pub(crate) requests: f64,
    pub(crate) seconds: f64,
    pub(crate) p50_ms: f64,
    pub(crate) p99_ms: f64,
}

/// wrk on a core of its own.
pub(crate) struct Wrk {
    core: u32,
    report: PathBuf,
    think: PathBuf,
}

impl Wrk {
    /// Says in one line what to install if something is missing.
    pub(crate) fn new(core: u32, folder: &Path) -> Result<Self, String> {
        for (program, package) in [("wrk", "wrk"), ("taskset", "util-linux"), ("timeout", "coreutils")] {
            if !is_installed(program) {
                return Err(format!("{program} is missing (Debian, Ubuntu: apt-get install {package})"));
            }
        }
        let wrk = Self { core, report: folder.join("report.lua"), think: folder.join("think.lua") };
        let write = |path: &Path, text: &str| {
            fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
        };
        write(&wrk.report, REPORT)?;
        write(&wrk.think, &[THINK, REPORT].concat())?;
        Ok(wrk)
    }

    /// Runs one slice. Any answer but a good one is an error: then nothing was measured.
    pub(crate) fn run(&self, slice: &Slice<'_>) -> Result<Answers, String> {
        // On a busy machine a whole slice may pass without a turn for the server: another try.
        for _ in 0..5 {
            if let Some(answers) = self.attempt(slice)? {
                return Ok(answers);
            }
        }
        Err(format!("{}: no answers", slice.url))
    }

    /// `None` if nothing was answered at all.
    fn attempt(&self, slice: &Slice<'_>) -> Result<Option<Answers>, String> {
        // wrk itself knows whole seconds only; at SIGINT it stops and reports.
        let seconds = format!("{:.3}", slice.length.as_secs_f64());
        let mut command = Command::new("timeout");
        command.args(["-s", "INT", &seconds, "taskset", "-c", &self.core.to_string()]);
        command.args(["wrk", "-t", "1", "-d", "60s", "-c", &slice.connections.to_string(), "-s"]);
        command.arg(if slice.think { &self.think } else { &self.report });
        if let Some(token) = slice.token {
            command.args(["-H", &format!("Authorization: Bearer {token}")]);
        }
        let output = command.arg(&slice.url).output().map_err(|error| format!("wrk: {error}"))?;
        let text = String::from_utf8_lossy(&output.stdout);
        read(&text).ok_or_else(|| {
            format!(
                "{}: not all answers were good:\n{text}{}",
                slice.url,
                String::from_utf8_lossy(&output.stderr)
            )
        })
    }
}

/// Reads the line of `report.lua`; `None` if there were errors, `Some(None)` if there were no answers.
fn read(text: &str) -> Option<Option<Answers>> {
    let line = text.lines().find_map(|line| line.strip_prefix("figures "))?;
    let figures: Vec<f64> = line.split(' ').map(str::parse).collect::<Result<_, _>>().ok()?;
    let [requests, micros, p50, p99, errors] = *figures.as_slice() else { return None };
    let answers = Answers { requests, seconds: micros / 1e6, p50_ms: p50 / 1e3, p99_ms: p99 / 1e3 };
    (errors == 0.0).then_some((requests > 0.0).then_some(answers))
}

fn is_installed(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_are_no_measurement() {
        let answers = read("Running ..\nfigures 100 2000000 1500 9000 0\n").unwrap().unwrap();
        assert_eq!((answers.requests, answers.seconds), (100.0, 2.0));
        assert_eq!((answers.p50_ms, answers.p99_ms), (1.5, 9.0));
        assert!(read("figures 100 2000000 1500 9000 1\n").is_none());
        assert!(read("figures 0 2000000 0 0 0\n").unwrap().is_none());
        assert!(read("unable to connect\n").is_none());
    }
}
