//! Signatures: changed, forged, of another length, of another algorithm.

use num_bigint::BigUint;
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA512};
use serde_json::{Value, json};

use super::case::{Cases, with_jwks, with_secret};
use super::lab::{Key, Lab, header, header_without_kid, jwks, mac, payload};
use super::rsa::{digest_info, digest_info_without_null};
use super::{b64, der};

const INVALID: &str = "signature_invalid";

pub(super) fn cases(cases: &mut Cases<'_>) {
    every_family(cases);
    macs(cases);
    rsa_padding(cases);
    elliptic(cases);
    edwards(cases);
    exchanged(cases);
}

/// What a family's cases are checked against.
fn set(lab: &Lab) -> Value {
    jwks(&[
        lab.ed_a.jwk(json!({"kid": "ed-1"})),
        lab.rsa_a.jwk(json!({"kid": "rsa-1"})),
        lab.p256_a.jwk(json!({"kid": "p256-1"})),
        lab.p384.jwk(json!({"kid": "p384-1"})),
        lab.p521.jwk(json!({"kid": "p521-1"})),
    ])
}

fn every_family(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let families: [(&str, &str, &Key, &Key, usize); 8] = [
        ("HS256", "", &lab.hs256_a, &lab.hs256_b, 32),
        ("EdDSA", "ed-1", &lab.ed_a, &lab.ed_b, 64),
        ("RS256", "rsa-1", &lab.rsa_a, &lab.rsa_b, 256),
        ("PS256", "rsa-1", &lab.rsa_a, &lab.rsa_b, 256),
        ("RS512", "rsa-1", &lab.rsa_a, &lab.rsa_b, 256),
        ("ES256", "p256-1", &lab.p256_a, &lab.p256_b, 64),
        ("ES384", "p384-1", &lab.p384, &lab.p256_b, 96),
        ("ES512", "p521-1", &lab.p521, &lab.p256_b, 132),
    ];
    for (alg, kid, key, stranger, size) in families {
        let head = header(alg, kid);
        let token = key.token(alg, &head, &payload());
        let (input, text) = token.rsplit_once('.').unwrap_or_default();
        let good = b64::bytes(text);
        let flip = |index: usize| {
            let mut changed = good.clone();
            if let Some(byte) = changed.get_mut(index) {
                *byte ^= 1;
            }
            changed
        };
        let longer = [good.as_slice(), &[0]].concat();
        let twice = [good.as_slice(), &good].concat();
        let bent = [
            ("with its first bit changed", "16", flip(0)),
            ("with its last bit changed", "16", flip(size - 1)),
            ("of zeros", "11", vec![0; size]),
            ("of ones", "11", vec![0xff; size]),
            ("of one octet", "16", vec![0]),
            ("without its first octet", "16", good.get(1..).unwrap_or_default().to_vec()),
            ("without its last octet", "16", good.get(..size - 1).unwrap_or_default().to_vec()),
            ("with a zero after it", "16", longer),
            ("with a zero before it", "16", [&[0], good.as_slice()].concat()),
            ("twice", "16", twice),
            ("by a stranger", "signature", stranger.sign(alg, input.as_bytes())),
            ("over another payload", "signature", key.sign(alg, format!("{input}x").as_bytes())),
        ];
        let verifier = if alg == "HS256" { with_secret(key) } else { with_jwks(set(lab)) };
        for (name, class, signature) in bent {
            let case = cases.add(
                format!("{alg} signature {name}"),
                class,
                format!("{input}.{}", b64::url(signature)),
                INVALID,
            );
            case.key(verifier.clone());
            if alg == "ES256" && name == "of zeros" {
                case.cve("CVE-2022-21449");
            }
        }
        let other = key.token(alg, &head, &payload().text("sub", "user-43"));
        let (other, _) = other.rsplit_once('.').unwrap_or_default();
        cases
            .add(
                format!("{alg} signature moved to another subject"),
                "signature",
                format!("{other}.{text}"),
                INVALID,
            )
            .key(verifier);
    }
}

