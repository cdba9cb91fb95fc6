//! Nothing stays behind: processes and folders that end with the task, on success, failure and Ctrl-C alike.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::fault::{Doing, Fault};

/// A child process that is ended when this value goes.
pub(crate) struct Held {
    process: Arc<Process>,
}

/// A folder that is deleted when this value goes.
pub(crate) struct Scratch(PathBuf);

struct Process {
    id: u32,
    child: Mutex<Child>,
    signal: &'static str,
}

enum Item {
    Process(Arc<Process>),
    Folder(PathBuf),
}

/// What the signal handler has to clear away: it ends the process without running any `Drop`.
static LIVE: Mutex<Vec<Item>> = Mutex::new(Vec::new());

/// How long a child may take to end by itself after its signal.
const GRACE: Duration = Duration::from_secs(5);

/// From here on Ctrl-C (and SIGTERM) ends every child first.
pub(crate) fn on_interrupt() -> Result<(), Fault> {
    ctrlc::set_handler(|| {
        let items = std::mem::take(&mut *lock(&LIVE));
        for item in &items {
            if let Item::Process(process) = item {
                process.ask();
            }
        }
        for item in items.iter().rev() {
            match item {
                Item::Process(process) => process.end(),
                Item::Folder(path) => drop(std::fs::remove_dir_all(path)),
            }
        }
        std::process::exit(130);
    })
    .doing("cannot take Ctrl-C")
}

impl Held {
    /// Starts the command; `signal` (`TERM`, `INT`) is what asks it to end.
    pub(crate) fn start(command: &mut Command, signal: &'static str) -> Result<Self, Fault> {
        let program = command.get_program().to_string_lossy().into_owned();
        let child = command.spawn().doing(format!("cannot start {program}"))?;
        let process = Arc::new(Process { id: child.id(), child: Mutex::new(child), signal });
        lock(&LIVE).push(Item::Process(Arc::clone(&process)));
        Ok(Self { process })
    }

    /// The exit status, if it has ended.
    pub(crate) fn ended(&self) -> Option<ExitStatus> {
        self.process.ended()
    }

    /// Waits until it ends by itself, asking `meanwhile` several times a second.
    pub(crate) fn wait(&self, mut meanwhile: impl FnMut()) -> ExitStatus {
        loop {
            if let Some(status) = self.ended() {
                return status;
            }
            meanwhile();
            std::thread::sleep(Duration::from_millis(50));
        }
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        self.process.ask();
        self.process.end();
        let id = self.process.id;
        lock(&LIVE).retain(|item| !matches!(item, Item::Process(other) if other.id == id));
    }
}

impl Process {
    fn ended(&self) -> Option<ExitStatus> {
        lock(&self.child).try_wait().ok().flatten()
    }

    fn ask(&self) {
        if self.ended().is_none() {
            // `kill` is a builtin of every shell; the program of that name is missing on slim systems.
            let line = format!("kill -{} {}", self.signal, self.id);
            let mut shell = Command::new("sh");
            drop(shell.args(["-c", &line]).stderr(Stdio::null()).status());
        }
    }

    fn end(&self) {
        let until = Instant::now() + GRACE;
        while self.ended().is_none() && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(20));
        }
        let mut child = lock(&self.child);
        drop(child.kill());
        drop(child.wait());
    }
}

impl Scratch {
    /// A new empty folder in the system's place for temporary files.
    pub(crate) fn new(name: &str) -> Result<Self, Fault> {
        Self::within(&std::env::temp_dir(), name)
    }

    /// A new empty folder in `parent`.
    pub(crate) fn within(parent: &Path, name: &str) -> Result<Self, Fault> {
        // Two lanes may want one of the same name.
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let path = parent.join(format!("bearward-{name}-{}-{number}", std::process::id()));
        drop(std::fs::remove_dir_all(&path));
        std::fs::create_dir_all(&path).doing(format!("cannot make {}", path.display()))?;
        lock(&LIVE).push(Item::Folder(path.clone()));
        Ok(Self(path))
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        drop(std::fs::remove_dir_all(&self.0));
        lock(&LIVE).retain(|item| !matches!(item, Item::Folder(path) if *path == self.0));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
