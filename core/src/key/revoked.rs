//! Keys that the application has refused until restart.

use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use arc_swap::ArcSwap;

use super::Key;

/// The `kid`s of refused keys: looked at by every request, written by hand.
#[derive(Default)]
pub(crate) struct RevokedKeys {
    kids: ArcSwap<HashSet<Box<str>>>,
    /// Grows behind them: almost always 0, which is quicker to see.
    count: AtomicUsize,
}

impl RevokedKeys {
    pub(crate) fn add(&self, kid: &str) {
        self.kids.rcu(|revoked| {
            let mut revoked = HashSet::clone(revoked);
            revoked.insert(kid.into());
            revoked
        });
        self.count.fetch_add(1, Ordering::Release);
    }

    /// True if a token's header names a refused key, whichever key fits it.
    pub(crate) fn names(&self, kid: Option<&str>) -> bool {
        self.count() > 0 && kid.is_some_and(|kid| self.kids.load().contains(kid))
    }

    /// True if this key is refused under its own name, or under another by which `set` has the same material.
    pub(crate) fn has<'k>(&self, key: &Key, set: impl IntoIterator<Item = &'k Key>) -> bool {
        if self.count() == 0 {
            return false;
        }
        let revoked = self.kids.load();
        let named = |key: &Key| key.kid.as_deref().is_some_and(|kid| revoked.contains(kid));
        let twin = |other: &Key| named(other) && other.material == key.material;
        named(key) || set.into_iter().any(twin)
    }

    /// How often one was added: grows only, so that it tells whether one has been.
    pub(crate) fn count(&self) -> usize {
        self.count.load(Ordering::Acquire)
    }
}