fn macs(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let token = lab.hs(payload());
    let (input, text) = token.rsplit_once('.').unwrap_or_default();
    let good = b64::bytes(text);
    for length in [1, 4, 8, 16, 31] {
        let short = good.get(..length).unwrap_or_default();
        cases
            .add(
                format!("an HMAC cut to {length} octets"),
                "16",
                format!("{input}.{}", b64::url(short)),
                INVALID,
            )
            .key(with_secret(&lab.hs256_a))
            .cve("CVE-2018-1000539");
    }
    let Key::Secret(secret) = &lab.hs256_a else { return };
    let over = |alg: &str, message: &str| b64::url(mac(alg, secret, message.as_bytes()));
    let body = input.split_once('.').map_or("", |(_, body)| body);
    for (name, signature) in [
        ("of SHA-512 under HS256", over("HS512", input)),
        ("over the payload alone", over("HS256", body)),
        ("over the input with a dot at its end", over("HS256", &format!("{input}."))),
        ("as hexadecimal text", b64::url(good.iter().map(|byte| format!("{byte:02x}")).collect::<String>())),
    ] {
        cases
            .add(format!("an HMAC {name}"), "16", format!("{input}.{signature}"), INVALID)
            .key(with_secret(&lab.hs256_a));
    }
    let token = Key::Secret(secret.iter().copied().chain([b'\n']).collect()).token(
        "HS256",
        &header_without_kid("HS256"),
        &payload(),
    );
    cases.add("an HMAC under the secret and a line feed", "8", token, INVALID).key(with_secret(&lab.hs256_a));
}

fn rsa_padding(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let Key::Rsa(key) = &lab.rsa_a else { return };
    let input =
        format!("{}.{}", b64::url(header("RS256", "rsa-1").to_string()), b64::url(payload().to_string()));
    let message = input.as_bytes();
    let info = digest_info(&SHA256, message);
    let good = key.sign_encoded(&info);
    let plus_n = BigUint::from_bytes_be(&good) + &key.n;
    let size = key.size();
    let block = |front: &[u8], info: &[u8], tail: usize| {
        let padding = size - front.len() - info.len() - tail - 1;
        key.raw(&[front, vec![0xff; padding].as_slice(), &[0], info, vec![0; tail].as_slice()].concat())
    };
    let hash = ring::digest::digest(&SHA256, message);
    // The digest's own length in the long form of BER.
    let long_form =
        der::sequence(&[info.get(2..17).unwrap_or_default(), &[&[0x04, 0x81, 0x20], hash.as_ref()].concat()]);
    for (name, signature) in [
        ("as PSS", key.sign("PS256", message)),
        ("with SHA-1 inside", key.sign_encoded(&digest_info(&SHA1_FOR_LEGACY_USE_ONLY, message))),
        ("with SHA-512 inside", key.sign_encoded(&digest_info(&SHA512, message))),
        ("without the NULL", key.sign_encoded(&digest_info_without_null(&SHA256, message))),
        ("with a length in BER's long form", key.sign_encoded(&long_form)),
        ("with the hash alone", key.sign_encoded(hash.as_ref())),
        ("with rubbish after the hash", block(&[0, 1], &info, 64)),
        ("with block type 2", block(&[0, 2], &info, 0)),
        ("with block type 0", block(&[0, 0], &info, 0)),
        ("plus n", super::rsa::padded(&plus_n, size)),
    ] {
        cases
            .add(format!("RS256 signature {name}"), "12", format!("{input}.{}", b64::url(signature)), INVALID)
            .key(with_jwks(set(lab)));
    }
    cases
        .add("RS256 signature made by hand", "12", format!("{input}.{}", b64::url(good)), "accept")
        .key(with_jwks(set(lab)));
    leading_zero(cases);
    let input =
        format!("{}.{}", b64::url(header("PS256", "rsa-1").to_string()), b64::url(payload().to_string()));
    for (name, signature, expected) in [
        ("with a salt of 32 octets", key.sign_pss(&SHA256, 32, input.as_bytes()), "accept"),
        ("without a salt", key.sign_pss(&SHA256, 0, input.as_bytes()), INVALID),
        ("with a salt of 20 octets", key.sign_pss(&SHA256, 20, input.as_bytes()), INVALID),
        ("with a salt of 64 octets", key.sign_pss(&SHA256, 64, input.as_bytes()), INVALID),
        ("over SHA-512", key.sign_pss(&SHA512, 64, input.as_bytes()), INVALID),
        ("as PKCS#1", key.sign("RS256", input.as_bytes()), INVALID),
    ] {
        cases
            .add(
                format!("PS256 signature {name}"),
                "12",
                format!("{input}.{}", b64::url(signature)),
                expected,
            )
            .key(with_jwks(set(lab)));
    }
}

