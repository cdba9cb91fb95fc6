//! Users whose row is known to be there, so that their later requests need not ask.

use std::collections::HashSet;
use std::sync::{PoisonError, RwLock};

const MAX: usize = 10_000;

/// A bounded set of user ids. It only saves work: an id that is missing here is looked up in the database.
#[derive(Default)]
pub(super) struct KnownUsers(RwLock<HashSet<String>>);

impl KnownUsers {
    pub(super) fn contains(&self, id: &str) -> bool {
        self.0.read().unwrap_or_else(PoisonError::into_inner).contains(id)
    }

    pub(super) fn insert(&self, id: &str) {
        let mut ids = self.0.write().unwrap_or_else(PoisonError::into_inner);
        // Starting again is simpler than an order of age, and costs one look-up a user.
        if ids.len() >= MAX {
            ids.clear();
        }
        ids.insert(id.to_owned());
    }

    pub(super) fn forget(&self, id: &str) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_set_is_bounded() {
        let known = KnownUsers::default();
        for id in 0..MAX + 5 {
            known.insert(&id.to_string());
        }
        assert!(known.0.read().unwrap().len() <= MAX);
        let newest = (MAX + 4).to_string();
        assert!(known.contains(&newest));
        known.forget(&newest);
        assert!(!known.contains(&newest));
    }
}
