//! ECDSA with plain numbers and the nonce of RFC 6979: every run gives the same bytes. Test keys only.

use num_bigint::BigUint;
use ring::{digest, hmac};

use super::der;
use super::rsa::{hash_of, padded};

/// A short Weierstrass curve with a = -3.
pub(super) struct Curve {
    pub(super) name: &'static str,
    p: BigUint,
    pub(super) n: BigUint,
    generator: Point,
    oid: &'static [u8],
    /// Octets of a coordinate.
    pub(super) size: usize,
}

type Point = (BigUint, BigUint);

/// A private key.
pub(super) struct Ec {
    pub(super) curve: Curve,
    d: BigUint,
    public: Point,
}

impl Ec {
    /// From PKCS#8; the curve is told by the length of the private number.
    pub(super) fn from_pkcs8(bytes: &[u8]) -> Option<Self> {
        let (_, inner, _) = der::read(der::pkcs8_key(bytes)?)?;
        let (_, scalar) = *der::members(inner).get(1)?;
        let curve = curve(scalar.len())?;
        let d = BigUint::from_bytes_be(scalar);
        let public = curve.times(&d, &curve.generator)?;
        Some(Self { curve, d, public })
    }

    /// The two coordinates, as long as the curve says.
    pub(super) fn coordinates(&self) -> (Vec<u8>, Vec<u8>) {
        (padded(&self.public.0, self.curve.size), padded(&self.public.1, self.curve.size))
    }

    /// SubjectPublicKeyInfo.
    pub(super) fn spki(&self) -> Vec<u8> {
        const EC_PUBLIC_KEY: &[u8] = &[0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
        let (x, y) = self.coordinates();
        let algorithm = [EC_PUBLIC_KEY, &der::value(6, self.curve.oid)].concat();
        der::public_key(&algorithm, &[&[4], x.as_slice(), &y].concat())
    }

    /// r and s side by side (RFC 7518 section 3.4).
    pub(super) fn sign(&self, alg: &str, message: &[u8]) -> Vec<u8> {
        let (r, s) = self.numbers(alg, message).unwrap_or_default();
        [padded(&r, self.curve.size), padded(&s, self.curve.size)].concat()
    }

    /// r and s.
    pub(super) fn numbers(&self, alg: &str, message: &[u8]) -> Option<(BigUint, BigUint)> {
        let n = &self.curve.n;
        let hashed = digest::digest(hash_of(alg), message);
        let e = leftmost(hashed.as_ref(), n);
        let k = self.nonce(alg, &e);
        let r = self.curve.times(&k, &self.curve.generator)?.0 % n;
        let s = k.modinv(n)? * (e + &r * &self.d) % n;
        Some((r, s))
    }

    /// RFC 6979 section 3.2, without the retry that happens once in 2^32 times or less for these curves.
    fn nonce(&self, alg: &str, e: &BigUint) -> BigUint {
        let kind = match hash_of(alg).output_len() {
            64 => hmac::HMAC_SHA512,
            48 => hmac::HMAC_SHA384,
            _ => hmac::HMAC_SHA256,
        };
        let mac = |key: &[u8], parts: &[&[u8]]| {
            hmac::sign(&hmac::Key::new(kind, key), &parts.concat()).as_ref().to_vec()
        };
        let n = &self.curve.n;
        let size = n.bits().div_ceil(8) as usize;
        let (d, e) = (padded(&self.d, size), padded(&(e % n), size));
        let mut v = vec![1; hash_of(alg).output_len()];
        let mut key = vec![0; v.len()];
        for separator in [0, 1] {
            key = mac(&key, &[&v, &[separator], &d, &e]);
            v = mac(&key, &[&v]);
        }
        let mut stream = Vec::new();
        while stream.len() < size {
            v = mac(&key, &[&v]);
            stream.extend_from_slice(&v);
        }
        stream.truncate(size);
        leftmost(&stream, n)
    }
}

/// The leftmost bits, as many as n has.
fn leftmost(bytes: &[u8], n: &BigUint) -> BigUint {
    let excess = (bytes.len() as u64 * 8).saturating_sub(n.bits());
    BigUint::from_bytes_be(bytes) >> excess
}

impl Curve {
    /// k times a point; nothing stands for the point at infinity.
    fn times(&self, k: &BigUint, point: &Point) -> Option<Point> {
        let mut sum: Option<Point> = None;
        for bit in (0..k.bits()).rev() {
            sum = sum.and_then(|sum| self.add(&sum, &sum));
            if k.bit(bit) {
                sum = match sum {
                    Some(sum) => self.add(&sum, point),
                    None => Some(point.clone()),
                };
            }
        }
        sum
    }

    fn add(&self, (x1, y1): &Point, (x2, y2): &Point) -> Option<Point> {
        let p = &self.p;
        let minus = |a: BigUint, b: &BigUint| (a + p - b % p) % p;
        let slope = if x1 == x2 {
            if y1 != y2 {
                return None;
            }
            let top = minus(BigUint::from(3u8) * x1 * x1, &BigUint::from(3u8));
            top * (BigUint::from(2u8) * y1).modinv(p)? % p
        } else {
            minus(y2.clone(), y1) * minus(x2.clone(), x1).modinv(p)? % p
        };
        let x3 = minus(minus(&slope * &slope, x1), x2);
        let y3 = minus(&slope * minus(x1.clone(), &x3), y1);
        Some((x3, y3))
    }
}

/// The NIST curve whose numbers are so many octets long.
fn curve(size: usize) -> Option<Curve> {
    let number = |hex: &str| BigUint::parse_bytes(hex.as_bytes(), 16);
    let (name, p, n, x, y, oid): (_, _, _, _, _, &'static [u8]) = match size {
        32 => (
            "P-256",
            "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
            "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551",
            "6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296",
            "4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5",
            &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07],
        ),
        48 => (
            "P-384",
            "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
            "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
            "aa87ca22be8b05378eb1c71ef320ad746e1d3b628ba79b9859f741e082542a385502f25dbf55296c3a545e3872760ab7",
            "3617de4a96262c6f5d9e98bf9292dc29f8f41dbd289a147ce9da3113b5f0b8c00a60b1ce1d7e819d7a431d7c90ea0e5f",
            &[0x2b, 0x81, 0x04, 0x00, 0x22],
        ),
        66 => (
            "P-521",
            concat!(
                "01ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            ),
            concat!(
                "01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
                "a51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"
            ),
            concat!(
                "00c6858e06b70404e9cd9e3ecb662395b4429c648139053fb521f828af606b4d3d",
                "baa14b5e77efe75928fe1dc127a2ffa8de3348b3c1856a429bf97e7e31c2e5bd66"
            ),
            concat!(
                "011839296a789a3bc0045c8a5fb42c7d1bd998f54449579b446817afbd17273e66",
                "2c97ee72995ef42640c550b9013fad0761353c7086a272c24088be94769fd16650"
            ),
            &[0x2b, 0x81, 0x04, 0x00, 0x23],
        ),
        _ => return None,
    };
    Some(Curve { name, p: number(p)?, n: number(n)?, generator: (number(x)?, number(y)?), oid, size })
}
