//! The public half of a key as a JWK and as PEM.

use ring::rsa::PublicKeyComponents;
use serde_json::{Value, json};

use super::base64url;
use super::key::{Material, SigningKey, public_bytes};

/// The JWK of RFC 7517 with `alg` and `kid`, without `use`, as Better Auth writes it; `None` for a secret.
pub(super) fn jwk(key: &SigningKey) -> Option<Value> {
    let mut jwk = match &key.material {
        Material::Secret(_) => return None,
        Material::Ed25519(_) => {
            json!({"kty": "OKP", "crv": "Ed25519", "x": base64url(&public_bytes(key)?)})
        }
        Material::Rsa(pair, _) => {
            let parts = PublicKeyComponents::<Vec<u8>>::from(pair.public());
            json!({"kty": "RSA", "n": base64url(&parts.n), "e": base64url(&parts.e)})
        }
        Material::P256(_) => point(key, "P-256")?,
        Material::P384(_) => point(key, "P-384")?,
        #[cfg(feature = "aws-lc-rs")]
        Material::P521(_) => point(key, "P-521")?,
    };
    let members = jwk.as_object_mut()?;
    members.insert("alg".into(), key.algorithm.name().into());
    members.insert("kid".into(), key.kid.as_str().into());
    Some(jwk)
}

/// The public key as PEM (`BEGIN PUBLIC KEY`: SubjectPublicKeyInfo, RFC 7468, section 13); `None` for a secret.
pub(super) fn pem(key: &SigningKey) -> Option<String> {
    let text = base64_simd::STANDARD.encode_to_string(spki(key)?);
    let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
    for (count, character) in text.chars().enumerate() {
        if count > 0 && count % 64 == 0 {
            pem.push('\n');
        }
        pem.push(character);
    }
    pem.push_str("\n-----END PUBLIC KEY-----\n");
    Some(pem)
}

/// An uncompressed point (SEC 1, section 2.3.3): 0x04, then both coordinates at full length.
fn point(key: &SigningKey, curve: &str) -> Option<Value> {
    let bytes = public_bytes(key)?;
    let coordinates = bytes.get(1..)?;
    let (x, y) = coordinates.split_at(coordinates.len() / 2);
    Some(json!({"kty": "EC", "crv": curve, "x": base64url(x), "y": base64url(y)}))
}

// AlgorithmIdentifier in DER: RFC 8410 for Ed25519, RFC 8017 for RSA, RFC 5480 for the curves.
const ED25519: &[u8] = &[0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];
const RSA: &[u8] =
    &[0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];
const P256: &[u8] = &[
    0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07,
];
const P384: &[u8] = &[
    0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00,
    0x22,
];
#[cfg(feature = "aws-lc-rs")]
const P521: &[u8] = &[
    0x30, 0x10, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x05, 0x2b, 0x81, 0x04, 0x00,
    0x23,
];

fn spki(key: &SigningKey) -> Option<Vec<u8>> {
    let algorithm = match key.material {
        Material::Secret(_) => return None,
        Material::Ed25519(_) => ED25519,
        Material::Rsa(..) => RSA,
        Material::P256(_) => P256,
        Material::P384(_) => P384,
        #[cfg(feature = "aws-lc-rs")]
        Material::P521(_) => P521,
    };
    // A BIT STRING begins with the number of unused bits: none.
    let bits = tagged(0x03, &[&[0], public_bytes(key)?.as_slice()].concat());
    Some(tagged(0x30, &[algorithm, &bits].concat()))
}

fn tagged(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).expect("a public key below 64 KiB");
    let [high, low] = length.to_be_bytes();
    let mut out = match length {
        0..=0x7f => vec![tag, low],
        0x80..=0xff => vec![tag, 0x81, low],
        _ => vec![tag, 0x82, high, low],
    };
    out.extend_from_slice(content);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Algorithm;

    #[test]
    fn a_secret_has_no_public_half() {
        let key = SigningKey::generate("k".into(), Algorithm::Hs256, []);
        assert_eq!(jwk(&key), None);
        assert_eq!(pem(&key), None);
    }

    #[test]
    fn jwks_name_their_algorithm_and_never_a_private_member() {
        for algorithm in Algorithm::ALL {
            if cfg!(not(feature = "aws-lc-rs")) && algorithm == Algorithm::Es512 {
                continue;
            }
            let Some(jwk) = jwk(&SigningKey::generate("k".into(), algorithm, [])) else {
                continue;
            };
            assert_eq!(jwk["alg"], algorithm.name());
            assert_eq!(jwk["kid"], "k");
            for member in ["d", "p", "q", "dp", "dq", "qi", "k", "use"] {
                assert!(jwk.get(member).is_none(), "{member}");
            }
        }
    }

    #[test]
    fn der_lengths_are_the_shortest() {
        assert_eq!(tagged(4, &[0; 0x7f])[..2], [4, 0x7f]);
        assert_eq!(tagged(4, &[0; 0x80])[..3], [4, 0x81, 0x80]);
        assert_eq!(tagged(4, &[0; 0x100])[..4], [4, 0x82, 1, 0]);
    }

    #[test]
    fn pem_lines_are_64_characters() {
        let pem = pem(&SigningKey::generate("k".into(), Algorithm::Rs256, [])).unwrap();
        let lines: Vec<_> = pem.lines().collect();
        assert_eq!(lines[0], "-----BEGIN PUBLIC KEY-----");
        assert!(lines[1..lines.len() - 2].iter().all(|l| l.len() == 64));
        assert!(pem.contains("MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA"));
    }
}
