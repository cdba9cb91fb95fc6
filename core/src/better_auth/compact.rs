//! The compact form: `{"session", "expiresAt", "signature"}` as base64url, Better Auth's default.

use base64_simd::URL_SAFE_NO_PAD;
use ring::hmac;
use zeroize::Zeroizing;

use super::cookies::malformed;
use super::payload::{Form, Opened, milliseconds_of};
use crate::claims::invalid;
use crate::denial::{Denial, DenialCode};
use crate::json::{self, Keep, Node};

/// Checks the signature and gives the payload, which is the member `session`.
pub(super) fn open<'k>(text: &str, key: &hmac::Key) -> Result<Opened<'k>, Denial> {
    let bytes = URL_SAFE_NO_PAD.decode_to_vec(text).map(Zeroizing::new);
    let bytes = bytes.map_err(|_| malformed("session_data that is not canonical base64url"))?;
    let members = json::object(&bytes, |name| match name {
        "session" | "expiresAt" => Some(Keep::Raw),
        "signature" => Some(Keep::Scalar),
        _ => None,
    });
    let members = members.map_err(|fault| malformed(&format!("session_data of which {fault}")))?;
    let raw = |name: &str| members.get(name).and_then(Node::as_raw);
    let (Some(session), Some(expires_at), Some(signature)) =
        (raw("session"), raw("expiresAt"), members.get("signature").and_then(Node::as_text))
    else {
        return Err(malformed("session_data without session, expiresAt and signature"));
    };
    // Signed is JSON.stringify({...session, expiresAt}): the session's own text with one more member. As it is written: what another
    // writer would make of the same values is not what was signed.
    let fields = session.strip_prefix('{').and_then(|session| session.strip_suffix('}'));
    let fields = fields.ok_or_else(|| malformed("session_data whose session is not an object"))?;
    let tag = URL_SAFE_NO_PAD.decode_to_vec(signature).ok().filter(|tag| tag.len() == 32);
    let tag = tag.ok_or_else(|| malformed("session_data whose signature is not canonical base64url"))?;
    let mut signed = Zeroizing::new(String::with_capacity(session.len() + expires_at.len() + 15));
    for part in ["{", fields, ",\"expiresAt\":", expires_at, "}"] {
        signed.push_str(part);
    }
    if hmac::verify(key, signed.as_bytes(), &tag).is_err() {
        return Err(Denial::new(DenialCode::SignatureInvalid).received("session_data with a bad signature"));
    }
    let expires_at = milliseconds_of("expiresAt", &scalar(expires_at)?)?;
    Ok(Opened {
        payload: Zeroizing::new(session.as_bytes().to_vec()),
        form: Form::Compact { expires_at: expires_at / 1000.0 },
    })
}

/// The value of a member that has been read as text.
fn scalar(raw: &str) -> Result<Node<'static>, Denial> {
    raw.parse()
        .map(Node::Integer)
        .map_err(|_| invalid("expiresAt", "milliseconds since 1970", "another value"))
}
