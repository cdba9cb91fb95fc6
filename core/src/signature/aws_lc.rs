//! Public-key algorithms on aws-lc-rs, with keys parsed once.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ECDSA_P521_SHA512_FIXED, ED25519, ParsedPublicKey,
    RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA384, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RSA_PSS_2048_8192_SHA384, RSA_PSS_2048_8192_SHA512, RsaParameters,
    RsaPublicKeyComponents,
};

use crate::algorithm::Algorithm;
use crate::key::Material;

pub(super) type Prepared = ParsedPublicKey;

pub(super) fn prepare(material: &Material, algorithm: Algorithm) -> Option<Prepared> {
    let parsed = match (material, algorithm) {
        (Material::Ed25519(x), Algorithm::EdDsa) => ParsedPublicKey::new(&ED25519, x),
        (Material::Ec(_, point), Algorithm::Es256) => ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point),
        (Material::Ec(_, point), Algorithm::Es384) => ParsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point),
        (Material::Ec(_, point), Algorithm::Es512) => ParsedPublicKey::new(&ECDSA_P521_SHA512_FIXED, point),
        (Material::Rsa { n, e }, algorithm) => {
            RsaPublicKeyComponents { n, e }.to_parsed_public_key(rsa(algorithm)?)
        }
        _ => return None,
    };
    parsed.ok()
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
    key.verify_sig(message, signature).is_ok()
}
