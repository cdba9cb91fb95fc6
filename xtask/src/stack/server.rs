//! One of the programs, as a child that ends with the task.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::http::{Ask, ask};
use crate::cleanup::Held;
use crate::fault::{Doing, Fault};
use crate::progress::Progress;
use crate::repo;
use crate::run;

/// A running program; it ends when this value goes.
pub(super) struct Server {
    name: &'static str,
    origin: String,
    process: Held,
    log: PathBuf,
}

const START_LIMIT: Duration = Duration::from_secs(60);

impl Server {
    /// Starts it; returns once `GET {origin}{ready}` is a success.
    pub(super) fn start(
        name: &'static str,
        command: &mut Command,
        origin: String,
        ready: &str,
    ) -> Result<Self, Fault> {
        let log = repo::work_dir("logs")?.join(format!("stack-{name}.log"));
        let file = File::create(&log).doing(format!("cannot write {}", repo::shown(&log)))?;
        let second = file.try_clone().doing("cannot share the log")?;
        command.stdin(Stdio::null()).stdout(file).stderr(second);
        let process = Held::start(alone(command), "TERM")?;
        let server = Self { name, origin, process, log };
        server.wait_until(ready)?;
        Ok(server)
    }

    /// `http://HOST:PORT`.
    pub(super) fn origin(&self) -> &str {
        &self.origin
    }

    /// A fault that says how it ended, if it has.
    pub(super) fn still_runs(&self) -> Result<(), Fault> {
        match self.process.ended() {
            None => Ok(()),
            Some(_) => Err(self.fault("has ended")),
        }
    }

    fn wait_until(&self, ready: &str) -> Result<(), Fault> {
        let mut progress = Progress::new(&format!("starting {}", self.name));
        let url = format!("{}{ready}", self.origin);
        let until = Instant::now() + START_LIMIT;
        while Instant::now() < until && self.process.ended().is_none() {
            let answer = ask(&Ask { method: "GET", url: &url, ..Ask::default() });
            if answer.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            progress.tick();
            std::thread::sleep(Duration::from_millis(50));
        }
        Err(self.fault("did not start"))
    }

    fn fault(&self, what: &str) -> Fault {
        let said = std::fs::read_to_string(&self.log).unwrap_or_default();
        let last = said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or("it said nothing");
        Fault::new(format!("{} {what}: {last} (see {})", self.name, repo::shown(&self.log)))
    }
}

/// Without what the person has set for servers of their own: `DATABASE_URL`, `PORT` and the like.
fn alone(command: &mut Command) -> &mut Command {
    const KEPT: [&str; 6] = ["PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE"];
    let given: Vec<_> =
        command.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect();
    command.env_clear();
    let kept = KEPT.iter().filter_map(|name| Some((std::ffi::OsString::from(name), std::env::var_os(name)?)));
    command.envs(kept).envs(given)
}

/// Runs a program to its end; its words are shown only if it fails.
pub(super) fn step(name: &str, command: &mut Command) -> Result<(), Fault> {
    let ran = run::logged(name, command)?;
    if ran.ok {
        return Ok(());
    }
    ran.print_tail();
    Err(Fault::new(format!("{name} failed")))
}
