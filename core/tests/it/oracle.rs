//! Another library as the oracle: whatever jsonwebtoken signs we accept, for every algorithm that it has; and what either of us
//! tampers with, we refuse.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, ECDSA_P384_SHA384_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
};
use bearward::{Secret, Verifier, VerifierBuilder};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, encode};
use serde_json::{Value, json};

use crate::support::{base64url, code};

const SECRET_512: &str = "k7Qz1LxVb2RtYp9sHjMf4Gc6Ae8UoWd3k7Qz1LxVb2RtYp9sHjMf4Gc6Ae8UoWd3";

fn pem(der: &[u8]) -> String {
    let text = base64_simd::STANDARD.encode_to_string(der);
    let lines: Vec<&str> =
        text.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", lines.join("\n"))
}

fn signing_key(algorithm: Algorithm) -> EncodingKey {
    use Algorithm::{ES256, ES384, EdDSA, HS256, HS384, HS512};
    match algorithm {
        HS256 | HS384 | HS512 => EncodingKey::from_secret(SECRET_512.as_bytes()),
        ES256 | ES384 => {
            let curve = match algorithm {
                ES256 => &ECDSA_P256_SHA256_FIXED_SIGNING,
                _ => &ECDSA_P384_SHA384_FIXED_SIGNING,
            };
            let key = EcdsaKeyPair::generate(curve).unwrap();
            EncodingKey::from_ec_pem(pem(key.to_pkcs8v1().unwrap().as_ref()).as_bytes()).unwrap()
        }
        EdDSA => {
            let key = Ed25519KeyPair::generate().unwrap();
            EncodingKey::from_ed_pem(pem(key.to_pkcs8v1().unwrap().as_ref()).as_bytes()).unwrap()
        }
        _ => {
            let key = aws_lc_rs::rsa::KeyPair::generate(KeySize::Rsa2048).unwrap();
            let der: Pkcs8V1Der<'_> = key.as_der().unwrap();
            EncodingKey::from_rsa_pem(pem(der.as_ref()).as_bytes()).unwrap()
        }
    }
}

fn verifier(algorithm: Algorithm, key: &EncodingKey) -> VerifierBuilder {
    use Algorithm::{HS256, HS384, HS512};
    let builder = Verifier::issuer("https://id.example").audience("api");
    match algorithm {
        HS256 | HS384 | HS512 => {
            builder.secret(Secret::new(SECRET_512)).algorithm_names([format!("{algorithm:?}")])
        }
        _ => {
            let mut jwk = Jwk::from_encoding_key(key, algorithm).unwrap();
            jwk.common.key_id = Some("k1".to_owned());
            builder.jwk(serde_json::to_string(&jwk).unwrap())
        }
    }
}

const ALGORITHMS: [Algorithm; 12] = [
    Algorithm::HS256,
    Algorithm::HS384,
    Algorithm::HS512,
    Algorithm::ES256,
    Algorithm::ES384,
    Algorithm::RS256,
    Algorithm::RS384,
    Algorithm::RS512,
    Algorithm::PS256,
    Algorithm::PS384,
    Algorithm::PS512,
    Algorithm::EdDSA,
];

fn now() -> u64 {
    bearward::Now::system().unix() as u64
}

fn claims(n: u64) -> Value {
    json!({"iss": "https://id.example", "aud": "api", "sub": format!("user-{n}"), "exp": now() + 60, "iat": now(), "n": n,
           "text": "\u{e9}\u{1f600} \" \\ \u{0}"})
}

fn header(algorithm: Algorithm) -> Header {
    let mut header = Header::new(algorithm);
    header.kid = Some("k1".to_owned());
    header
}

#[test]
fn what_it_signs_we_accept() {
    for algorithm in ALGORITHMS {
        let key = signing_key(algorithm);
        let verifier =
            verifier(algorithm, &key).build().unwrap_or_else(|error| panic!("{algorithm:?}: {error}"));
        for n in 0..20 {
            let token = encode(&header(algorithm), &claims(n), &key).unwrap();
            let accepted =
                verifier.verify(&token).unwrap_or_else(|denial| panic!("{algorithm:?}: {denial:?}"));
            assert_eq!(accepted.subject_str(), format!("user-{n}"));
            assert_eq!(accepted.get("n"), Some(&json!(n)));
            assert_eq!(accepted.get_str("text"), Some("\u{e9}\u{1f600} \" \\ \u{0}"));
            assert_eq!(accepted.deserialize::<Value>().unwrap()["n"], json!(n));
        }
    }
}

/// Each byte of the signature, and some of the rest: one flipped bit is enough.
#[test]
fn one_flipped_bit_is_refused() {
    for algorithm in ALGORITHMS {
        let key = signing_key(algorithm);
        let verifier = verifier(algorithm, &key).build().unwrap();
        let token = encode(&header(algorithm), &claims(1), &key).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(signature).unwrap();
        for index in 0..signature.len() {
            let mut bad = signature.clone();
            bad[index] ^= 1 << (index % 8);
            let token = format!("{signed}.{}", base64url(&bad));
            assert_eq!(code(&verifier, &token), "signature_invalid", "{algorithm:?} byte {index}");
        }
        for cut in [1, signature.len() / 2, signature.len() - 1] {
            let token = format!("{signed}.{}", base64url(&signature[..cut]));
            assert_eq!(code(&verifier, &token), "signature_invalid", "{algorithm:?} cut at {cut}");
        }
        for longer in [[&signature[..], &[0]].concat(), [&[0], &signature[..]].concat()] {
            assert_eq!(code(&verifier, &format!("{signed}.{}", base64url(&longer))), "signature_invalid");
        }
    }
}

