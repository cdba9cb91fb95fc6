//! Running a program: its words go to a log, the terminal shows how long it has been at it.

use std::fs::File;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::cleanup::Held;
use crate::fault::{Doing, Fault};
use crate::progress::Progress;
use crate::repo;

/// What a program did.
pub(crate) struct Ran {
    pub(crate) ok: bool,
    /// Everything it wrote, both streams in order.
    pub(crate) text: String,
    pub(crate) log: PathBuf,
}

/// Runs the command to its end with both streams in a log file of that name.
pub(crate) fn logged(name: &str, command: &mut Command) -> Result<Ran, Fault> {
    let log = repo::work_dir("logs")?.join(format!("{}.log", file_name(name)));
    let file = File::create(&log).doing(format!("cannot write {}", repo::shown(&log)))?;
    let second = file.try_clone().doing("cannot share the log")?;
    command.stdin(Stdio::null()).stdout(file).stderr(second);
    let process = Held::start(command, "TERM")?;
    let mut progress = Progress::new(name);
    let status = process.wait(|| progress.tick());
    drop(progress);
    let bytes = std::fs::read(&log).doing(format!("cannot read {}", repo::shown(&log)))?;
    Ok(Ran { ok: status.success(), text: String::from_utf8_lossy(&bytes).into_owned(), log })
}

/// Runs the command with the terminal as it is.
pub(crate) fn visible(command: &mut Command) -> Result<bool, Fault> {
    let process = Held::start(command, "TERM")?;
    Ok(process.wait(|| ()).success())
}

impl Ran {
    /// The end of what it wrote, for a failure.
    pub(crate) fn print_tail(&self) {
        const LINES: usize = 120;
        let lines: Vec<&str> = self.text.lines().collect();
        let skipped = lines.len().saturating_sub(LINES);
        let mut tail = String::new();
        if skipped > 0 {
            tail += &format!("    ... {skipped} lines before this in {}\n", repo::shown(&self.log));
        }
        for line in lines.iter().skip(skipped) {
            tail += &format!("    {line}\n");
        }
        // At once: another lane prints too.
        print!("{tail}");
    }
}

fn file_name(name: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c } else { '-' };
    name.chars().map(plain).collect()
}
