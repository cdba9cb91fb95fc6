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

    /// True if a token's header names a refused key, whichever key fits it.
    pub(crate) fn names(&self, kid: Option<&str>) -> bool {
        kid.is_some_and(|kid| self.0.load().contains(kid))
    }

    /// True if this key is refused under its own name, or under another by which `set` has the same material.
    pub(crate) fn has<'k>(&self, key: &Key, set: impl IntoIterator<Item = &'k Key>) -> bool {
        let revoked = self.0.load();
        let named = |key: &Key| key.kid.as_deref().is_some_and(|kid| revoked.contains(kid));
        let twin = |other: &Key| named(other) && other.material == key.material;
        !revoked.is_empty() && (named(key) || set.into_iter().any(twin))
    }

    /// How many there are: grows only, so that it tells whether one has been added.
    pub(crate) fn count(&self) -> usize {
        self.0.load().len()
    }
}
