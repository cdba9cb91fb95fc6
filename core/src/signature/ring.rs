//! Public-key algorithms on ring alone: everything but ES512.

use ring::agreement::{self, EphemeralPrivateKey};
use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512, RSA_PSS_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters, RsaPublicKeyComponents,
    UnparsedPublicKey,
};

use crate::algorithm::Algorithm;
use crate::key::Material;

pub(super) enum Prepared {
    Point(UnparsedPublicKey<Vec<u8>>),
    Rsa(&'static RsaParameters, RsaPublicKeyComponents<Vec<u8>>),
}

pub(super) fn prepare(material: &Material, algorithm: Algorithm) -> Option<Prepared> {
    Some(match (material, algorithm) {
        (Material::Ed25519(x), Algorithm::EdDsa) => {
            Prepared::Point(UnparsedPublicKey::new(&ED25519, x.to_vec()))
        }
        (Material::Ec(_, point), Algorithm::Es256) if is_on_curve(&agreement::ECDH_P256, point) => {
            Prepared::Point(UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point.clone()))
        }
        (Material::Ec(_, point), Algorithm::Es384) if is_on_curve(&agreement::ECDH_P384, point) => {
            Prepared::Point(UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point.clone()))
        }
        (Material::Rsa { n, e }, algorithm) => {
            Prepared::Rsa(rsa(algorithm)?, RsaPublicKeyComponents { n: n.clone(), e: e.clone() })
        }
        _ => return None,
    })
}

/// ring looks at a point only when it is used, and then says just "no". A key agreement with the point tells at load.
fn is_on_curve(curve: &'static agreement::Algorithm, point: &[u8]) -> bool {
    let Ok(own) = EphemeralPrivateKey::generate(curve, &SystemRandom::new()) else {
        return false;
    };
    agreement::agree_ephemeral(own, &agreement::UnparsedPublicKey::new(curve, point), |_| ()).is_ok()
}

fn rsa(algorithm: Algorithm) -> Option<&'static RsaParameters> {
    Some(match algorithm {
        Algorithm::Rs256 => &RSA_PKCS1_2048_8192_SHA256,
        Algorithm::Rs384 => &RSA_PKCS1_2048_8192_SHA384,
        Algorithm::Rs512 => &RSA_PKCS1_2048_8192_SHA512,
        Algorithm::Ps256 => &RSA_PSS_2048_8192_SHA256,
        Algorithm::Ps384 => &RSA_PSS_2048_8192_SHA384,
        Algorithm::Ps512 => &RSA_PSS_2048_8192_SHA512,
        _ => return None,
    })
}

pub(super) fn verify(key: &Prepared, message: &[u8], signature: &[u8]) -> bool {
    match key {
        Prepared::Point(point) => point.verify(message, signature).is_ok(),
        Prepared::Rsa(parameters, numbers) => numbers.verify(parameters, message, signature).is_ok(),
    }
}
