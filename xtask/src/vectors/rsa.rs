//! RSA with plain numbers: the signatures that a library makes, and those that it would refuse to make.
//! PSS takes its salt from the message, so that every run gives the same bytes. Test keys only: nothing here is constant time.

use num_bigint::BigUint;
use ring::digest::{self, Algorithm, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, SHA512};

use super::der;

const RSA_ENCRYPTION: &[u8] = &[0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// A private key.
pub(super) struct Rsa {
    pub(super) n: BigUint,
    pub(super) e: BigUint,
    d: BigUint,
}

impl Rsa {
    /// From PKCS#8.
    pub(super) fn from_pkcs8(bytes: &[u8]) -> Option<Self> {
        let (_, inner, _) = der::read(der::pkcs8_key(bytes)?)?;
        let numbers: Vec<BigUint> = der::members(inner)
            .iter()
            .filter(|(tag, _)| *tag == der::INTEGER)
            .map(|(_, bytes)| BigUint::from_bytes_be(bytes))
            .collect();
        Some(Self { n: numbers.get(1)?.clone(), e: numbers.get(2)?.clone(), d: numbers.get(3)?.clone() })
    }

    /// RSAPublicKey (RFC 8017 appendix A.1.1).
    pub(super) fn pkcs1(&self) -> Vec<u8> {
        der::sequence(&[&der::integer(&self.n), &der::integer(&self.e)])
    }

    /// SubjectPublicKeyInfo.
    pub(super) fn spki(&self) -> Vec<u8> {
        der::public_key(RSA_ENCRYPTION, &self.pkcs1())
    }

    /// Octets of a signature.
    pub(super) fn size(&self) -> usize {
        self.n.bits().div_ceil(8) as usize
    }

    /// RSASSA-PKCS1-v1_5 or, for `PS*`, RSASSA-PSS with a salt as long as the hash.
    pub(super) fn sign(&self, alg: &str, message: &[u8]) -> Vec<u8> {
        if alg.starts_with("PS") {
            let hash = hash_of(alg);
            return self.sign_pss(hash, hash.output_len(), message);
        }
        self.sign_encoded(&digest_info(hash_of(alg), message))
    }

    /// PKCS#1 v1.5 over a DigestInfo of the caller's making.
    pub(super) fn sign_encoded(&self, digest_info: &[u8]) -> Vec<u8> {
        let padding = self.size().saturating_sub(digest_info.len() + 3);
        let block = [&[0, 1], vec![0xff; padding].as_slice(), &[0], digest_info].concat();
        self.raw(&block)
    }

    /// A whole block, as it is, to the power of d.
    pub(super) fn raw(&self, block: &[u8]) -> Vec<u8> {
        let number = BigUint::from_bytes_be(block).modpow(&self.d, &self.n);
        padded(&number, self.size())
    }

    /// EMSA-PSS (RFC 8017 section 9.1) with a salt of any length.
    pub(super) fn sign_pss(&self, hash: &'static Algorithm, salt_length: usize, message: &[u8]) -> Vec<u8> {
        let bits = self.n.bits() as usize - 1;
        let length = bits.div_ceil(8);
        let salt: Vec<u8> = mask(hash, message, salt_length);
        let hashed = digest::digest(hash, message);
        let inner = digest::digest(hash, &[&[0; 8], hashed.as_ref(), &salt].concat());
        let zeros = length.saturating_sub(salt_length + hash.output_len() + 2);
        let block = [vec![0; zeros].as_slice(), &[1], &salt].concat();
        let mut masked: Vec<u8> =
            block.iter().zip(mask(hash, inner.as_ref(), block.len())).map(|(a, b)| a ^ b).collect();
        if let Some(first) = masked.first_mut() {
            *first &= 0xff >> (8 * length - bits);
        }
        masked.extend_from_slice(inner.as_ref());
        masked.push(0xbc);
        self.raw(&masked)
    }
}

/// The hash that an algorithm's name ends in.
pub(super) fn hash_of(alg: &str) -> &'static Algorithm {
    if alg.ends_with("512") {
        &SHA512
    } else if alg.ends_with("384") {
        &SHA384
    } else {
        &SHA256
    }
}

/// DigestInfo (RFC 8017 section 9.2).
pub(super) fn digest_info(hash: &'static Algorithm, message: &[u8]) -> Vec<u8> {
    der::sequence(&[
        &der::value(der::SEQUENCE, &[&object_id(hash), &[5u8, 0][..]].concat()),
        &der::value(der::OCTETS, digest::digest(hash, message).as_ref()),
    ])
}

/// DigestInfo without the NULL that RFC 8017 asks for.
pub(super) fn digest_info_without_null(hash: &'static Algorithm, message: &[u8]) -> Vec<u8> {
    der::sequence(&[
        &der::value(der::SEQUENCE, &object_id(hash)),
        &der::value(der::OCTETS, digest::digest(hash, message).as_ref()),
    ])
}

fn object_id(hash: &'static Algorithm) -> Vec<u8> {
    if hash == &SHA1_FOR_LEGACY_USE_ONLY {
        return der::value(6, &[0x2b, 0x0e, 0x03, 0x02, 0x1a]);
    }
    let last = if hash == &SHA512 {
        3
    } else if hash == &SHA384 {
        2
    } else {
        1
    };
    der::value(6, &[0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, last])
}

/// MGF1 (RFC 8017 appendix B.2.1).
fn mask(hash: &'static Algorithm, seed: &[u8], length: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let mut counter = 0u32;
    while out.len() < length {
        out.extend_from_slice(digest::digest(hash, &[seed, &counter.to_be_bytes()].concat()).as_ref());
        counter += 1;
    }
    out.truncate(length);
    out
}

/// A number in exactly so many octets.
pub(super) fn padded(number: &BigUint, size: usize) -> Vec<u8> {
    let bytes = number.to_bytes_be();
    let mut out = vec![0; size.saturating_sub(bytes.len())];
    out.extend_from_slice(&bytes);
    out
}
