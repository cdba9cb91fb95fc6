//! A private key of any algorithm, and signing with it.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};

use ring::rand::SystemRandom;
use ring::signature::{self as sig, EcdsaKeyPair, Ed25519KeyPair, RsaEncoding, RsaKeyPair};
use ring::{hmac, signature::KeyPair as _};

use crate::Algorithm;

/// A private key with its `kid`, bound to one algorithm in the key set.
pub(super) struct SigningKey {
    pub(super) kid: String,
    pub(super) algorithm: Algorithm,
    pub(super) material: Material,
}

pub(super) enum Material {
    Secret(Vec<u8>),
    Ed25519(Ed25519KeyPair),
    Rsa(RsaKeyPair, RsaSlot),
    P256(EcdsaKeyPair),
    P384(EcdsaKeyPair),
    #[cfg(feature = "aws-lc-rs")]
    P521(aws_lc_rs::signature::EcdsaKeyPair),
}

impl SigningKey {
    /// A key unlike those in `beside`. RSA keys are the embedded ones, so after four they come round again, but never
    /// right after themselves.
    pub(super) fn generate<'a>(
        kid: String,
        algorithm: Algorithm,
        beside: impl IntoIterator<Item = &'a Self>,
    ) -> Self {
        let taken: Vec<_> = beside.into_iter().filter_map(Self::rsa_slot).collect();
        let material = Material::generate(algorithm, || next_rsa_slot(&taken));
        Self { kid, algorithm, material }
    }

    /// A key that is in no issuer's key set, under the given `kid`.
    pub(super) fn stranger(kid: String, algorithm: Algorithm) -> Self {
        let material = Material::generate(algorithm, || RSA_STRANGER);
        Self { kid, algorithm, material }
    }

    pub(super) fn from_secret(kid: String, algorithm: Algorithm, secret: Vec<u8>) -> Self {
        Self { kid, algorithm, material: Material::Secret(secret) }
    }

    /// The signature of RFC 7515, section 5.1 under `algorithm`; `None` if this type of key cannot make one.
    pub(super) fn sign(&self, algorithm: Algorithm, message: &[u8]) -> Option<Vec<u8>> {
        match (&self.material, algorithm) {
            (Material::Secret(secret), _) => Some(hmac_tag(secret, algorithm, message)?),
            (Material::Ed25519(pair), Algorithm::EdDsa) => Some(pair.sign(message).as_ref().to_vec()),
            (Material::Rsa(pair, _), _) => {
                let mut signature = vec![0; pair.public().modulus_len()];
                pair.sign(rsa_encoding(algorithm)?, &SystemRandom::new(), message, &mut signature)
                    .expect("an RSA signature");
                Some(signature)
            }
            (Material::P256(pair), Algorithm::Es256) | (Material::P384(pair), Algorithm::Es384) => {
                let signature = pair.sign(&SystemRandom::new(), message);
                Some(signature.expect("an ECDSA signature").as_ref().to_vec())
            }
            #[cfg(feature = "aws-lc-rs")]
            (Material::P521(pair), Algorithm::Es512) => {
                let signature = pair.sign(&aws_lc_rs::rand::SystemRandom::new(), message);
                Some(signature.expect("an ECDSA signature").as_ref().to_vec())
            }
            _ => None,
        }
    }

    /// Whether tokens of `algorithm` can be signed with this key.
    pub(super) fn fits(&self, algorithm: Algorithm) -> bool {
        match self.material {
            Material::Secret(_) => hmac_algorithm(algorithm).is_some(),
            Material::Rsa(..) => rsa_encoding(algorithm).is_some(),
            _ => self.algorithm == algorithm,
        }
    }

    fn rsa_slot(&self) -> Option<RsaSlot> {
        match self.material {
            Material::Rsa(_, slot) => Some(slot),
            _ => None,
        }
    }

    pub(super) fn secret(&self) -> Option<&[u8]> {
        match &self.material {
            Material::Secret(secret) => Some(secret),
            _ => None,
        }
    }
}

/// Names the key, never its material.
impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SigningKey")
            .field("kid", &self.kid)
            .field("algorithm", &self.algorithm.name())
            .finish_non_exhaustive()
    }
}

/// The HMAC of `message` under any bytes at all, also those that no verifier would take as a secret.
pub(super) fn hmac_tag(secret: &[u8], algorithm: Algorithm, message: &[u8]) -> Option<Vec<u8>> {
    let key = hmac::Key::new(hmac_algorithm(algorithm)?, secret);
    Some(hmac::sign(&key, message).as_ref().to_vec())
}

