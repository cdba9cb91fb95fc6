//! The names that an object has had so far: none may come twice.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use super::fault::Fault;

/// Up to here names are compared with each other; beyond, and once a name had escapes, by their hashes.
const FEW: usize = 16;

/// The names of one object. Exact for few; beyond, two different names are taken for one with a chance of 2^-64 for each
/// pair, under a seed of the object's own that nobody can know beforehand.
pub(super) struct Seen<'a> {
    /// One bit for each kind of name there was: a name of a new kind is new, and is compared with none.
    kinds: u64,
    few: [&'a str; FEW],
    count: usize,
    many: Option<Box<Hashes>>,
}

struct Hashes {
    state: RandomState,
    known: HashSet<u64>,
}

impl<'a> Seen<'a> {
    #[inline]
    pub(super) fn new() -> Self {
        Self { kinds: 0, few: [""; FEW], count: 0, many: None }
    }

    /// Takes a name down; refused if it had come before.
    #[inline]
    pub(super) fn add(&mut self, name: &'a str) -> Result<(), Fault> {
        let kind = kind(name);
        if self.kinds & kind != 0 && self.has(name) {
            return Err(Fault::Twice);
        }
        match self.few.get_mut(self.count) {
            Some(place) if self.many.is_none() => {
                *place = name;
                self.count += 1;
                self.kinds |= kind;
                Ok(())
            }
            _ => self.add_by_hash(name),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.few.iter().take(self.count).any(|known| *known == name)
    }

    /// The same for a name that is not there as such in the text, and for the rest of that object's names.
    #[cold]
    #[inline(never)]
    pub(super) fn add_by_hash(&mut self, name: &str) -> Result<(), Fault> {
        let many = self.many.get_or_insert_with(|| {
            let state = RandomState::new();
            let known = self.few.iter().take(self.count).map(|name| state.hash_one(*name)).collect();
            Box::new(Hashes { state, known })
        });
        if many.known.insert(many.state.hash_one(name)) { Ok(()) } else { Err(Fault::Twice) }
    }
}

/// One of 64 kinds, by what is cheap to look at: length, first and last byte.
#[inline]
fn kind(name: &str) -> u64 {
    let byte = |byte: Option<&u8>| usize::from(byte.copied().unwrap_or_default());
    let (first, last) = (byte(name.as_bytes().first()), byte(name.as_bytes().last()));
    1 << ((first.wrapping_mul(31) ^ last.wrapping_mul(7) ^ name.len()) % 64)
}
