//! Keys that a careful verifier refuses: RSA numbers out of range, Ed25519 points of small order.

use num_bigint::BigUint;
use serde_json::{Value, json};

use super::b64;
use super::case::{Cases, with_jwks};
use super::lab::{Key, Lab, header, jwks, merge, payload, rsa_jwk};

const UNUSABLE: &str = "key_unusable";

/// The eight points of small order, and the six other spellings that decoders take for them.
pub(super) const SMALL_ORDER: [(&str, &str); 14] = [
    ("order 1", "0100000000000000000000000000000000000000000000000000000000000000"),
    ("order 2", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    ("order 4", "0000000000000000000000000000000000000000000000000000000000000000"),
    ("order 4, sign set", "0000000000000000000000000000000000000000000000000000000000000080"),
    ("order 8, first", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    ("order 8, first, sign set", "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa"),
    ("order 8, second", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
    ("order 8, second, sign set", "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
    ("order 1, sign set", "0100000000000000000000000000000000000000000000000000000000000080"),
    ("order 2, sign set", "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
    ("order 4, y not reduced", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    ("order 4, y not reduced, sign set", "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
    ("order 1, y not reduced", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
    ("order 1, y not reduced, sign set", "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"),
];

pub(super) fn cases(cases: &mut Cases<'_>) {
    small_order(cases);
    rsa_numbers(cases);
    forged_by_weakness(cases);
}

fn hex(text: &str) -> Vec<u8> {
    BigUint::parse_bytes(text.as_bytes(), 16).map_or_else(Vec::new, |number| super::rsa::padded(&number, 32))
}

/// A point of small order as a JWK.
pub(super) fn small_order_jwk(text: &str, kid: &str) -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "x": b64::url(hex(text)), "kid": kid})
}

/// Under such a key R = identity with S = 0 verifies any message for one spelling in eight or more.
fn small_order(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let good = lab.ed_b.jwk(json!({"kid": "ed-2"}));
    let mut signature = vec![0; 64];
    if let Some(first) = signature.first_mut() {
        *first = 1;
    }
    let head = b64::url(header("EdDSA", "weak").to_string());
    let token = format!("{head}.{}.{}", b64::url(payload().to_string()), b64::url(signature));
    for (name, point) in SMALL_ORDER {
        cases
            .add(format!("an Ed25519 key of {name}"), "14", &token, UNUSABLE)
            .key(with_jwks(jwks(&[small_order_jwk(point, "weak"), good.clone()])));
    }
}

/// RSA keys by their numbers; true where they are good enough.
pub(super) fn rsa_keys(lab: &Lab) -> Vec<(&'static str, Value, bool)> {
    let (Key::Rsa(key), Key::Rsa(small)) = (&lab.rsa_a, &lab.rsa_1024) else {
        return Vec::new();
    };
    let n = &key.n;
    let one = BigUint::from(1u8);
    let number = |value: u64| BigUint::from(value);
    let odd = |bits: u64| (&one << (bits - 1)) + &one;
    let mut zeros = vec![0, 0];
    zeros.extend(n.to_bytes_be());
    let mut with_zeros = rsa_jwk(n, &key.e);
    merge(&mut with_zeros, json!({"n": b64::url(zeros)}));
    vec![
        ("of 1024 bits", rsa_jwk(&small.n, &small.e), false),
        ("of 2047 bits", rsa_jwk(&(n >> 1u8 | &one), &key.e), false),
        ("of 512 bits and leading zeros", padded_n(&odd(512)), false),
        ("of 2048 bits with leading zero octets", with_zeros, true),
        ("of 8192 bits", rsa_jwk(&odd(8192), &key.e), true),
        ("of 8193 bits", rsa_jwk(&odd(8193), &key.e), false),
        ("of 16384 bits", rsa_jwk(&odd(16384), &key.e), false),
        ("whose n is even", rsa_jwk(&(n - &one), &key.e), false),
        ("whose e is 0", rsa_jwk(n, &number(0)), false),
        ("whose e is 1", rsa_jwk(n, &number(1)), false),
        ("whose e is 2", rsa_jwk(n, &number(2)), false),
        ("whose e is 3", rsa_jwk(n, &number(3)), false),
        ("whose e is 17", rsa_jwk(n, &number(17)), false),
        ("whose e is 65535", rsa_jwk(n, &number(65_535)), false),
        ("whose e is 65538", rsa_jwk(n, &number(65_538)), false),
        ("whose e is 65539", rsa_jwk(n, &number(65_539)), true),
        ("whose e is 2^33 - 1", rsa_jwk(n, &number((1 << 33) - 1)), true),
        ("whose e is 2^33 + 1", rsa_jwk(n, &number((1 << 33) + 1)), false),
        ("whose e is as long as n", rsa_jwk(n, &(n - number(2))), false),
    ]
}

/// 2048 bits on paper: the upper ones are zero.
fn padded_n(n: &BigUint) -> Value {
    json!({"kty": "RSA", "n": b64::url(super::rsa::padded(n, 256)), "e": "AQAB"})
}

fn rsa_numbers(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let good = lab.ed_b.jwk(json!({"kid": "ed-2"}));
    let token = lab.rsa_a.token("RS256", &header("RS256", "weak"), &payload());
    for (name, mut key, usable) in rsa_keys(lab) {
        merge(&mut key, json!({"kid": "weak"}));
        let expected = match (usable, name) {
            (false, _) => UNUSABLE,
            (true, "of 2048 bits with leading zero octets") => "accept",
            (true, _) => "signature_invalid",
        };
        cases
            .add(format!("an RSA key {name}"), "13", &token, expected)
            .key(with_jwks(jwks(&[key, good.clone()])));
    }
    for (name, key) in [("of 1024 bits", &lab.rsa_1024), ("whose e is 3", &lab.rsa_e3)] {
        let token = key.token("RS256", &header("RS256", "weak"), &payload());
        cases
            .add(format!("a signature by its own RSA key {name}"), "13", token, UNUSABLE)
            .key(with_jwks(jwks(&[key.jwk(json!({"kid": "weak"})), good.clone()])));
    }
}

/// Signatures that need no private key, if the weak key is taken.
fn forged_by_weakness(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let Key::Rsa(key) = &lab.rsa_a else { return };
    let good = lab.ed_b.jwk(json!({"kid": "ed-2"}));
    let input =
        format!("{}.{}", b64::url(header("RS256", "weak").to_string()), b64::url(payload().to_string()));
    // With e = 1 the padded block is its own signature.
    let info = super::rsa::digest_info(super::rsa::hash_of("RS256"), input.as_bytes());
    let block = [&[0, 1], vec![0xff; key.size() - info.len() - 3].as_slice(), &[0], &info].concat();
    let mut weak = rsa_jwk(&key.n, &BigUint::from(1u8));
    merge(&mut weak, json!({"kid": "weak"}));
    cases
        .add(
            "a block that is its own signature, e is 1",
            "13",
            format!("{input}.{}", b64::url(block)),
            UNUSABLE,
        )
        .key(with_jwks(jwks(&[weak, good.clone()])));
    // With e = 3 the cube root of a block with rubbish at its end is a signature for careless padding checks.
    let Key::Rsa(e3) = &lab.rsa_e3 else { return };
    let front = [&[0, 1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0][..], &info].concat();
    let wanted = BigUint::from_bytes_be(&front) << (8 * (e3.size() - front.len()));
    let root = wanted.cbrt() + BigUint::from(1u8);
    let mut weak = rsa_jwk(&e3.n, &e3.e);
    merge(&mut weak, json!({"kid": "weak"}));
    cases
        .add(
            "the cube root of a short block, e is 3",
            "12",
            format!("{input}.{}", b64::url(super::rsa::padded(&root, e3.size()))),
            UNUSABLE,
        )
        .key(with_jwks(jwks(&[weak, good])))
        .cve("CVE-2006-4339");
}
