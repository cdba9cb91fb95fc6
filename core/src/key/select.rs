//! Choosing the one key of a token. Keys are never tried in turn: a token names its key, or the choice must be plain.

use super::{Key, KeySet};
use crate::algorithm::Algorithm;

/// Why no key was chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unselected {
    NotFound,
    Ambiguous,
    Unusable,
}

impl KeySet {
    /// The index of the key for a header's algorithm and `kid`; exact match, byte for byte.
    ///
    /// `fixed` says that the set was given in the configuration: its only key then serves tokens of any `kid` if it was given without one.
    pub(crate) fn select(
        &self,
        algorithm: Algorithm,
        kid: Option<&str>,
        fixed: bool,
    ) -> Result<usize, Unselected> {
        let fits = |(_, key): &(usize, &Key)| key.algorithms.contains(algorithm);
        let keys = || self.keys.iter().enumerate();
        let Some(kid) = kid else {
            return one_of(keys().filter(fits)).ok_or(Unselected::NotFound)?;
        };
        let named = || keys().filter(|(_, key)| key.kid.as_deref() == Some(kid));
        if let Some(chosen) = one_of(named().filter(fits)) {
            return chosen;
        }
        let named_unusable = || self.unusable.iter().any(|key| key.kid.as_deref() == Some(kid));
        if named().next().is_some() || named_unusable() {
            return Err(Unselected::Unusable);
        }
        match self.keys.as_slice() {
            [key] if fixed && key.kid.is_none() => {
                Some(0).filter(|_| fits(&(0, key))).ok_or(Unselected::Unusable)
            }
            _ => Err(Unselected::NotFound),
        }
    }

    /// The key that [`select`](Self::select) chose.
    pub(crate) fn key(&self, index: usize) -> Option<&Key> {
        self.keys.get(index)
    }
}

/// One key, however often it stands there; `None` if there is none.
fn one_of<'k>(mut candidates: impl Iterator<Item = (usize, &'k Key)>) -> Option<Result<usize, Unselected>> {
    let (index, first) = candidates.next()?;
    if candidates.any(|(_, other)| other.material != first.material) {
        return Some(Err(Unselected::Ambiguous));
    }
    Some(Ok(index))
}
