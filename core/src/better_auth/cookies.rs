//! The cookies of a request that are ours: names, the `__Secure-` family, chunks. Nothing is believed yet.

use zeroize::Zeroizing;

use crate::denial::{Denial, DenialCode};
use crate::language::Spelled;

/// What browsers keep to secure origins: a plain-HTTP page or a sibling host cannot plant it.
pub(super) const SECURE: &str = "__Secure-";
/// Better Auth makes at most so many.
const MAX_CHUNKS: usize = 100;
/// More than servers take as headers; what is kept of a request is bounded by it.
pub(super) const MAX_DATA_BYTES: usize = 32 * 1024;

/// Which cookies are looked for; without `__Secure-`.
pub(super) struct Names {
    pub(super) token: String,
    pub(super) data: String,
    /// `None`: the secure ones where there is a secure session token, else the plain ones.
    pub(super) secure: Option<bool>,
}

/// The cookies of one family. The two are never mixed.
#[derive(Default)]
pub(super) struct Jar<'c> {
    token: Option<&'c [u8]>,
    data: Option<&'c [u8]>,
    chunks: Vec<Option<&'c [u8]>>,
    repeated: bool,
    /// What was seen that is not ours, but looks as if it were meant to be.
    stranger: Option<Stranger>,
}

#[derive(Clone, Copy)]
enum Stranger {
    /// A session token of the other family.
    Family,
    /// A session token under another prefix.
    Prefix,
}

impl<'c> Jar<'c> {
    /// Reads the fields of a request's `Cookie` header (RFC 6265 section 4.2).
    pub(super) fn read(fields: impl IntoIterator<Item = &'c [u8]>, names: &Names) -> Result<Self, Denial> {
        let (mut plain, mut secure) = (Self::default(), Self::default());
        for pair in fields.into_iter().flat_map(|field| field.split(|byte| *byte == b';')) {
            let Some(at) = memchr::memchr(b'=', pair) else { continue };
            let (name, value) = pair.split_at_checked(at).unwrap_or_default();
            let value = unquoted(trimmed(value.get(1..).unwrap_or_default()));
            match trimmed(name).strip_prefix(SECURE.as_bytes()) {
                Some(name) => secure.add(name, value, names),
                None => plain.add(trimmed(name), value, names),
            }
        }
        let is_secure = names.secure.unwrap_or(secure.token.is_some());
        let (mut jar, other) = if is_secure { (secure, plain) } else { (plain, secure) };
        if other.token.is_some() {
            jar.stranger = Some(Stranger::Family);
        }
        if jar.repeated {
            return Err(several("a session cookie several times"));
        }
        Ok(jar)
    }

    fn add(&mut self, name: &[u8], value: &'c [u8], names: &Names) {
        let place = if name == names.token.as_bytes() {
            &mut self.token
        } else if name == names.data.as_bytes() {
            &mut self.data
        } else if let Some(index) = chunk_index(name, &names.data) {
            if self.chunks.len() <= index {
                self.chunks.resize(index + 1, None);
            }
            match self.chunks.get_mut(index) {
                Some(place) => place,
                None => return,
            }
        } else {
            if name.ends_with(b".session_token") {
                self.stranger = Some(Stranger::Prefix);
            }
            return;
        };
        self.repeated |= place.replace(value).is_some();
    }

    /// The session token's cookie.
    pub(super) fn token(&self) -> Result<&'c [u8], Denial> {
        self.token.filter(|value| !value.is_empty()).ok_or_else(|| {
            let denial =
                Denial::new(DenialCode::TokenMissing).expected("a session_token cookie").received("none");
            match self.stranger {
                None => denial,
                Some(Stranger::Family) => denial.hint(format!(
                    "one came of the other family, with {SECURE} or without: say with {} which of them the issuer sends",
                    Spelled::Name("secure")
                )),
                Some(Stranger::Prefix) => denial.hint(format!(
                    "one came under another prefix: give the issuer's cookiePrefix as {}",
                    Spelled::Name("prefix")
                )),
            }
        })
    }

    /// The session data, put together. `None`: there is none.
    pub(super) fn data(&self) -> Result<Option<Zeroizing<String>>, Denial> {
        let pieces: Vec<&[u8]> = match (self.data, self.chunks.as_slice()) {
            (Some(_), [_, ..]) => return Err(several("session_data both whole and in chunks")),
            (None | Some([]), []) => return Ok(None),
            (Some(whole), []) => vec![whole],
            (None, chunks) => chunks
                .iter()
                .map(|chunk| chunk.filter(|chunk| !chunk.is_empty()))
                .collect::<Option<_>>()
                .ok_or_else(|| malformed("session_data of which a chunk is missing"))?,
        };
        let length: usize = pieces.iter().map(|piece| piece.len()).sum();
        if length > MAX_DATA_BYTES {
            return Err(Denial::new(DenialCode::TokenTooLarge)
                .expected(format!("session_data of at most {MAX_DATA_BYTES} bytes"))
                .received(format!("{length} bytes")));
        }
        let mut text = Zeroizing::new(String::with_capacity(length));
        for piece in pieces {
            let piece = std::str::from_utf8(piece).ok().filter(|piece| piece.bytes().all(is_token_byte));
            text.push_str(piece.ok_or_else(|| malformed("session_data with characters of no token"))?);
        }
        Ok(Some(text))
    }
}

/// `name.0`, `name.1`, ...: decimal without leading zeros. Anything else is another cookie, as for the issuer.
fn chunk_index(name: &[u8], data: &str) -> Option<usize> {
    let suffix = name.strip_prefix(data.as_bytes())?.strip_prefix(b".")?;
    let canonical = matches!(suffix, [b'0'..=b'9'] | [b'1'..=b'9', b'0'..=b'9']);
    let index: usize = std::str::from_utf8(suffix).ok().filter(|_| canonical)?.parse().ok()?;
    (index < MAX_CHUNKS).then_some(index)
}

/// base64url and the dots between parts.
fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

/// Optional white space of HTTP (RFC 9110 section 5.6.3).
fn trimmed(mut bytes: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = bytes {
        bytes = rest;
    }
    bytes
}

fn unquoted(value: &[u8]) -> &[u8] {
    match value {
        [b'"', inner @ .., b'"'] => inner,
        _ => value,
    }
}

/// A cookie planted from a sibling domain comes beside the real one: which is which cannot be told.
fn several(what: &str) -> Denial {
    Denial::new(DenialCode::AuthorizationMalformed).expected("each session cookie once").received(what)
}

pub(super) fn malformed(what: &str) -> Denial {
    Denial::new(DenialCode::TokenMalformed)
        .expected("session cookies as Better Auth makes them")
        .received(what)
}
