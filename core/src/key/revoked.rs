//! Keys that the application has refused until restart.

use std::collections::HashSet;

use arc_swap::ArcSwap;

use super::Key;

/// The `kid`s of refused keys: read on every request, written by hand.
#[derive(Default)]
pub(crate) struct RevokedKeys(ArcSwap<HashSet<Box<str>>>);

impl RevokedKeys {
    pub(crate) fn add(&self, kid: &str) {
        self.0.rcu(|revoked| {
            let mut revoked = HashSet::clone(revoked);
            revoked.insert(kid.into());
            revoked
        });
    }

    pub(crate) fn has(&self, key: &Key) -> bool {
        key.kid.as_deref().is_some_and(|kid| self.0.load().contains(kid))
    }

    /// How many there are: grows only, so that it tells whether one has been added.
    pub(crate) fn count(&self) -> usize {
        self.0.load().len()
    }
}
