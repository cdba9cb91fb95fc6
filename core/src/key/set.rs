//! A key set: immutable once read, so that it can be shared behind a pointer.

use super::jwk::{self, Unusable};
use super::{Key, Material};
use crate::algorithm::AlgorithmSet;
use crate::json::{self, Keep, Node};
use crate::language::Spelled;

/// More members than any issuer has; a set with more is refused whole.
const MAX_KEYS: usize = 100;

/// The usable keys of a source, and the names of those that cannot be used.
pub(crate) struct KeySet {
    pub(super) keys: Vec<Key>,
    pub(super) unusable: Vec<Unusable>,
}

impl KeySet {
    /// Reads a JWK Set (RFC 7517 section 5): strict JSON, at most 100 members. Bad members are set aside. The error is a
    /// sentence without key material.
    pub(crate) fn from_jwks(text: &[u8], allowed: AlgorithmSet) -> Result<Self, String> {
        let members = json::object(text, |name| (name == "keys").then_some(Keep::All))
            .map_err(|fault| format!("it is not a JWK Set: {fault}"))?;
        let Some(Node::List(list)) = members.get("keys") else {
            return Err("it is not a JWK Set: it has no `keys` array".to_owned());
        };
        if list.len() > MAX_KEYS {
            return Err(format!("it has {} keys; at most {MAX_KEYS} are read", list.len()));
        }
        Self::from_members(list.iter().map(|member| jwk::parse(member, allowed)))
    }

    /// Reads a single JWK.
    pub(crate) fn from_jwk(text: &str, allowed: AlgorithmSet) -> Result<Self, String> {
        let members = json::object(text.as_bytes(), |_| Some(Keep::All))
            .map_err(|fault| format!("it is not a JWK: {fault}"))?;
        if members.get("keys").is_some() {
            return Err(format!("it is a whole key set: give it with {}", Spelled::Given("jwks")));
        }
        Self::from_members([jwk::parse(&Node::Object(members), allowed)])
    }

    /// A set of one key.
    pub(crate) fn of(key: Key) -> Self {
        Self { keys: vec![key], unusable: Vec::new() }
    }

    fn from_members(members: impl IntoIterator<Item = Result<Key, Unusable>>) -> Result<Self, String> {
        let mut set = Self { keys: Vec::new(), unusable: Vec::new() };
        for member in members {
            match member {
                Ok(key) if set.keys.iter().any(|known| known.identity() == key.identity()) => {}
                Ok(key) => set.keys.push(key),
                Err(unusable) => set.unusable.push(unusable),
            }
        }
        if set.keys.is_empty() {
            let why = set.unusable.first().map_or("it is empty", |unusable| unusable.why);
            return Err(format!("it has no usable key: {why}"));
        }
        Ok(set)
    }

    /// True if at least one key may verify something under the allow-list.
    pub(crate) fn serves_any(&self) -> bool {
        self.keys.iter().any(|key| !key.algorithms.is_empty())
    }

    /// The `kid`s of the usable keys; `None` stands for a key without one.
    pub(crate) fn kids(&self) -> impl Iterator<Item = Option<&str>> {
        self.keys.iter().map(|key| key.kid.as_deref())
    }

    /// The usable keys.
    #[cfg(feature = "cli")]
    pub(crate) fn keys(&self) -> &[Key] {
        &self.keys
    }

    /// The members that were set aside: their `kid`, and why.
    #[cfg(feature = "cli")]
    pub(crate) fn unusable(&self) -> impl Iterator<Item = (Option<&str>, &'static str)> {
        self.unusable.iter().map(|unusable| (unusable.kid.as_deref(), unusable.why))
    }

    /// Why members were set aside: one sentence each, for the log.
    pub(crate) fn faults(&self) -> impl Iterator<Item = &'static str> {
        self.unusable.iter().map(|unusable| unusable.why)
    }

    /// True if both sets hold the same keys under the same names, in whatever order: caches of verdicts stay good.
    pub(crate) fn same_material(&self, other: &Self) -> bool {
        self.keys.len() == other.keys.len()
            && self.keys.iter().all(|key| other.keys.iter().any(|twin| twin.identity() == key.identity()))
    }
}

impl Key {
    /// Name, algorithms and material: two members that agree in these are one.
    fn identity(&self) -> (Option<&str>, AlgorithmSet, &Material) {
        (self.kid.as_deref(), self.algorithms, &self.material)
    }
}
