//! The verified-token cache (opt-in): remembers that a token was good, never that it still is.
//!
//! An entry is found by the whole token (seeded hash, then byte equality) and counts only if the keys that verified it are those of
//! now, and the token's times and the application's revocation still pass. Only full acceptances are kept. So a verifier
//! decides alike with the cache and without, for every history; what is saved is the signature and the parsing.

use std::borrow::Borrow;
use std::hash::{Hash, Hasher};
use std::time::{Duration, Instant};

use moka::Expiry;
use moka::sync::Cache;
use zeroize::Zeroizing;

use crate::claims::Claims;
use crate::clock::Now;
use crate::verifier::Generation;

/// Bounds of the cache.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CacheBounds {
    pub(crate) entries: u64,
    pub(crate) bytes: u64,
}

impl CacheBounds {
    /// Room for the entries of both.
    pub(crate) fn plus(self, other: Self) -> Self {
        let entries = self.entries.saturating_add(other.entries);
        Self { entries, bytes: self.bytes.saturating_add(other.bytes) }
    }
}

/// What holds besides token and claims, counted into an entry's weight.
const OVERHEAD: usize = 512;
/// A token may pass for its leeway longer, in seconds.
const MAX_LEEWAY: f64 = 3600.0;

/// A token in memory: secret, wiped when it is dropped.
struct CachedToken(Zeroizing<Box<[u8]>>);

impl Borrow<[u8]> for CachedToken {
    fn borrow(&self) -> &[u8] {
        &self.0
    }
}

impl PartialEq for CachedToken {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}

impl Eq for CachedToken {}

impl Hash for CachedToken {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

/// An acceptance, and the state of the keys that it stands on.
#[derive(Clone)]
pub(crate) struct Accepted {
    pub(crate) claims: Claims,
    /// Which issuer of several.
    pub(crate) member: usize,
    pub(crate) generation: Generation,
}

#[derive(Clone)]
struct Entry {
    accepted: Accepted,
    left: Duration,
}

pub(crate) struct TokenCache {
    entries: Cache<CachedToken, Entry>,
    bounds: CacheBounds,
}

impl TokenCache {
    pub(crate) fn new(bounds: CacheBounds) -> Self {
        // One bound for both: an entry weighs its bytes, and at least its share of all.
        let share = u32::try_from(bounds.bytes / bounds.entries.max(1)).unwrap_or(u32::MAX);
        let weigh = move |token: &CachedToken, entry: &Entry| {
            let bytes = token.0.len() + entry.accepted.claims.as_json().len() + OVERHEAD;
            u32::try_from(bytes).unwrap_or(u32::MAX).max(share)
        };
        let entries =
            Cache::builder().max_capacity(bounds.bytes).weigher(weigh).expire_after(UntilExp).build();
        Self { entries, bounds }
    }

    pub(crate) fn bounds(&self) -> CacheBounds {
        self.bounds
    }

    pub(crate) fn get(&self, token: &str) -> Option<Accepted> {
        self.entries.get(token.as_bytes()).map(|entry| entry.accepted)
    }

    pub(crate) fn put(&self, token: &str, accepted: Accepted, now: Now) {
        let left = accepted.claims.expires_at() + MAX_LEEWAY - now.unix();
        let entry = Entry { accepted, left: Duration::try_from_secs_f64(left).unwrap_or_default() };
        self.entries.insert(CachedToken(Zeroizing::new(token.as_bytes().into())), entry);
    }
}

/// Frees memory when a token has expired; that it is refused then is decided elsewhere, by the time that is given there.
struct UntilExp;

impl Expiry<CachedToken, Entry> for UntilExp {
    fn expire_after_create(&self, _: &CachedToken, entry: &Entry, _: Instant) -> Option<Duration> {
        Some(entry.left)
    }

    fn expire_after_update(
        &self,
        _: &CachedToken,
        entry: &Entry,
        _: Instant,
        _: Option<Duration>,
    ) -> Option<Duration> {
        Some(entry.left)
    }
}
