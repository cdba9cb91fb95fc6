//! Keys that sign, for tests that compose key sets by hand. Also used by the tests in `core/tests/keys`.

use ring::signature::{Ed25519KeyPair, KeyPair};

/// An Ed25519 key made of one number, under a name of its own.
pub(crate) struct Signer {
    kid: String,
    pair: Ed25519KeyPair,
}

impl Signer {
    pub(crate) fn new(kid: &str, material: u8) -> Self {
        let pair = Ed25519KeyPair::from_seed_unchecked(&[material; 32]).expect("any 32 bytes are a seed");
        Self { kid: kid.to_owned(), pair }
    }

    /// The public key as a JWK.
    pub(crate) fn jwk(&self) -> String {
        let x = base64url(self.pair.public_key().as_ref());
        format!(r#"{{"kty":"OKP","crv":"Ed25519","kid":"{}","x":"{x}"}}"#, self.kid)
    }

    /// A token of `https://id.example.com` for `api`, with these times.
    pub(crate) fn mint(&self, issued_at: f64, expires_at: f64) -> String {
        self.mint_from("https://id.example.com", issued_at, expires_at)
    }

    /// The same of another issuer.
    pub(crate) fn mint_from(&self, issuer: &str, issued_at: f64, expires_at: f64) -> String {
        let header = format!(r#"{{"alg":"EdDSA","kid":"{}"}}"#, self.kid);
        let payload = format!(
            r#"{{"iss":"{issuer}","aud":"api","sub":"alice","iat":{issued_at},"nbf":{issued_at},"exp":{expires_at}}}"#
        );
        let signed = format!("{}.{}", base64url(header.as_bytes()), base64url(payload.as_bytes()));
        let signature = base64url(self.pair.sign(signed.as_bytes()).as_ref());
        format!("{signed}.{signature}")
    }
}

/// The key set of these keys, in this order.
pub(crate) fn key_set<'s>(signers: impl IntoIterator<Item = &'s Signer>) -> String {
    let keys: Vec<_> = signers.into_iter().map(Signer::jwk).collect();
    format!(r#"{{"keys":[{}]}}"#, keys.join(","))
}

fn base64url(bytes: &[u8]) -> String {
    base64_simd::URL_SAFE_NO_PAD.encode_to_string(bytes)
}
