//! A public key from PEM: `PUBLIC KEY` (SubjectPublicKeyInfo, RFC 5280) or `RSA PUBLIC KEY` (PKCS #1).

use pkcs1::RsaPublicKeyRef;
use spki::SubjectPublicKeyInfoRef;
use spki::der::asn1::ObjectIdentifier;
use spki::der::{Decode, pem};

use super::rsa::stripped;
use super::{Curve, Key, Material};
use crate::algorithm::{Algorithm, AlgorithmSet};

const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.10");
const EC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");
const P521: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.35");

/// What the type of a PEM's key can serve, and the key prepared for `allowed` (all it can, if `None`).
pub(crate) fn key_from_pem(text: &str, allowed: Option<AlgorithmSet>) -> Result<Key, String> {
    let text = text.trim().replace("\r\n", "\n");
    if text.contains("PRIVATE KEY-----") {
        return Err(
            "it is a private key: an API needs the public key alone (openssl pkey -pubout)".to_owned()
        );
    }
    if text.contains("CERTIFICATE-----") {
        return Err("it is a certificate: give its public key (openssl x509 -pubkey -noout)".to_owned());
    }
    let (label, der) = pem::decode_vec(text.as_bytes()).map_err(|_| "it is not one PEM block".to_owned())?;
    let (material, fits) = match label {
        "PUBLIC KEY" => spki_material(&der)?,
        "RSA PUBLIC KEY" => with_fits(pkcs1_material(&der)?),
        _ => return Err("it is not a PUBLIC KEY".to_owned()),
    };
    Key::new(None, material, fits, allowed.unwrap_or(fits)).map_err(str::to_owned)
}

fn with_fits(material: Material) -> (Material, AlgorithmSet) {
    let fits = material.fits();
    (material, fits)
}

fn spki_material(der: &[u8]) -> Result<(Material, AlgorithmSet), String> {
    let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| "its key is not well-formed".to_owned())?;
    let key = info.subject_public_key.as_bytes().ok_or("its key is not well-formed")?;
    match info.algorithm.oid {
        ED25519 => {
            let x = key.try_into().map_err(|_| "its Ed25519 key is not of 32 octets".to_owned())?;
            Ok(with_fits(Material::Ed25519(x)))
        }
        RSA => Ok(with_fits(pkcs1_material(key)?)),
        RSA_PSS => {
            let pss = [Algorithm::Ps256, Algorithm::Ps384, Algorithm::Ps512];
            Ok((pkcs1_material(key)?, pss.into_iter().collect()))
        }
        EC => {
            let curve = match info.algorithm.parameters_oid() {
                Ok(P256) => Curve::P256,
                Ok(P384) => Curve::P384,
                Ok(P521) => Curve::P521,
                _ => return Err("its curve is not P-256, P-384 or P-521".to_owned()),
            };
            if key.first() != Some(&4) {
                return Err(
                    "its point is compressed: convert it with openssl ec -conv_form uncompressed".to_owned()
                );
            }
            Ok(with_fits(Material::Ec(curve, key.to_vec())))
        }
        _ => Err("its key is not Ed25519, RSA or EC".to_owned()),
    }
}

fn pkcs1_material(der: &[u8]) -> Result<Material, String> {
    let key = RsaPublicKeyRef::from_der(der).map_err(|_| "its RSA key is not well-formed".to_owned())?;
    Ok(Material::Rsa { n: stripped(key.modulus.as_bytes()), e: stripped(key.public_exponent.as_bytes()) })
}