impl Material {
    fn generate(algorithm: Algorithm, rsa: impl FnOnce() -> RsaSlot) -> Self {
        let rng = SystemRandom::new();
        let ecdsa = |alg| {
            let document = EcdsaKeyPair::generate_pkcs8(alg, &rng).expect("a new EC key");
            EcdsaKeyPair::from_pkcs8(alg, document.as_ref(), &rng).expect("the EC key just made")
        };
        match algorithm {
            // Text of 86 characters: long enough for HS512, and fit for an environment variable.
            Algorithm::Hs256 | Algorithm::Hs384 | Algorithm::Hs512 => {
                Self::Secret(super::base64url(&super::random::<64>()).into_bytes())
            }
            Algorithm::EdDsa => {
                let document = Ed25519KeyPair::generate_pkcs8(&rng).expect("a new Ed25519 key");
                let pair = Ed25519KeyPair::from_pkcs8(document.as_ref());
                Self::Ed25519(pair.expect("the Ed25519 key just made"))
            }
            Algorithm::Es256 => Self::P256(ecdsa(&sig::ECDSA_P256_SHA256_FIXED_SIGNING)),
            Algorithm::Es384 => Self::P384(ecdsa(&sig::ECDSA_P384_SHA384_FIXED_SIGNING)),
            Algorithm::Es512 => Self::p521(),
            Algorithm::Rs256
            | Algorithm::Rs384
            | Algorithm::Rs512
            | Algorithm::Ps256
            | Algorithm::Ps384
            | Algorithm::Ps512 => {
                let slot = rsa();
                let document = RSA.get(slot).copied().expect("a slot of the embedded keys");
                let pair = RsaKeyPair::from_pkcs8(document).expect("an embedded RSA key");
                Self::Rsa(pair, slot)
            }
        }
    }

    #[cfg(feature = "aws-lc-rs")]
    fn p521() -> Self {
        use aws_lc_rs::signature::{ECDSA_P521_SHA512_FIXED_SIGNING, EcdsaKeyPair};
        let pair = EcdsaKeyPair::generate(&ECDSA_P521_SHA512_FIXED_SIGNING);
        Self::P521(pair.expect("a new P-521 key"))
    }

    #[cfg(not(feature = "aws-lc-rs"))]
    fn p521() -> Self {
        panic!("ES512 needs the feature `aws-lc-rs`")
    }
}

/// Which of the embedded RSA keys.
type RsaSlot = usize;

const RSA: [&[u8]; 5] = [
    include_bytes!("keys/test-only-rsa-2048-1.pk8"),
    include_bytes!("keys/test-only-rsa-2048-2.pk8"),
    include_bytes!("keys/test-only-rsa-2048-3.pk8"),
    include_bytes!("keys/test-only-rsa-2048-4.pk8"),
    include_bytes!("keys/test-only-rsa-2048-5.pk8"),
];
/// The last one is in no issuer's key set.
const RSA_STRANGER: RsaSlot = RSA.len() - 1;

/// Issuers begin at different keys, so that two of them in one test rarely share one.
fn next_rsa_slot(taken: &[RsaSlot]) -> RsaSlot {
    static START: AtomicUsize = AtomicUsize::new(0);
    let start = START.fetch_add(1, Ordering::Relaxed);
    let slots = || (0..RSA_STRANGER).map(|step| (start % RSA_STRANGER + step) % RSA_STRANGER);
    slots()
        .find(|slot| !taken.contains(slot))
        .or_else(|| slots().find(|slot| Some(slot) != taken.last()))
        .expect("more than one embedded RSA key")
}

fn hmac_algorithm(algorithm: Algorithm) -> Option<hmac::Algorithm> {
    match algorithm {
        Algorithm::Hs256 => Some(hmac::HMAC_SHA256),
        Algorithm::Hs384 => Some(hmac::HMAC_SHA384),
        Algorithm::Hs512 => Some(hmac::HMAC_SHA512),
        _ => None,
    }
}

fn rsa_encoding(algorithm: Algorithm) -> Option<&'static dyn RsaEncoding> {
    match algorithm {
        Algorithm::Rs256 => Some(&sig::RSA_PKCS1_SHA256),
        Algorithm::Rs384 => Some(&sig::RSA_PKCS1_SHA384),
        Algorithm::Rs512 => Some(&sig::RSA_PKCS1_SHA512),
        Algorithm::Ps256 => Some(&sig::RSA_PSS_SHA256),
        Algorithm::Ps384 => Some(&sig::RSA_PSS_SHA384),
        Algorithm::Ps512 => Some(&sig::RSA_PSS_SHA512),
        _ => None,
    }
}

