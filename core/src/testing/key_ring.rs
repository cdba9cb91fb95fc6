//! The issuer's keys over time: which one signs, which ones are published.

use std::sync::Arc;

use serde_json::{Value, json};

use super::key::SigningKey;
use super::{base64url, public_key, random};
use crate::Algorithm;

#[derive(Debug)]
pub(super) struct KeyRing {
    keys: Vec<Held>,
    current: Arc<SigningKey>,
}

#[derive(Debug)]
struct Held {
    key: Arc<SigningKey>,
    state: KeyState,
}

/// A removed key stays here, unpublished, so that a test can still sign with it.
#[derive(Debug, Clone, Copy, PartialEq)]
enum KeyState {
    Active,
    Old,
    Removed,
}

impl KeyRing {
    /// The first key signs unless another one is asked for.
    pub(super) fn new(first: SigningKey, others: Vec<SigningKey>) -> Self {
        let current = Arc::new(first);
        let mut keys = vec![Held::active(&current)];
        keys.extend(others.into_iter().map(|key| Held::active(&Arc::new(key))));
        Self { keys, current }
    }

    pub(super) fn current(&self) -> Arc<SigningKey> {
        Arc::clone(&self.current)
    }

    /// The newest key under this `kid`: a published one before a removed one.
    pub(super) fn by_kid(&self, kid: &str) -> Option<Arc<SigningKey>> {
        let named = |held: &&Held| held.key.kid == kid;
        let newest_first = || self.keys.iter().rev();
        newest_first()
            .filter(|held| held.is_published())
            .find(named)
            .or_else(|| newest_first().find(named))
            .map(|held| Arc::clone(&held.key))
    }

    /// The current key if it fits, else the active key bound to this algorithm, else any active one that fits.
    pub(super) fn by_algorithm(&self, algorithm: Algorithm) -> Option<Arc<SigningKey>> {
        let active =
            || self.keys.iter().rev().filter(|held| held.state == KeyState::Active).map(|held| &held.key);
        std::iter::once(&self.current)
            .chain(active())
            .find(|key| key.algorithm == algorithm)
            .or_else(|| std::iter::once(&self.current).chain(active()).find(|key| key.fits(algorithm)))
            .map(Arc::clone)
    }

    pub(super) fn secret(&self) -> Option<Vec<u8>> {
        let secrets = self.keys.iter().rev().filter(|held| held.is_published());
        secrets.filter_map(|held| held.key.secret()).map(<[u8]>::to_vec).next()
    }

    pub(super) fn rotate(&mut self) {
        let next = self.successor(new_kid());
        self.replace_current(KeyState::Old, next);
    }

    pub(super) fn reuse_kid(&mut self) {
        let next = self.successor(self.current.kid.clone());
        self.replace_current(KeyState::Removed, next);
    }

    pub(super) fn remove_old(&mut self) {
        for held in &mut self.keys {
            if held.state == KeyState::Old {
                held.state = KeyState::Removed;
            }
        }
    }

    pub(super) fn kids(&self) -> Vec<String> {
        self.published().map(|key| key.kid.clone()).collect()
    }

    /// The key set (RFC 7517, section 5): secrets are never in it.
    pub(super) fn jwks(&self) -> String {
        let keys: Vec<Value> = self.published().filter_map(public_key::jwk).collect();
        json!({ "keys": keys }).to_string()
    }

    /// The names of the published keys' algorithms, for the discovery document.
    pub(super) fn algorithm_names(&self) -> Vec<&'static str> {
        let mut names: Vec<_> = self.published().map(|key| key.algorithm.name()).collect();
        names.sort_unstable();
        names.dedup();
        names
    }

    fn published(&self) -> impl Iterator<Item = &SigningKey> {
        self.keys.iter().filter(|held| held.is_published()).map(|held| &*held.key)
    }

    /// A key of the current algorithm, unlike every published one; the current one last, as the least wanted.
    fn successor(&self, kid: String) -> SigningKey {
        let beside = self.published().chain([&*self.current]);
        SigningKey::generate(kid, self.current.algorithm, beside)
    }

    fn replace_current(&mut self, state: KeyState, next: SigningKey) {
        for held in &mut self.keys {
            if Arc::ptr_eq(&held.key, &self.current) {
                held.state = state;
            }
        }
        self.current = Arc::new(next);
        self.keys.push(Held::active(&self.current));
    }
}

impl Held {
    fn active(key: &Arc<SigningKey>) -> Self {
        let key = Arc::clone(key);
        let state = KeyState::Active;
        Self { key, state }
    }

    fn is_published(&self) -> bool {
        self.state != KeyState::Removed
    }
}

/// 32 random characters, as Better Auth names its keys.
pub(super) fn new_kid() -> String {
    base64url(&random::<24>())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ring(algorithms: &[Algorithm]) -> KeyRing {
        let mut keys: Vec<_> =
            algorithms.iter().map(|algorithm| SigningKey::generate(new_kid(), *algorithm, [])).collect();
        KeyRing::new(keys.remove(0), keys)
    }

    #[test]
    fn rotation_keeps_the_old_key_until_it_is_removed() {
        let mut ring = ring(&[Algorithm::EdDsa, Algorithm::Rs256]);
        let old = ring.current().kid.clone();
        ring.rotate();
        let new = ring.current().kid.clone();
        assert_ne!(old, new);
        assert_eq!(ring.kids().len(), 3);
        ring.remove_old();
        assert_eq!(ring.kids().len(), 2);
        assert!(ring.kids().contains(&new) && !ring.kids().contains(&old));
        assert_eq!(ring.by_kid(&old).unwrap().kid, old, "still signs");
    }

    #[test]
    fn a_reused_kid_names_the_new_key_alone() {
        for algorithm in [Algorithm::EdDsa, Algorithm::Rs256] {
            let mut ring = ring(&[algorithm]);
            let (kid, before) = (ring.current().kid.clone(), ring.jwks());
            ring.reuse_kid();
            assert_eq!(ring.kids(), [kid.as_str()]);
            assert_ne!(ring.jwks(), before);
            assert!(Arc::ptr_eq(&ring.by_kid(&kid).unwrap(), &ring.current()));
        }
    }

    #[test]
    fn the_key_of_an_algorithm_is_found() {
        let ring = ring(&[Algorithm::EdDsa, Algorithm::Rs256, Algorithm::Ps256]);
        let bound = |algorithm| ring.by_algorithm(algorithm).map(|key| key.algorithm);
        assert_eq!(bound(Algorithm::EdDsa), Some(Algorithm::EdDsa));
        assert_eq!(bound(Algorithm::Ps256), Some(Algorithm::Ps256));
        assert!(bound(Algorithm::Rs512).is_some(), "an RSA key fits");
        assert_eq!(bound(Algorithm::Es256), None);
    }
}