/// A signature that begins with a zero octet: good as it is, wrong without it.
fn leading_zero(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    for count in 0..4_000 {
        let token = lab.rsa_a.token("RS256", &header("RS256", "rsa-1"), &payload().raw("count", count));
        let (input, text) = token.rsplit_once('.').unwrap_or_default();
        let signature = b64::bytes(text);
        let Some((0, rest)) = signature.split_first() else { continue };
        cases.add("RS256 signature that begins with a zero", "12", &token, "accept").key(with_jwks(set(lab)));
        cases
            .add(
                "RS256 signature without the zero it begins with",
                "12",
                format!("{input}.{}", b64::url(rest)),
                INVALID,
            )
            .key(with_jwks(set(lab)));
        return;
    }
}

fn elliptic(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let Key::Ec(key) = &lab.p256_a else { return };
    let input =
        format!("{}.{}", b64::url(header("ES256", "p256-1").to_string()), b64::url(payload().to_string()));
    let Some((r, s)) = key.numbers("ES256", input.as_bytes()) else { return };
    let pair = |r: &BigUint, s: &BigUint| [super::rsa::padded(r, 32), super::rsa::padded(s, 32)].concat();
    let (zero, n) = (BigUint::ZERO, &key.curve.n);
    let in_der = der::sequence(&[&der::integer(&r), &der::integer(&s)]);
    for (name, signature) in [
        ("as DER", in_der),
        ("with r and s exchanged", pair(&s, &r)),
        ("with r = 0", pair(&zero, &s)),
        ("with s = 0", pair(&r, &zero)),
        ("with r = n", pair(n, &s)),
        ("with s = n", pair(&r, n)),
        ("with r = n and s = n", pair(n, n)),
        ("with r = 1 and s = 1", pair(&BigUint::from(1u8), &BigUint::from(1u8))),
        ("with 33 octets a number", [super::rsa::padded(&r, 33), super::rsa::padded(&s, 33)].concat()),
        ("over SHA-384", key.sign("ES384", input.as_bytes())),
    ] {
        cases
            .add(format!("ES256 signature {name}"), "11", format!("{input}.{}", b64::url(signature)), INVALID)
            .key(with_jwks(set(lab)));
    }
}

fn edwards(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let token = lab.ed(payload());
    let (input, text) = token.rsplit_once('.').unwrap_or_default();
    let good = b64::bytes(text);
    let (Some(r), Some(s)) = (good.get(..32), good.get(32..)) else { return };
    let order = (BigUint::from(1u8) << 252u8)
        + BigUint::parse_bytes(b"27742317777372353535851937790883648493", 10).unwrap_or_default();
    let mut more = (BigUint::from_bytes_le(s) + order).to_bytes_le();
    more.resize(32, 0);
    let mut identity = vec![1];
    identity.resize(64, 0);
    for (name, signature) in [
        ("with S plus the group order", [r, &more].concat()),
        ("with R and S exchanged", [s, r].concat()),
        ("with R the identity and S zero", identity),
        ("with S zero", [r, &[0; 32]].concat()),
    ] {
        cases.add(
            format!("EdDSA signature {name}"),
            "14",
            format!("{input}.{}", b64::url(signature)),
            INVALID,
        );
    }
}

/// Good signatures in the wrong place.
fn exchanged(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let token = lab.ed(payload());
    let parts: Vec<&str> = token.split('.').collect();
    let [_, body, signature] = parts.as_slice() else { return };
    let other = b64::url(header("EdDSA", "ed-1").text("x", "y").to_string());
    cases.add(
        "a signature under another header",
        "signature",
        format!("{other}.{body}.{signature}"),
        INVALID,
    );
    let head = header("RS384", "rsa-1");
    cases
        .add(
            "an RS256 signature that calls itself RS384",
            "4",
            lab.rsa_a.token("RS256", &head, &payload()),
            INVALID,
        )
        .key(with_jwks(set(lab)));
    for (name, body) in [
        ("an expired token", payload().raw("exp", 1)),
        ("a token of another issuer", payload().text("iss", "https://evil.example.com")),
        ("a token without claims", super::object::Object::default()),
        ("a token for another audience", payload().text("aud", "https://evil.example.com")),
    ] {
        let token = lab.ed_b.token("EdDSA", &header("EdDSA", "ed-1"), &body);
        cases
            .add(format!("{name} under a wrong signature"), "59", token, INVALID)
            .note("no claim error before the signature holds");
    }
}
