//! A key set as it was fetched, and how readers hold it.

use std::sync::Arc;
use std::time::Duration;

use arc_swap::Guard;

use crate::clock::Now;
use crate::key::{Key, KeySet, Unselected};

/// A set as it was fetched. Never changed, only replaced.
pub(crate) struct Snapshot {
    pub(crate) keys: Arc<KeySet>,
    /// Changes when key material changes, and only then.
    pub(crate) generation: u64,
    /// The start of the fetch that brought it, or confirmed it.
    pub(super) at: Now,
    pub(super) fresh_for: Duration,
    pub(super) etag: Option<String>,
}

/// The current snapshot, borrowed from the atomic pointer: no reference count that threads would fight over.
pub(crate) struct Current(pub(super) Guard<Option<Arc<Snapshot>>>);

impl Current {
    pub(crate) fn key(&self, index: usize) -> Option<&Key> {
        self.0.as_ref()?.keys.key(index)
    }

    pub(crate) fn generation(&self) -> u64 {
        self.0.as_ref().map_or(0, |snapshot| snapshot.generation)
    }

    pub(super) fn select(
        &self,
        select: impl Fn(&KeySet) -> Result<usize, Unselected>,
    ) -> Result<usize, Unselected> {
        self.0.as_ref().map_or(Err(Unselected::NotFound), |snapshot| select(&snapshot.keys))
    }
}
