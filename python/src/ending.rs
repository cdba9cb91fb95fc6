//! Threads of our own in Python, and the end of the interpreter, which they must not meet.
//!
//! Until 3.13 CPython ends a thread that comes back for the GIL during the shutdown by unwinding it: through our frames, which would
//! let go of what they no longer hold, and take the process down. So the shutdown waits until no such thread is in Python, and lets
//! none in any more. They are there for moments only; what may take long runs on a thread of Python's.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use pyo3::prelude::*;
use pyo3::types::PyDict;

static IS_ENDING: AtomicBool = AtomicBool::new(false);
/// How many of our threads are in Python.
static INSIDE: AtomicUsize = AtomicUsize::new(0);

/// How long the shutdown waits, should a log handler of the application hang.
const PATIENCE: Duration = Duration::from_secs(5);

/// Runs it in Python; `None` if the interpreter is ending.
pub(crate) fn attach<T>(body: impl FnOnce(Python<'_>) -> T) -> Option<T> {
    // A thread that Python has made is waited for, or not, as Python does.
    let _inside = if is_ours() { Some(Inside::enter()?) } else { None };
    Python::try_attach(body)
}

/// Has the interpreter call us when its shutdown begins. A forked child has none of its parent's threads.
pub(crate) fn watch(module: &Bound<'_, PyModule>) -> PyResult<()> {
    let py = module.py();
    py.import("atexit")?.call_method1("register", (wrap_pyfunction!(leave, module)?,))?;
    let os = py.import("os")?;
    if os.hasattr("register_at_fork")? {
        let options = PyDict::new(py);
        options.set_item("after_in_child", wrap_pyfunction!(forked, module)?)?;
        os.call_method("register_at_fork", (), Some(&options))?;
    }
    Ok(())
}

#[pyfunction(name = "_leave")]
fn leave(py: Python<'_>) {
    IS_ENDING.store(true, Ordering::SeqCst);
    let until = Instant::now() + PATIENCE;
    py.detach(|| {
        while INSIDE.load(Ordering::SeqCst) > 0 && Instant::now() < until {
            thread::sleep(Duration::from_millis(2));
        }
    });
}

#[pyfunction(name = "_forked")]
fn forked() {
    INSIDE.store(0, Ordering::SeqCst);
}

/// Whether the core or we have made this thread.
pub(crate) fn is_ours() -> bool {
    thread::current().name().is_some_and(|name| name.starts_with("bearward"))
}

struct Inside;

impl Inside {
    fn enter() -> Option<Self> {
        INSIDE.fetch_add(1, Ordering::SeqCst);
        let inside = Self;
        // After the count: whoever sets the flag sees it.
        (!IS_ENDING.load(Ordering::SeqCst)).then_some(inside)
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        let less = |count: usize| count.checked_sub(1);
        let _ = INSIDE.fetch_update(Ordering::SeqCst, Ordering::SeqCst, less);
    }
}
