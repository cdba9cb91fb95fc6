//! One JWK (RFC 7517) as a public key; a member that cannot be used says why and spoils nothing else.

use base64_simd::URL_SAFE_NO_PAD;

use super::rsa::stripped;
use super::{Curve, Key, Material};
use crate::algorithm::{Algorithm, AlgorithmSet};
use crate::json::{Members, Node};

/// A member of a key set that does not verify anything: its `kid` (if it has one) and a sentence for the log.
pub(crate) struct Unusable {
    pub(crate) kid: Option<Box<str>>,
    pub(crate) why: &'static str,
}

/// Reads one member of a key set.
pub(crate) fn parse(member: &Node<'_>, allowed: AlgorithmSet) -> Result<Key, Unusable> {
    let Node::Object(members) = member else {
        return Err(Unusable { kid: None, why: "it is not a JSON object" });
    };
    let kid = match members.get("kid") {
        None => None,
        Some(Node::Text(kid)) => Some(&**kid),
        Some(_) => {
            return Err(Unusable { kid: None, why: "its `kid` is not a string" });
        }
    };
    key(members, kid, allowed).map_err(|why| Unusable { kid: kid.map(Into::into), why })
}

fn key(members: &Members<'_>, kid: Option<&str>, allowed: AlgorithmSet) -> Result<Key, &'static str> {
    const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
    let kty = text(members, "kty")?.ok_or("it has no `kty`")?;
    if kty == "oct" {
        return Err("it is a shared secret (kty `oct`): give it with secret(..), never in a key set");
    }
    if PRIVATE.iter().any(|name| members.get(name).is_some()) {
        return Err("it has private members: replace this key, its private half has been published");
    }
    check_use(members)?;
    let material = match kty {
        "OKP" => okp(members)?,
        "EC" => ec(members)?,
        "RSA" => rsa(members)?,
        _ => return Err("its `kty` is not OKP, EC or RSA"),
    };
    let bound = bound_algorithms(members, &material)?;
    Key::new(kid, material, bound, allowed)
}

/// `use` and `key_ops` are honoured if present (RFC 7517 sections 4.2 and 4.3), never required.
fn check_use(members: &Members<'_>) -> Result<(), &'static str> {
    if text(members, "use")?.is_some_and(|purpose| purpose != "sig") {
        return Err("its `use` is not `sig`");
    }
    match members.get("key_ops") {
        None => Ok(()),
        Some(Node::List(operations)) if operations.iter().any(|op| op.as_text() == Some("verify")) => Ok(()),
        Some(_) => Err("its `key_ops` do not list `verify`"),
    }
}

/// A key with `alg` serves that algorithm alone; without, all that its type can.
fn bound_algorithms(members: &Members<'_>, material: &Material) -> Result<AlgorithmSet, &'static str> {
    let fits = material.fits();
    match text(members, "alg")? {
        None => Ok(fits),
        Some(name) => Algorithm::from_name(name)
            .filter(|algorithm| fits.contains(*algorithm))
            .map(|algorithm| [algorithm].into_iter().collect())
            .ok_or("its `alg` is not one that its key type can serve"),
    }
}

fn okp(members: &Members<'_>) -> Result<Material, &'static str> {
    if text(members, "crv")? != Some("Ed25519") {
        return Err("its `crv` is not Ed25519");
    }
    let x = octets(members, "x")?;
    Ok(Material::Ed25519(x.try_into().map_err(|_| "its `x` is not of 32 octets")?))
}

fn ec(members: &Members<'_>) -> Result<Material, &'static str> {
    let (curve, length) = match text(members, "crv")? {
        Some("P-256") => (Curve::P256, 32),
        Some("P-384") => (Curve::P384, 48),
        Some("P-521") => (Curve::P521, 66),
        _ => return Err("its `crv` is not P-256, P-384 or P-521"),
    };
    let (x, y) = (octets(members, "x")?, octets(members, "y")?);
    if x.len() != length || y.len() != length {
        return Err("its coordinates are not as long as its curve wants");
    }
    Ok(Material::Ec(curve, [&[4], &*x, &*y].concat()))
}

fn rsa(members: &Members<'_>) -> Result<Material, &'static str> {
    Ok(Material::Rsa { n: stripped(&octets(members, "n")?), e: stripped(&octets(members, "e")?) })
}

fn text<'m>(members: &'m Members<'_>, name: &str) -> Result<Option<&'m str>, &'static str> {
    match members.get(name) {
        None => Ok(None),
        Some(Node::Text(text)) => Ok(Some(text)),
        Some(_) => Err("a member that should be a string is not one"),
    }
}

fn octets(members: &Members<'_>, name: &str) -> Result<Vec<u8>, &'static str> {
    let text = text(members, name)?.ok_or("a number of the key is missing")?;
    URL_SAFE_NO_PAD.decode_to_vec(text).map_err(|_| "a number of the key is not unpadded base64url")
}

/// Points of small order accept signatures that nobody made (OpenSSL and most peers take them): the y coordinates 0, 1, -1 and the
/// two of order 8, under either sign. Other spellings of a point (y >= p) are refused with them.
pub(super) fn check_ed25519(x: &[u8; 32]) -> Result<(), &'static str> {
    const ORDER_8: [[u8; 32]; 2] = [
        [
            0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
            0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
        ],
        [
            0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
            0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
        ],
    ];
    let mut y = *x;
    y[31] &= 0x7f;
    let [first, middle @ .., last] = y;
    let zero_or_one = first <= 1 && last == 0 && middle.iter().all(|octet| *octet == 0);
    // p = 2^255 - 19, little-endian ed ff .. ff 7f: p - 1 and everything from p on.
    let minus_one_or_more = first >= 0xec && last == 0x7f && middle.iter().all(|octet| *octet == 0xff);
    if zero_or_one || minus_one_or_more || ORDER_8.contains(&y) {
        return Err("its point is of small order: anybody could sign for it");
    }
    Ok(())
}
