//! Keys: what may verify, for which algorithms, under which `kid`.

pub(crate) mod jwk;
mod pem;
mod revoked;
mod rsa;
mod secret;
mod select;
mod set;

pub(crate) use pem::key_from_pem;
pub(crate) use revoked::RevokedKeys;
pub use secret::Secret;
pub(crate) use secret::SecretKeys;
#[cfg(feature = "cli")]
pub(crate) use secret::variable_name;
pub(crate) use select::Unselected;
pub(crate) use set::KeySet;

use crate::algorithm::{Algorithm, AlgorithmSet};
use crate::signature::PublicKey;

/// A public key as numbers: what makes two keys the same key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Material {
    Ed25519([u8; 32]),
    /// An uncompressed point (SEC 1 section 2.3.3).
    Ec(Curve, Vec<u8>),
    /// Big-endian without leading zero octets.
    Rsa {
        n: Vec<u8>,
        e: Vec<u8>,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Curve {
    P256,
    P384,
    P521,
}

impl Material {
    /// The algorithms that a key of this type can serve, whether or not this build can.
    pub(crate) fn fits(&self) -> AlgorithmSet {
        use Algorithm::{EdDsa, Es256, Es384, Es512, Ps256, Ps384, Ps512, Rs256, Rs384, Rs512};
        let algorithms: &[Algorithm] = match self {
            Self::Ed25519(_) => &[EdDsa],
            Self::Ec(Curve::P256, _) => &[Es256],
            Self::Ec(Curve::P384, _) => &[Es384],
            Self::Ec(Curve::P521, _) => &[Es512],
            Self::Rsa { .. } => &[Rs256, Rs384, Rs512, Ps256, Ps384, Ps512],
        };
        algorithms.iter().copied().collect()
    }
}

/// A usable public key.
pub(crate) struct Key {
    pub(crate) kid: Option<Box<str>>,
    /// What the key may verify: its type, narrowed by its `alg` and by the allow-list of the configuration.
    pub(crate) algorithms: AlgorithmSet,
    pub(crate) material: Material,
    pub(crate) public: PublicKey,
}

impl Key {
    /// Prepares a key for the algorithms that are allowed; the error is a plain sentence without key material.
    pub(crate) fn new(
        kid: Option<&str>,
        material: Material,
        bound: AlgorithmSet,
        allowed: AlgorithmSet,
    ) -> Result<Self, &'static str> {
        check_strength(&material)?;
        let possible: AlgorithmSet = bound.iter().filter(|algorithm| algorithm.is_supported()).collect();
        if possible.is_empty() {
            return Err("its algorithm needs the feature `aws-lc-rs`");
        }
        let algorithms: AlgorithmSet = possible.iter().filter(|a| allowed.contains(*a)).collect();
        // Prepared for all that it can do, so that a key's fitness does not depend on the allow-list.
        let public = PublicKey::prepare(&material, possible).ok_or("it is not a valid public key")?;
        Ok(Self { kid: kid.map(Into::into), algorithms, material, public })
    }
}

fn check_strength(material: &Material) -> Result<(), &'static str> {
    match material {
        Material::Ed25519(x) => crate::key::jwk::check_ed25519(x),
        Material::Rsa { n, e } => rsa::check(n, e),
        Material::Ec(..) => Ok(()), // on the curve or not: the backend looks when it parses the point
    }
}
