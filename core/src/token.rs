//! A token as it came: three parts of canonical base64url, nothing believed yet.

use base64_simd::URL_SAFE_NO_PAD;

use crate::denial::{Denial, DenialCode};

/// The limit on a token's length in bytes unless the configuration sets another.
pub(crate) const MAX_TOKEN_BYTES: usize = 16 * 1024;

/// A compact JWS (RFC 7515 section 7.1), decoded and not verified. Its payload leaves through `signature::verify`.
pub(crate) struct UnverifiedToken<'t> {
    /// `header.payload` as it came: what was signed.
    pub(crate) signing_input: &'t [u8],
    pub(crate) payload: Vec<u8>,
    pub(crate) signature: Vec<u8>,
}

/// The header's JSON, apart from the rest because choosing a key may look at it and at nothing else.
pub(crate) struct HeaderBytes(pub(crate) Vec<u8>);

/// The three parts as text; nothing decoded.
pub(crate) struct Parts<'t> {
    pub(crate) header: &'t str,
    payload: &'t str,
    signature: &'t str,
    signing_input: &'t [u8],
}

pub(crate) fn check_length(text: &str, max_bytes: usize) -> Result<(), Denial> {
    if text.len() <= max_bytes {
        return Ok(());
    }
    Err(Denial::new(DenialCode::TokenTooLarge)
        .expected(format!("at most {max_bytes} bytes"))
        .received(format!("{} bytes", text.len())))
}

impl<'t> Parts<'t> {
    pub(crate) fn split(text: &'t str, max_bytes: usize) -> Result<Self, Denial> {
        check_length(text, max_bytes)?;
        let [header, payload, signature] = parts(text).ok_or_else(|| wrong_parts(text))?;
        let signing_input = text.as_bytes().get(..header.len() + 1 + payload.len()).unwrap_or_default();
        Ok(Self { header, payload, signature, signing_input })
    }

    /// Decodes the header. Decode the [`token`](Self::token) too before it is read: faults of the shape come first.
    pub(crate) fn header(&self) -> Result<HeaderBytes, Denial> {
        decode(self.header, "header").map(HeaderBytes)
    }

    pub(crate) fn token(&self) -> Result<UnverifiedToken<'t>, Denial> {
        let (payload, signature) = (decode(self.payload, "payload")?, decode(self.signature, "signature")?);
        Ok(UnverifiedToken { signing_input: self.signing_input, payload, signature })
    }
}

/// The three parts, if there are three.
fn parts(text: &str) -> Option<[&str; 3]> {
    let mut dots = memchr::memchr_iter(b'.', text.as_bytes());
    let (Some(first), Some(second), None) = (dots.next(), dots.next(), dots.next()) else {
        return None;
    };
    Some([text.get(..first)?, text.get(first + 1..second)?, text.get(second + 1..)?])
}

/// Canonical base64url without padding (RFC 7515 section 2): one text for one value.
fn decode(part: &str, name: &str) -> Result<Vec<u8>, Denial> {
    if part.is_empty() {
        return Err(malformed().received(format!("an empty {name}")));
    }
    URL_SAFE_NO_PAD
        .decode_to_vec(part)
        .map_err(|_| malformed().received(format!("a {name} that is not canonical base64url")))
}

fn wrong_parts(text: &str) -> Denial {
    let parts = text.bytes().filter(|byte| *byte == b'.').count() + 1;
    let denial = malformed().received(format!("{parts} parts"));
    match parts {
        2 => denial.hint(
            "two parts: a Better Auth session token (of the bearer plugin or the cookie) is opaque; \
             send the JWT of GET /api/auth/token instead",
        ),
        5 => denial.hint("five parts: an encrypted token (JWE) is not for APIs to read"),
        _ if text.trim() != text => denial.hint("white space around the token"),
        _ => denial,
    }
}

fn malformed() -> Denial {
    Denial::new(DenialCode::TokenMalformed).expected("header.payload.signature in unpadded base64url")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> Option<DenialCode> {
        let parsed = Parts::split(text, MAX_TOKEN_BYTES).and_then(|parts| {
            parts.header()?;
            parts.token().map(drop)
        });
        parsed.err().map(|denial| denial.code())
    }

    #[test]
    fn three_parts_of_canonical_base64url() {
        assert_eq!(code("e30.e30.AA"), None);
        for text in [
            "",
            ".",
            "..",
            "e30.e30",
            "e30.e30.",
            ".e30.AA",
            "e30..AA",
            "e30.e30.AA.AA",
            "e30.e30.AA.",
            " e30.e30.AA",
            "e30=.e30.AA",
            "e30.e30.AA==",
            "e30.e30.A",
            "e30.e30.AB",
            "e30.e30.AAB",
            "e31.e30.AA",
            "e3+.e30.AA",
            "e3/.e30.AA",
            "e30.e30.AA\n",
            "e30.e 30.AA",
            "e30.\u{e9}30.AA",
            "e30.e30\0.AA",
        ] {
            assert_eq!(code(text), Some(DenialCode::TokenMalformed), "{text:?}");
        }
        assert_eq!(code(&".".repeat(10_000)), Some(DenialCode::TokenMalformed));
        assert_eq!(code(&"a".repeat(MAX_TOKEN_BYTES + 1)), Some(DenialCode::TokenTooLarge));
    }

    /// Every text of up to four characters: accepted exactly if it is what encoding its own value gives.
    #[test]
    fn decoding_is_canonical() {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/= \n\x7f";
        for &a in alphabet {
            for &b in alphabet {
                for &c in alphabet {
                    for text in
                        [vec![a], vec![a, b], vec![a, b, c], vec![b'A', a, b, c], vec![a, b, c, b'A', a, b]]
                    {
                        let text = String::from_utf8(text).unwrap();
                        if let Ok(bytes) = decode(&text, "part") {
                            assert_eq!(URL_SAFE_NO_PAD.encode_to_string(bytes), text);
                        }
                    }
                }
            }
        }
    }
}
