//! The test keys, and tokens made with them.

use std::path::Path;

use num_bigint::BigUint;
use ring::hmac;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use serde_json::{Value, json};

use super::ec::Ec;
use super::rsa::Rsa;
use super::{b64, der, object::Object};
use crate::fault::{Doing, Fault};

/// The moment at which the cases are decided, unless they say otherwise: 2027-01-15T08:00:00Z.
pub(super) const NOW: i64 = 1_800_000_000;
pub(super) const ISSUER: &str = "https://id.example.com";
pub(super) const AUDIENCE: &str = "https://api.example.com";

/// A key that can sign.
pub(super) enum Key {
    Secret(Vec<u8>),
    Rsa(Rsa),
    Ed(Ed25519KeyPair),
    Ec(Ec),
}

/// Every key of `vectors/keys`.
pub(super) struct Lab {
    pub(super) ed_a: Key,
    pub(super) ed_b: Key,
    pub(super) rsa_a: Key,
    pub(super) rsa_b: Key,
    pub(super) rsa_3072: Key,
    pub(super) rsa_1024: Key,
    pub(super) rsa_e3: Key,
    pub(super) p256_a: Key,
    pub(super) p256_b: Key,
    pub(super) p384: Key,
    pub(super) p521: Key,
    pub(super) hs256_a: Key,
    pub(super) hs256_b: Key,
    pub(super) hs384: Key,
    pub(super) hs512: Key,
    /// The PEM text of the private keys, by file name without `test-only-` and `.pem`.
    private: Vec<(&'static str, String)>,
}

impl Lab {
    /// Reads the keys.
    pub(super) fn open(root: &Path) -> Result<Self, Fault> {
        let text = |name: &str| {
            let path = root.join("vectors/keys").join(format!("test-only-{name}"));
            std::fs::read_to_string(&path).doing(format!("cannot read vectors/keys/test-only-{name}"))
        };
        let pkcs8 = |name: &str| Ok::<_, Fault>(der::from_pem(&text(&format!("{name}.pem"))?));
        let bad = |name: &str| {
            Fault::new(format!("vectors/keys/test-only-{name}.pem is not the key that its name says"))
        };
        let rsa = |name: &str| Rsa::from_pkcs8(&pkcs8(name)?).map(Key::Rsa).ok_or_else(|| bad(name));
        let ec = |name: &str| Ec::from_pkcs8(&pkcs8(name)?).map(Key::Ec).ok_or_else(|| bad(name));
        let ed = |name: &str| {
            Ed25519KeyPair::from_pkcs8_maybe_unchecked(&pkcs8(name)?).map(Key::Ed).map_err(|_| bad(name))
        };
        let secret = |name: &str| Ok::<_, Fault>(Key::Secret(text(&format!("{name}.txt"))?.into_bytes()));
        let mut private = Vec::new();
        for name in ["ed25519-a", "rsa-2048-a", "p256-a"] {
            private.push((name, text(&format!("{name}.pem"))?));
        }
        Ok(Self {
            ed_a: ed("ed25519-a")?,
            ed_b: ed("ed25519-b")?,
            rsa_a: rsa("rsa-2048-a")?,
            rsa_b: rsa("rsa-2048-b")?,
            rsa_3072: rsa("rsa-3072")?,
            rsa_1024: rsa("rsa-1024")?,
            rsa_e3: rsa("rsa-2048-e3")?,
            p256_a: ec("p256-a")?,
            p256_b: ec("p256-b")?,
            p384: ec("p384")?,
            p521: ec("p521")?,
            hs256_a: secret("hs256-a")?,
            hs256_b: secret("hs256-b")?,
            hs384: secret("hs384")?,
            hs512: secret("hs512")?,
            private,
        })
    }

    /// The private key as PEM, for the cases in which somebody gives it to a verifier.
    pub(super) fn private_pem(&self, name: &str) -> &str {
        self.private.iter().find(|(known, _)| *known == name).map_or("", |(_, pem)| pem)
    }

    /// The key set that most cases use: one Ed25519 key, `ed-1`.
    pub(super) fn ed_set(&self) -> Value {
        jwks(&[self.ed_a.jwk(json!({"kid": "ed-1", "alg": "EdDSA"}))])
    }

    /// A good token but for what the payload says, signed by `ed-1`.
    pub(super) fn ed(&self, payload: Object) -> String {
        self.ed_a.token("EdDSA", &header("EdDSA", "ed-1"), &payload)
    }

    /// A good token but for what header and payload say, signed by `ed-1`.
    pub(super) fn ed_with(&self, header: Object, payload: Object) -> String {
        self.ed_a.token("EdDSA", &header, &payload)
    }

