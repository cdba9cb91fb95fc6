//! The session token: `token.signature`, percent-encoded, signed with the newest secret.

use base64_simd::STANDARD;
use ring::hmac;
use zeroize::Zeroizing;

use super::cookies::malformed;
use crate::denial::{Denial, DenialCode};

/// A browser keeps no larger cookie.
const MAX_BYTES: usize = 4096;

/// A session token whose signature has held. It is a live credential: wiped on drop, shown nowhere.
pub(super) struct SessionToken(Zeroizing<String>);

impl SessionToken {
    /// Checks the cookie's value. Better Auth signs with its first secret alone, and refuses what older ones signed.
    pub(super) fn verify(value: &[u8], key: &hmac::Key) -> Result<Self, Denial> {
        if value.len() > MAX_BYTES {
            return Err(Denial::new(DenialCode::TokenTooLarge)
                .expected(format!("a session_token of at most {MAX_BYTES} bytes"))
                .received(format!("{} bytes", value.len())));
        }
        let text = percent_decoded(value)
            .ok_or_else(|| malformed("a session_token that is not percent-encoded text"))?;
        // The token may hold dots, its signature cannot.
        let (token, signature) = text
            .rsplit_once('.')
            .filter(|(token, _)| !token.is_empty())
            .ok_or_else(|| malformed("a session_token without a signature"))?;
        let tag = STANDARD.decode_to_vec(signature).ok().filter(|tag| tag.len() == 32);
        let tag = tag.ok_or_else(|| malformed("a session_token whose signature is not canonical base64"))?;
        if hmac::verify(key, token.as_bytes(), &tag).is_err() {
            return Err(Denial::new(DenialCode::SignatureInvalid)
                .received("a session_token with a bad signature")
                .hint("is the secret the issuer's newest?"));
        }
        Ok(Self(Zeroizing::new(token.to_owned())))
    }

    /// Compares in constant time.
    pub(super) fn is(&self, other: &str, key: &hmac::Key) -> bool {
        same(key, self.0.as_bytes(), other.as_bytes())
    }
}

/// Compares in constant time, whatever the lengths: by tags of both, which ring compares so.
pub(super) fn same(key: &hmac::Key, one: &[u8], other: &[u8]) -> bool {
    hmac::verify(key, one, hmac::sign(key, other).as_ref()).is_ok()
}

/// Decodes once; `None` for a broken escape or what is not UTF-8.
fn percent_decoded(value: &[u8]) -> Option<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(value.len()));
    let mut rest = value;
    while let [first, behind @ ..] = rest {
        rest = behind;
        bytes.push(match (*first, behind) {
            (b'%', [high, low, behind @ ..]) => {
                rest = behind;
                hex(*high)? << 4 | hex(*low)?
            }
            (b'%', _) => return None,
            (byte, _) => byte,
        });
    }
    std::str::from_utf8(&bytes).ok().map(|text| Zeroizing::new(text.to_owned()))
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percent_decoding_is_strict_and_done_once() {
        let decoded = |text: &str| percent_decoded(text.as_bytes()).map(|text| text.to_string());
        assert_eq!(decoded("a%2Bb%3d.%25").as_deref(), Some("a+b=.%"));
        assert_eq!(decoded("a+b").as_deref(), Some("a+b"));
        for text in ["%", "%2", "%2g", "%ff", "a%"] {
            assert_eq!(decoded(text), None, "{text}");
        }
    }

    #[test]
    fn comparison_is_of_the_whole() {
        let key = hmac::Key::new(hmac::HMAC_SHA256, b"for this test");
        assert!(same(&key, b"token", b"token"));
        for other in ["", "toke", "token2", "Token"] {
            assert!(!same(&key, b"token", other.as_bytes()), "{other}");
        }
    }
}