/// An ECDSA signature in DER is not JOSE; r = s = 0 is nobody's (CVE-2022-21449).
#[test]
fn ecdsa_takes_the_fixed_form_alone() {
    for (algorithm, half) in [(Algorithm::ES256, 32), (Algorithm::ES384, 48)] {
        let key = signing_key(algorithm);
        let verifier = verifier(algorithm, &key).build().unwrap();
        let token = encode(&header(algorithm), &claims(1), &key).unwrap();
        let (signed, signature) = token.rsplit_once('.').unwrap();
        let signature = base64_simd::URL_SAFE_NO_PAD.decode_to_vec(signature).unwrap();
        let (r, s) = signature.split_at(half);
        let der = der_sequence(r, s);
        let zero_s = [r, &vec![0; half]].concat();
        for bad in [der, vec![0; 2 * half], zero_s, [s, r].concat(), vec![0xff; 2 * half]] {
            assert_eq!(code(&verifier, &format!("{signed}.{}", base64url(bad))), "signature_invalid");
        }
    }
}

fn der_sequence(r: &[u8], s: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let mut content: Vec<u8> = number.iter().copied().skip_while(|octet| *octet == 0).collect();
        if content.first().is_some_and(|first| first & 0x80 != 0) {
            content.insert(0, 0);
        }
        [&[2, content.len() as u8], &content[..]].concat()
    };
    let content = [integer(r), integer(s)].concat();
    [&[0x30, content.len() as u8], &content[..]].concat()
}

/// The key, not the header, says the algorithm: every other name over the same bytes is refused.
#[test]
fn an_algorithm_of_another_name_is_refused() {
    for algorithm in ALGORITHMS {
        let key = signing_key(algorithm);
        let verifier = verifier(algorithm, &key).build().unwrap();
        let token = encode(&header(algorithm), &claims(1), &key).unwrap();
        let (_, rest) = token.split_once('.').unwrap();
        for other in ALGORITHMS.into_iter().filter(|other| *other != algorithm) {
            let header = base64url(json!({"alg": format!("{other:?}"), "kid": "k1"}).to_string());
            let refused = code(&verifier, &format!("{header}.{rest}"));
            assert!(
                matches!(
                    refused,
                    "algorithm_not_allowed" | "key_unusable" | "key_not_found" | "signature_invalid"
                ),
                "{algorithm:?} as {other:?}: {refused}"
            );
        }
    }
}

/// A JWK without `alg` fits every RS* and PS* of the allow-list; with `alg` that one alone (CVE-2026-22817).
#[test]
fn an_rsa_key_is_bound_by_its_alg() {
    let key = signing_key(Algorithm::RS256);
    let mut jwk = Jwk::from_encoding_key(&key, Algorithm::RS256).unwrap();
    jwk.common.key_id = Some("k1".to_owned());
    let mut jwk = serde_json::to_value(&jwk).unwrap();
    let build = |jwk: &Value| {
        Verifier::issuer("https://id.example").audience("api").jwk(jwk.to_string()).build().unwrap()
    };
    let bound = build(&jwk);
    jwk.as_object_mut().unwrap().remove("alg");
    let free = build(&jwk);
    for algorithm in [
        Algorithm::RS256,
        Algorithm::RS384,
        Algorithm::RS512,
        Algorithm::PS256,
        Algorithm::PS384,
        Algorithm::PS512,
    ] {
        let token = encode(&header(algorithm), &claims(1), &key).unwrap();
        assert_eq!(code(&free, &token), "accept", "{algorithm:?}");
        let expected = if algorithm == Algorithm::RS256 { "accept" } else { "key_unusable" };
        assert_eq!(code(&bound, &token), expected, "{algorithm:?}");
    }
}

/// What we accept it accepts: the test issuer's tokens through the other library.
#[test]
fn what_our_issuer_signs_it_accepts() {
    use bearward::testing::TestIssuer;
    for (ours, theirs) in [
        (bearward::Algorithm::EdDsa, Algorithm::EdDSA),
        (bearward::Algorithm::Es256, Algorithm::ES256),
        (bearward::Algorithm::Es384, Algorithm::ES384),
        (bearward::Algorithm::Rs256, Algorithm::RS256),
        (bearward::Algorithm::Ps512, Algorithm::PS512),
    ] {
        let issuer = TestIssuer::builder().algorithm(ours).audience("api").start();
        let set: jsonwebtoken::jwk::JwkSet = serde_json::from_str(&issuer.jwks()).unwrap();
        let key = DecodingKey::from_jwk(&set.keys[0]).unwrap();
        let mut validation = Validation::new(theirs);
        validation.set_audience(&["api"]);
        let data = decode::<Value>(&issuer.mint(json!({"sub": "alice"})), &key, &validation);
        assert_eq!(data.unwrap_or_else(|error| panic!("{ours}: {error}")).claims["sub"], "alice");
    }
}
