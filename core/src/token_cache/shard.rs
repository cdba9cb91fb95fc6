//! One shard: sets of a few slots; what was used longest ago makes room.

use zeroize::Zeroizing;

use super::Accepted;

/// How many slots share a place.
const WAYS: u64 = 8;
/// However many entries are asked for: half a million in each shard.
const MOST_SETS: u64 = 1 << 16;

/// A token and its acceptance. The token is secret, and wiped when it is dropped.
pub(super) struct Slot {
    pub(super) hash: u64,
    pub(super) token: Zeroizing<Box<[u8]>>,
    pub(super) accepted: Accepted,
    pub(super) bytes: u64,
    /// When the token cannot pass any more, in seconds since 1970.
    pub(super) dead_at: f64,
    pub(super) used: u64,
}

pub(super) struct Shard {
    sets: Vec<Vec<Slot>>,
    ways: usize,
    max_bytes: u64,
    bytes: u64,
    /// Counts uses; the lowest of a set was used longest ago.
    clock: u64,
    /// Where room is made next when bytes run short.
    hand: usize,
}

impl Shard {
    pub(super) fn new(entries: u64, max_bytes: u64) -> Self {
        let ways = entries.clamp(1, WAYS);
        let count = (entries / ways).clamp(1, MOST_SETS) as usize;
        let sets = std::iter::repeat_with(Vec::new).take(count).collect();
        Self { sets, ways: ways as usize, max_bytes, bytes: 0, clock: 0, hand: 0 }
    }

    pub(super) fn get(&mut self, hash: u64, token: &[u8]) -> Option<Accepted> {
        self.clock = self.clock.wrapping_add(1);
        let place = self.place(hash);
        let slot = self.sets.get_mut(place)?.iter_mut().find(|slot| slot.holds(hash, token))?;
        slot.used = self.clock;
        Some(slot.accepted.clone())
    }

    pub(super) fn put(&mut self, mut slot: Slot, now: f64) {
        self.clock = self.clock.wrapping_add(1);
        slot.used = self.clock;
        let place = self.place(slot.hash);
        self.remove(place, |old| old.holds(slot.hash, &slot.token) || old.dead_at <= now);
        if slot.bytes > self.max_bytes {
            return;
        }
        while self.sets.get(place).is_some_and(|set| set.len() >= self.ways) {
            self.evict(place);
        }
        // The other sets give up their oldest, one after the other, until there is room.
        for _ in 0..=self.sets.len().saturating_mul(self.ways) {
            if self.bytes + slot.bytes <= self.max_bytes {
                break;
            }
            self.hand = (self.hand + 1) % self.sets.len().max(1);
            self.evict(self.hand);
        }
        if let Some(set) = self.sets.get_mut(place) {
            self.bytes += slot.bytes;
            set.push(slot);
        }
    }

    fn place(&self, hash: u64) -> usize {
        (hash & u64::from(u32::MAX)) as usize % self.sets.len().max(1)
    }

    fn evict(&mut self, place: usize) {
        let oldest = self.sets.get(place).and_then(|set| set.iter().map(|slot| slot.used).min());
        self.remove(place, |slot| Some(slot.used) == oldest);
    }

    fn remove(&mut self, place: usize, gone: impl Fn(&Slot) -> bool) {
        let Some(set) = self.sets.get_mut(place) else { return };
        let bytes = &mut self.bytes;
        set.retain(|slot| {
            let stays = !gone(slot);
            if !stays {
                *bytes = bytes.saturating_sub(slot.bytes);
            }
            stays
        });
    }
}

impl Slot {
    fn holds(&self, hash: u64, token: &[u8]) -> bool {
        self.hash == hash && **self.token == *token
    }
}