/// The public key as the signature crates take it: the bare point, or the RSAPublicKey of RFC 8017, appendix A.1.1.
pub(super) fn public_bytes(key: &SigningKey) -> Option<Vec<u8>> {
    match &key.material {
        Material::Secret(_) => None,
        Material::Ed25519(pair) => Some(pair.public_key().as_ref().to_vec()),
        Material::Rsa(pair, _) => Some(pair.public_key().as_ref().to_vec()),
        Material::P256(pair) | Material::P384(pair) => Some(pair.public_key().as_ref().to_vec()),
        #[cfg(feature = "aws-lc-rs")]
        Material::P521(pair) => {
            use aws_lc_rs::signature::KeyPair as _;
            Some(pair.public_key().as_ref().to_vec())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ring::signature::{UnparsedPublicKey, VerificationAlgorithm};

    fn verification(algorithm: Algorithm) -> Option<&'static dyn VerificationAlgorithm> {
        Some(match algorithm {
            Algorithm::EdDsa => &sig::ED25519,
            Algorithm::Rs256 => &sig::RSA_PKCS1_2048_8192_SHA256,
            Algorithm::Rs384 => &sig::RSA_PKCS1_2048_8192_SHA384,
            Algorithm::Rs512 => &sig::RSA_PKCS1_2048_8192_SHA512,
            Algorithm::Ps256 => &sig::RSA_PSS_2048_8192_SHA256,
            Algorithm::Ps384 => &sig::RSA_PSS_2048_8192_SHA384,
            Algorithm::Ps512 => &sig::RSA_PSS_2048_8192_SHA512,
            Algorithm::Es256 => &sig::ECDSA_P256_SHA256_FIXED,
            Algorithm::Es384 => &sig::ECDSA_P384_SHA384_FIXED,
            _ => return None,
        })
    }

    #[test]
    fn every_public_key_algorithm_round_trips() {
        let mut tried = 0;
        for algorithm in Algorithm::ALL {
            let Some(verification) = verification(algorithm) else {
                continue;
            };
            let key = SigningKey::generate("k".into(), algorithm, []);
            let other = SigningKey::stranger("k".into(), algorithm);
            let signature = key.sign(algorithm, b"message").unwrap();
            let verify = |key, message: &[u8]| {
                UnparsedPublicKey::new(verification, public_bytes(key).unwrap()).verify(message, &signature)
            };
            assert!(verify(&key, b"message").is_ok(), "{}", algorithm.name());
            assert!(verify(&key, b"massage").is_err(), "{}", algorithm.name());
            assert!(verify(&other, b"message").is_err(), "{}", algorithm.name());
            tried += 1;
        }
        assert_eq!(tried, 9);
    }

    #[test]
    #[cfg(feature = "aws-lc-rs")]
    fn es512_round_trips() {
        use aws_lc_rs::signature::{ECDSA_P521_SHA512_FIXED, UnparsedPublicKey};
        let key = SigningKey::generate("k".into(), Algorithm::Es512, []);
        let signature = key.sign(Algorithm::Es512, b"message").unwrap();
        assert_eq!(signature.len(), 132);
        let public = UnparsedPublicKey::new(&ECDSA_P521_SHA512_FIXED, public_bytes(&key).unwrap());
        assert!(public.verify(b"message", &signature).is_ok());
        assert!(public.verify(b"massage", &signature).is_err());
    }

    #[test]
    fn every_hmac_round_trips() {
        for (algorithm, length) in [(Algorithm::Hs256, 32), (Algorithm::Hs384, 48), (Algorithm::Hs512, 64)] {
            let key = SigningKey::generate("k".into(), algorithm, []);
            let tag = key.sign(algorithm, b"message").unwrap();
            assert_eq!(tag.len(), length);
            let check = hmac::Key::new(hmac_algorithm(algorithm).unwrap(), key.secret().unwrap());
            assert!(hmac::verify(&check, b"message", &tag).is_ok());
            assert!(key.secret().unwrap().len() >= 64);
        }
    }

    #[test]
    fn a_key_signs_only_what_its_type_can() {
        let ed25519 = SigningKey::generate("k".into(), Algorithm::EdDsa, []);
        assert_eq!(ed25519.sign(Algorithm::Rs256, b"m"), None);
        assert!(!ed25519.fits(Algorithm::Es256));
        let rsa = SigningKey::generate("k".into(), Algorithm::Rs256, []);
        assert!(rsa.fits(Algorithm::Ps512) && !rsa.fits(Algorithm::Hs256));
    }

    #[test]
    fn debug_shows_no_material() {
        let key = SigningKey::from_secret("k1".into(), Algorithm::Hs256, b"hush-hush".to_vec());
        let shown = format!("{key:?}");
        assert!(shown.contains("k1") && shown.contains("HS256") && !shown.contains("hush"), "{shown}");
    }
}
