//! The encrypted form: `dir` with `A256CBC-HS512` (RFC 7518 section 5.2.5), its key derived from the secret.

use aws_lc_rs::cipher::{AES_256, DecryptionContext, PaddedBlockDecryptingKey, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;
use base64_simd::URL_SAFE_NO_PAD;
use ring::{digest, hkdf, hmac};
use zeroize::Zeroizing;

use super::cookies::malformed;
use super::payload::{Form, Opened};
use super::token::same;
use crate::config_error::ConfigError;
use crate::denial::{Denial, DenialCode, quoted};
use crate::header::type_fits;
use crate::json::{self, Keep, Members, Node};
use crate::key::Secret;

const SALT: &[u8] = b"better-auth-session";
const INFO: &[u8] = b"BetterAuth.js Generated Encryption Key";
const BLOCK: usize = 16;
const TAG: usize = 32;

/// One key for each secret, newest first: Better Auth reads what older secrets encrypted.
pub(super) struct JweKeys(Vec<Key>);

struct Key {
    /// RFC 7638: how a token names its key.
    thumbprint: String,
    mac: hmac::Key,
    cipher: PaddedBlockDecryptingKey,
}

impl JweKeys {
    pub(super) fn derive(secret: &Secret) -> Result<Self, ConfigError> {
        let keys: Option<Vec<Key>> = secret.each().map(Key::derive).collect();
        keys.map(Self).ok_or_else(|| ConfigError::new("No key can be derived from the secret."))
    }

    /// Checks the tag, decrypts and gives the payload.
    pub(super) fn open<'k>(&self, text: &str) -> Result<Opened<'k>, Denial> {
        let mut parts = text.split('.');
        let (Some(header), Some(""), Some(iv), Some(encrypted), Some(tag), None) =
            (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(malformed("an encrypted session_data that is not header..iv.text.tag"));
        };
        let decode = |part: &str| {
            let bytes = URL_SAFE_NO_PAD.decode_to_vec(part);
            bytes.map_err(|_| malformed("an encrypted session_data that is not canonical base64url"))
        };
        let (header_bytes, iv, encrypted, tag) =
            (decode(header)?, decode(iv)?, decode(encrypted)?, decode(tag)?);
        let kid = kid_of(&header_bytes)?;
        let Ok(iv) = <[u8; BLOCK]>::try_from(iv) else {
            return Err(malformed("an encrypted session_data whose iv has not 16 bytes"));
        };
        if encrypted.is_empty() || !encrypted.len().is_multiple_of(BLOCK) || tag.len() != TAG {
            return Err(malformed("an encrypted session_data of a length that this encryption never has"));
        }
        let key = self.select(kid.as_deref(), header, &iv, &encrypted, &tag)?;
        let mut bytes = Zeroizing::new(encrypted);
        let context = DecryptionContext::Iv128(FixedLength::from(iv));
        let payload = key.cipher.decrypt(&mut bytes, context).map(|payload| Zeroizing::new(payload.to_vec()));
        let payload = payload.map_err(|_| malformed("an encrypted session_data with wrong padding"))?;
        Ok(Opened { payload, form: Form::Shared })
    }

    /// The key whose tag holds: the one that is named, or where none is, the first of the few.
    fn select(
        &self,
        kid: Option<&str>,
        header: &str,
        iv: &[u8],
        encrypted: &[u8],
        tag: &[u8],
    ) -> Result<&Key, Denial> {
        let mut keys = self.0.iter().filter(|key| kid.is_none_or(|kid| kid == key.thumbprint)).peekable();
        if keys.peek().is_none() {
            return Err(Denial::new(DenialCode::KeyNotFound)
                .expected("session_data encrypted under a known secret")
                .received("another kid")
                .hint("is the secret the issuer's? while it changes over, give the old one too"));
        }
        keys.find(|key| key.fits(header, iv, encrypted, tag)).ok_or_else(|| {
            Denial::new(DenialCode::SignatureInvalid).received("an encrypted session_data with a bad tag")
        })
    }
}

impl Key {
    fn derive(secret: &[u8]) -> Option<Self> {
        let mut derived = Zeroizing::new([0; 64]);
        let key = hkdf::Salt::new(hkdf::HKDF_SHA256, SALT).extract(secret);
        key.expand(&[INFO], Length).ok()?.fill(&mut *derived).ok()?;
        let (mac, cipher) = derived.split_at_checked(32)?;
        let encoded = Zeroizing::new(URL_SAFE_NO_PAD.encode_to_string(derived.as_slice()));
        let jwk = Zeroizing::new(format!(r#"{{"k":"{}","kty":"oct"}}"#, encoded.as_str()));
        Some(Self {
            thumbprint: URL_SAFE_NO_PAD.encode_to_string(digest::digest(&digest::SHA256, jwk.as_bytes())),
            mac: hmac::Key::new(hmac::HMAC_SHA512, mac),
            cipher: PaddedBlockDecryptingKey::cbc_pkcs7(UnboundCipherKey::new(&AES_256, cipher).ok()?)
                .ok()?,
        })
    }

    /// RFC 7518 section 5.2.2.2: the first half of a tag over header, iv, encrypted text and the header's length in bits.
    fn fits(&self, header: &str, iv: &[u8], encrypted: &[u8], tag: &[u8]) -> bool {
        let mut context = hmac::Context::with_key(&self.mac);
        let bits = header.len() as u64 * 8;
        for part in [header.as_bytes(), iv, encrypted, &bits.to_be_bytes()] {
            context.update(part);
        }
        let whole = context.sign();
        whole.as_ref().get(..TAG).is_some_and(|expected| same(&self.mac, expected, tag))
    }
}

/// The length that the key derivation is asked for.
struct Length;

impl hkdf::KeyType for Length {
    fn len(&self) -> usize {
        64
    }
}

/// Judges the header, and gives the key that it names.
fn kid_of(bytes: &[u8]) -> Result<Option<String>, Denial> {
    let members = json::object(bytes, |name| {
        matches!(name, "alg" | "enc" | "kid" | "typ" | "crit" | "zip" | "b64").then_some(Keep::Scalar)
    });
    let members = members.map_err(|fault| malformed(&format!("a header of which {fault}")))?;
    if members.get("zip").is_some() || members.get("b64").is_some() {
        return Err(malformed("a header with `zip` or `b64`"));
    }
    let (alg, enc) = (text(&members, "alg")?, text(&members, "enc")?);
    let (kid, typ) = (text(&members, "kid")?, text(&members, "typ")?);
    let (Some(alg), Some(enc)) = (alg, enc) else {
        return Err(malformed("a header without `alg` or `enc`"));
    };
    if members.get("crit").is_some() {
        return Err(Denial::new(DenialCode::CriticalHeaderUnsupported).received("a header with `crit`"));
    }
    if (alg, enc) != ("dir", "A256CBC-HS512") {
        return Err(Denial::new(DenialCode::AlgorithmNotAllowed)
            .expected("dir with A256CBC-HS512")
            .received(format!("{} with {}", quoted(alg), quoted(enc))));
    }
    if !type_fits(typ, None) {
        return Err(Denial::new(DenialCode::TokenTypeMismatch)
            .expected("typ JWT or none")
            .received(typ.map_or_else(|| "none".to_owned(), quoted)));
    }
    Ok(kid.map(str::to_owned))
}

fn text<'m>(members: &'m Members<'_>, name: &str) -> Result<Option<&'m str>, Denial> {
    match members.get(name) {
        None => Ok(None),
        Some(Node::Text(text)) => Ok(Some(text)),
        Some(other) => Err(malformed(&format!("a header whose `{name}` is {}", other.type_name()))),
    }
}
