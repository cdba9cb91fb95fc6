//! The verified-token cache (opt-in): remembers that a token was good, never that it still is.
//!
//! An entry is found by the whole token (seeded hash, then byte equality) and counts only if the keys that verified it are those of
//! now, and the token's times and the application's revocation still pass. Only full acceptances are kept. So a verifier
//! decides alike with the cache and without, for every history; what is saved is the signature and the parsing.
//!
//! Nobody ever waits for it: a shard that another thread holds is a miss. That also makes it safe after a fork, where a lock may stay held
//! for ever by a thread that is no more; moka, which stood here first, blocks there.

mod shard;

use std::hash::BuildHasher;
use std::sync::Mutex;

use foldhash::quality::RandomState;
use zeroize::Zeroizing;

use crate::claims::Claims;
use crate::clock::Now;
use crate::verifier::Generation;
use shard::{Shard, Slot};

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

/// Threads that look at the same time should seldom meet.
const MAX_SHARDS: u64 = 16;
const LEAST_ENTRIES_OF_A_SHARD: u64 = 64;
/// So that a shard has room for several tokens of the usual size: what does not fit in is never remembered.
const LEAST_BYTES_OF_A_SHARD: u64 = 8192;
/// What an entry holds besides token and claims.
const OVERHEAD: usize = 512;
/// A token may pass for its leeway longer, in seconds.
const MAX_LEEWAY: f64 = 3600.0;

/// An acceptance, and the state of the keys that it stands on.
#[derive(Clone)]
pub(crate) struct Accepted {
    pub(crate) claims: Claims,
    /// Which issuer of several.
    pub(crate) member: usize,
    pub(crate) generation: Generation,
}

pub(crate) struct TokenCache {
    shards: Vec<Mutex<Shard>>,
    hasher: RandomState,
    bounds: CacheBounds,
}

impl TokenCache {
    pub(crate) fn new(bounds: CacheBounds) -> Self {
        let count = (bounds.entries / LEAST_ENTRIES_OF_A_SHARD)
            .min(bounds.bytes / LEAST_BYTES_OF_A_SHARD)
            .clamp(1, MAX_SHARDS);
        // More entries than the bytes could hold would be empty places.
        let entries = bounds.entries.min(bounds.bytes / OVERHEAD as u64);
        let shard = || Mutex::new(Shard::new(entries / count, bounds.bytes / count));
        let shards = (0..count).map(|_| shard()).collect();
        Self { shards, hasher: RandomState::default(), bounds }
    }

    pub(crate) fn bounds(&self) -> CacheBounds {
        self.bounds
    }

    pub(crate) fn get(&self, token: &str) -> Option<Accepted> {
        let hash = self.hasher.hash_one(token.as_bytes());
        self.shard(hash)?.try_lock().ok()?.get(hash, token.as_bytes())
    }

    pub(crate) fn put(&self, token: &str, accepted: Accepted, now: Now) {
        let hash = self.hasher.hash_one(token.as_bytes());
        let slot = Slot {
            hash,
            bytes: (token.len() + accepted.claims.as_json().len() + OVERHEAD) as u64,
            dead_at: accepted.claims.expires_at() + MAX_LEEWAY,
            token: Zeroizing::new(token.as_bytes().into()),
            accepted,
            used: 0,
        };
        if let Some(Ok(mut shard)) = self.shard(hash).map(Mutex::try_lock) {
            shard.put(slot, now.unix());
        }
    }

    /// The upper bits choose the shard, the lower ones the place in it.
    fn shard(&self, hash: u64) -> Option<&Mutex<Shard>> {
        let index = (hash >> 32) as usize % self.shards.len().max(1);
        self.shards.get(index)
    }
}
