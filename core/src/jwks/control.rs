//! The control state of a source, bound to its process.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::flight::Completion;
use super::machine::Machine;

/// Bound to a process: a fork leaves the flight's thread behind, and perhaps a held lock.
pub(super) struct Control {
    pub(super) pid: u32,
    state: Mutex<State>,
}

pub(super) struct State {
    pub(super) machine: Machine,
    pub(super) completion: Option<Arc<Completion>>,
}

impl Control {
    pub(super) fn new(has_set: bool) -> Self {
        let state = State { machine: Machine::new(has_set), completion: None };
        Self { pid: std::process::id(), state: Mutex::new(state) }
    }

    /// A panic in a host's callback must not take the verifier with it: the state is whole between any two statements.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
