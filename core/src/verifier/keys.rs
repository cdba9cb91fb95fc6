//! The keys of one issuer, whatever they come from.

use std::collections::HashSet;
use std::sync::Arc;

use arc_swap::ArcSwap;

use crate::clock::Now;
use crate::jwks::Source;
use crate::key::{KeySet, SecretKeys};

pub(crate) enum Keys {
    Secret(SecretKeys),
    Fixed { set: KeySet, revoked: ArcSwap<HashSet<Box<str>>> },
    Remote(Arc<Source>),
}

impl Keys {
    pub(crate) fn fixed(set: KeySet) -> Self {
        Self::Fixed { set, revoked: ArcSwap::default() }
    }

    pub(crate) fn source(&self) -> Option<&Arc<Source>> {
        match self {
            Self::Remote(source) => Some(source),
            _ => None,
        }
    }

    pub(super) fn is_ready(&self, now: Now) -> bool {
        self.source().is_none_or(|source| source.is_ready(now))
    }

    pub(super) fn revoke_key(&self, kid: &str) {
        match self {
            Self::Secret(_) => {}
            Self::Fixed { revoked, .. } => {
                revoked.rcu(|revoked| {
                    let mut revoked = HashSet::clone(revoked);
                    revoked.insert(kid.into());
                    revoked
                });
            }
            Self::Remote(source) => source.revoke_key(kid),
        }
    }
}
