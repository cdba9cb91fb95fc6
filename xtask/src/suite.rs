//! A suite: a name, how it went, how long it took; and the table at the end.

use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::cargo;
use crate::fault::Fault;
use crate::run;

/// How a suite went.
pub(crate) enum Outcome {
    /// With the number of tests in it (1 where it does not count any).
    Passed(usize),
    Failed {
        passed: usize,
        failed: usize,
    },
    /// Its tool is absent: what, and how to get it.
    NotRun(String),
}

/// One suite that has been run.
pub(crate) struct Report {
    name: String,
    outcome: Outcome,
    time: Duration,
}

/// All that has been run so far, by whichever lane.
#[derive(Default)]
pub(crate) struct Table {
    reports: Mutex<Vec<Report>>,
}

impl Table {
    /// Runs one suite and prints its line; a fault in it is a failure of this suite and no more.
    pub(crate) fn run(&self, name: &str, suite: impl FnOnce() -> Result<Outcome, Fault>) {
        let since = Instant::now();
        let outcome = suite().unwrap_or_else(|fault| {
            println!("    {fault}");
            Outcome::failed()
        });
        let report = Report { name: name.to_owned(), outcome, time: since.elapsed() };
        println!("{}", report.line());
        self.reports().push(report);
    }

    fn reports(&self) -> MutexGuard<'_, Vec<Report>> {
        self.reports.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Prints the whole as a table, then what was not run, then the closing line. True if all is well.
    pub(crate) fn close(&self, closing: &[String]) -> bool {
        let reports = self.reports();
        println!("\n{:=<78}", "");
        for report in reports.iter() {
            println!("{}", report.line());
        }
        println!("{:=<78}", "");
        let strict = ci();
        let mut missing = 0;
        for report in reports.iter() {
            if let Outcome::NotRun(why) = &report.outcome {
                missing += 1;
                println!("not run: {}: {why}", report.name);
            }
        }
        if strict && missing > 0 {
            println!("with CI=true a suite that cannot run is a failure");
        }
        for line in closing {
            println!("{line}");
        }
        let passed: usize = reports.iter().map(Report::passed).sum();
        let mut failed: usize = reports.iter().map(Report::failed).sum();
        if strict {
            failed += missing;
        }
        println!("{passed} passed, {failed} failed");
        failed == 0
    }
}

impl Outcome {
    /// A suite that counts as one failure.
    pub(crate) fn failed() -> Self {
        Self::Failed { passed: 0, failed: 1 }
    }
}

impl Report {
    fn line(&self) -> String {
        let said = match &self.outcome {
            Outcome::Passed(1) => "ok".to_owned(),
            Outcome::Passed(count) => format!("ok, {count} tests"),
            Outcome::Failed { passed: 0, .. } => "FAILED".to_owned(),
            Outcome::Failed { passed, failed } => {
                format!("FAILED, {failed} of {}", passed + failed)
            }
            Outcome::NotRun(_) => "not run".to_owned(),
        };
        format!("{:<48} {:>8.1} s  {said}", self.name, self.time.as_secs_f64())
    }

    fn passed(&self) -> usize {
        match self.outcome {
            Outcome::Passed(count) => count,
            Outcome::Failed { passed, .. } => passed,
            Outcome::NotRun(_) => 0,
        }
    }

    fn failed(&self) -> usize {
        match self.outcome {
            Outcome::Failed { failed, .. } => failed,
            Outcome::Passed(_) | Outcome::NotRun(_) => 0,
        }
    }
}

/// A program as a suite: its words are shown only if it fails; tests are counted if it counts them.
pub(crate) fn program(name: &str, command: &mut Command) -> Result<Outcome, Fault> {
    let ran = run::logged(name, command)?;
    let (passed, failed) = cargo::counts(&ran.text);
    if ran.ok && failed == 0 {
        return Ok(Outcome::Passed(passed.max(1)));
    }
    ran.print_tail();
    Ok(Outcome::Failed { passed, failed: failed.max(1) })
}

/// True on a build server, where nothing may be left out.
pub(crate) fn ci() -> bool {
    std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"))
}
