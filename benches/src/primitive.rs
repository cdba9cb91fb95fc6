//! The floor: the signature's check alone, over bytes that are already decoded.

use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents,
};
use base64_simd::URL_SAFE_NO_PAD;
use bearward::Algorithm;
use ring::hmac;
use serde_json::Value;

use crate::material::Material;

/// A prepared key, a message and its signature.
pub struct Primitive {
    key: Prepared,
    message: Vec<u8>,
    signature: Vec<u8>,
}

enum Prepared {
    Hmac(hmac::Key),
    Public(ParsedPublicKey),
}

impl Primitive {
    /// `None` for algorithms that are not measured.
    pub fn new(material: &Material) -> Option<Self> {
        let (message, signature) = material.token.rsplit_once('.')?;
        let signature = URL_SAFE_NO_PAD.decode_to_vec(signature).ok()?;
        let jwk = material.jwk();
        let part = |name: &str| bytes(jwk.as_ref(), name);
        let key = match material.algorithm {
            Algorithm::Hs256 => Prepared::Hmac(hmac::Key::new(hmac::HMAC_SHA256, material.secret())),
            Algorithm::EdDsa => Prepared::Public(ParsedPublicKey::new(&ED25519, part("x")?).ok()?),
            Algorithm::Es256 => {
                let point = [vec![4], part("x")?, part("y")?].concat();
                Prepared::Public(ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point).ok()?)
            }
            Algorithm::Rs256 => {
                let numbers = RsaPublicKeyComponents { n: part("n")?, e: part("e")? };
                Prepared::Public(numbers.to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256).ok()?)
            }
            _ => return None,
        };
        Some(Self { key, message: message.as_bytes().to_vec(), signature })
    }

    /// The check alone.
    pub fn verify(&self) -> bool {
        match &self.key {
            Prepared::Hmac(key) => hmac::verify(key, &self.message, &self.signature).is_ok(),
            Prepared::Public(key) => key.verify_sig(&self.message, &self.signature).is_ok(),
        }
    }
}

fn bytes(jwk: Option<&Value>, name: &str) -> Option<Vec<u8>> {
    URL_SAFE_NO_PAD.decode_to_vec(jwk?.get(name)?.as_str()?).ok()
}