    /// As [`ed`](Self::ed), signed with the first secret.
    pub(super) fn hs(&self, payload: Object) -> String {
        self.hs256_a.token("HS256", &header_without_kid("HS256"), &payload)
    }
}

/// `{"alg", "typ": "JWT", "kid"}`.
pub(super) fn header(alg: &str, kid: &str) -> Object {
    header_without_kid(alg).text("kid", kid)
}

/// `{"alg", "typ": "JWT"}`.
pub(super) fn header_without_kid(alg: &str) -> Object {
    Object::default().text("alg", alg).text("typ", "JWT")
}

/// The claims of a token that every policy here takes, if a case does not change them.
pub(super) fn payload() -> Object {
    Object::default()
        .text("iss", ISSUER)
        .text("sub", "user-42")
        .text("aud", AUDIENCE)
        .raw("iat", NOW - 60)
        .raw("exp", NOW + 840)
}

impl Key {
    /// A compact token; the header may say another algorithm than the one that signs.
    pub(super) fn token(&self, alg: &str, header: &Object, payload: &Object) -> String {
        self.token_of(alg, header.to_string(), payload.to_string())
    }

    /// The same from bytes that need not be JSON.
    pub(super) fn token_of(&self, alg: &str, header: impl AsRef<[u8]>, payload: impl AsRef<[u8]>) -> String {
        self.token_of_parts(alg, &b64::url(header), &b64::url(payload))
    }

    /// The same from two parts that need not be base64url.
    pub(super) fn token_of_parts(&self, alg: &str, header: &str, payload: &str) -> String {
        let input = format!("{header}.{payload}");
        let signature = b64::url(self.sign(alg, input.as_bytes()));
        format!("{input}.{signature}")
    }

    /// A signature.
    pub(super) fn sign(&self, alg: &str, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Secret(secret) => mac(alg, secret, message),
            Self::Rsa(key) => key.sign(alg, message),
            Self::Ed(key) => key.sign(message).as_ref().to_vec(),
            Self::Ec(key) => key.sign(alg, message),
        }
    }

    /// The public key as a JWK, with the members of `more` added or put in place of ours; null takes one away.
    pub(super) fn jwk(&self, more: Value) -> Value {
        let mut jwk = match self {
            Self::Secret(secret) => json!({"kty": "oct", "k": b64::url(secret)}),
            Self::Rsa(key) => rsa_jwk(&key.n, &key.e),
            Self::Ed(key) => json!({"kty": "OKP", "crv": "Ed25519", "x": b64::url(key.public_key())}),
            Self::Ec(key) => {
                let (x, y) = key.coordinates();
                json!({"kty": "EC", "crv": key.curve.name, "x": b64::url(x), "y": b64::url(y)})
            }
        };
        merge(&mut jwk, more);
        jwk
    }

    /// SubjectPublicKeyInfo, or nothing for a secret.
    pub(super) fn spki(&self) -> Vec<u8> {
        match self {
            Self::Secret(_) => Vec::new(),
            Self::Rsa(key) => key.spki(),
            Self::Ed(key) => ed_spki(key.public_key().as_ref()),
            Self::Ec(key) => key.spki(),
        }
    }

    /// The public key as PEM.
    pub(super) fn public_pem(&self) -> String {
        der::to_pem("PUBLIC KEY", &self.spki())
    }
}

/// SubjectPublicKeyInfo of an Ed25519 key (RFC 8410).
pub(super) fn ed_spki(point: &[u8]) -> Vec<u8> {
    der::public_key(&[0x06, 0x03, 0x2b, 0x65, 0x70], point)
}

/// HMAC under any bytes, those of a public key included.
pub(super) fn mac(alg: &str, secret: &[u8], message: &[u8]) -> Vec<u8> {
    let kind = match alg {
        "HS512" => hmac::HMAC_SHA512,
        "HS384" => hmac::HMAC_SHA384,
        _ => hmac::HMAC_SHA256,
    };
    hmac::sign(&hmac::Key::new(kind, secret), message).as_ref().to_vec()
}

/// An RSA public key from its numbers.
pub(super) fn rsa_jwk(n: &BigUint, e: &BigUint) -> Value {
    json!({"kty": "RSA", "n": b64::url(n.to_bytes_be()), "e": b64::url(e.to_bytes_be())})
}

/// A key set.
pub(super) fn jwks(keys: &[Value]) -> Value {
    json!({"keys": keys})
}

/// Puts the members of `more` into `object`; null takes one away.
pub(super) fn merge(object: &mut Value, more: Value) {
    let (Value::Object(object), Value::Object(more)) = (object, more) else {
        return;
    };
    for (name, value) in more {
        if value.is_null() {
            object.remove(&name);
        } else {
            object.insert(name, value);
        }
    }
}
