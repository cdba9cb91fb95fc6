//! A deadline from outside.

use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use ureq::Agent;

/// Runs `work`, and closes the agent's connections when `limit` is over.
///
/// ureq keeps to its global timeout in every step but one: while it waits for a proxy's answer to CONNECT each read starts the
/// time anew, so a proxy that drips could hold a fetch for hours. If no thread can be had the work runs without.
pub(super) fn run<T>(agent: &Agent, limit: Duration, work: impl FnOnce() -> T) -> T {
    thread::scope(|scope| {
        let (done, waiting) = mpsc::channel::<()>();
        let agent = agent.clone();
        let _watchdog = thread::Builder::new().spawn_scoped(scope, move || {
            if waiting.recv_timeout(limit) == Err(RecvTimeoutError::Timeout) {
                agent.shutdown();
            }
        });
        let result = work();
        drop(done);
        result
    })
}
