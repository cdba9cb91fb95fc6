//! Session cookies as Better Auth makes them, and as it never would.

use ring::{digest, hkdf};

use super::aes;
use crate::vectors::b64;
use crate::vectors::lab::{Key, NOW, mac};
use crate::vectors::object::Object;

pub(super) const SECRET: &str = "vectors-only-session-secret-0123456789abcdef";
pub(super) const OLD: &str = "vectors-only-older-secret-fedcba9876543210";
/// The session token of most cases.
pub(super) const TOKEN: &str = "Uw7cQ2nVx0LrZ5tKj8Yb3HsPd6GfMa1E";
pub(super) const USER: &str = "user-42";
pub(super) const ORIGIN: &str = "https://app.example.com";
/// When the data of most cases expires, in milliseconds.
pub(super) const EXPIRES_MS: i64 = (NOW + 240) * 1000;
/// When the session of most cases ends: a week after it began.
pub(super) const SESSION_ENDS: &str = "2027-01-22T07:59:00.000Z";

pub(super) const TOKEN_NAME: &str = "better-auth.session_token";
pub(super) const DATA_NAME: &str = "better-auth.session_data";

/// `name=value`, joined as browsers do.
pub(super) fn header(cookies: &[(&str, &str)]) -> String {
    let pairs: Vec<String> = cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
    pairs.join("; ")
}

/// The two cookies under their usual names.
pub(super) fn pair(token: &str, data: &str) -> String {
    header(&[(TOKEN_NAME, token), (DATA_NAME, data)])
}

/// The session token that most cases send.
pub(super) fn token() -> String {
    signed(TOKEN, SECRET)
}

/// A signed cookie's value: `encodeURIComponent(value + "." + base64(hmac))`.
pub(super) fn signed(value: &str, secret: &str) -> String {
    encoded(&format!("{value}.{}", b64::standard(hmac(secret, value.as_bytes()))))
}

/// What `encodeURIComponent` makes of what stands in our values.
pub(super) fn encoded(value: &str) -> String {
    value.replace('%', "%25").replace('+', "%2B").replace('/', "%2F").replace('=', "%3D")
}

pub(super) fn hmac(secret: &str, message: &[u8]) -> Vec<u8> {
    mac("HS256", secret.as_bytes(), message)
}

pub(super) fn session() -> Object {
    Object::default()
        .text("expiresAt", SESSION_ENDS)
        .text("token", TOKEN)
        .text("createdAt", "2027-01-15T07:59:00.000Z")
        .text("updatedAt", "2027-01-15T07:59:00.000Z")
        .text("ipAddress", "")
        .text("userAgent", "")
        .text("userId", USER)
        .text("id", "session-7")
}

pub(super) fn user() -> Object {
    Object::default()
        .text("name", "Alice Example")
        .text("email", "alice@example.com")
        .raw("emailVerified", false)
        .text("createdAt", "2027-01-01T00:00:00.000Z")
        .text("updatedAt", "2027-01-01T00:00:00.000Z")
        .text("id", USER)
}

/// What all forms carry.
pub(super) fn data(session: &Object, user: &Object) -> Object {
    let data = Object::default().raw("session", session).raw("user", user);
    data.raw("updatedAt", (NOW - 60) * 1000).text("version", "1")
}

pub(super) fn good() -> Object {
    data(&session(), &user())
}

/// The same with what a JWT has around it.
pub(super) fn claims(data: &Object) -> Object {
    data.clone().raw("iat", NOW - 60).raw("exp", NOW + 240)
}

/// The claims of the asymmetric form.
pub(super) fn public_claims(data: &Object) -> Object {
    claims(&data.clone().text("sid", TOKEN))
        .text("iss", ORIGIN)
        .text("aud", "better-auth:session-cache")
        .text("sub", USER)
}

/// The compact form.
pub(super) fn compact(data: &Object) -> String {
    compact_of(SECRET, &data.to_string(), &EXPIRES_MS.to_string())
}

/// The compact form from any texts: signed is what stands there.
pub(super) fn compact_of(secret: &str, data: &str, expires_at: &str) -> String {
    b64::url(compact_json(secret, data, expires_at).to_string())
}

pub(super) fn compact_json(secret: &str, data: &str, expires_at: &str) -> Object {
    let fields = data.strip_suffix('}').unwrap_or(data);
    let signature = b64::url(hmac(secret, format!("{fields},\"expiresAt\":{expires_at}}}").as_bytes()));
    Object::default().raw("session", data).raw("expiresAt", expires_at).text("signature", &signature)
}

/// The JWT form under the secret.
pub(super) fn jwt(claims: &Object) -> String {
    jwt_with(&Object::default().text("alg", "HS256"), claims, SECRET)
}

pub(super) fn jwt_with(header: &Object, claims: &Object, secret: &str) -> String {
    Key::Secret(secret.as_bytes().to_vec()).token("HS256", header, claims)
}

/// The header of the asymmetric form.
pub(super) fn public_header(alg: &str, kid: &str) -> Object {
    Object::default().text("alg", alg).text("kid", kid).text("typ", "better-auth.session-cache+jwt")
}

/// The parts of the encrypted form, to be changed one by one.
#[derive(Clone)]
pub(super) struct Jwe {
    pub(super) header: Object,
    key: [u8; 64],
    iv: [u8; 16],
    encrypted: Vec<u8>,
}

pub(super) fn jwe(claims: &Object) -> Jwe {
    Jwe::new(&claims.to_string(), SECRET, "better-auth-session")
}

impl Jwe {
    /// Any text, encrypted under what is derived from the secret.
    pub(super) fn new(text: &str, secret: &str, salt: &str) -> Self {
        Self::of_padded(&aes::padded(text.as_bytes()), secret, salt)
    }

    /// The same from whole blocks.
    pub(super) fn of_padded(text: &[u8], secret: &str, salt: &str) -> Self {
        let key = derived(secret, salt);
        let iv = [0x5a; 16];
        let half: [u8; 32] = std::array::from_fn(|n| key.get(32 + n).copied().unwrap_or_default());
        let jwk = format!(r#"{{"k":"{}","kty":"oct"}}"#, b64::url(key));
        let kid = b64::url(digest::digest(&digest::SHA256, jwk.as_bytes()));
        let header = Object::default().text("alg", "dir").text("enc", "A256CBC-HS512").text("kid", &kid);
        Self { header, key, iv, encrypted: aes::cbc(&half, iv, text) }
    }

    pub(super) fn header(mut self, change: impl FnOnce(Object) -> Object) -> Self {
        self.header = change(self.header);
        self
    }

    /// Cut to so many bytes before the tag is made.
    pub(super) fn cut(mut self, length: usize) -> Self {
        self.encrypted.truncate(length);
        self
    }

    /// The five parts, the tag made over header, iv and encrypted text.
    pub(super) fn parts(&self) -> [String; 5] {
        let header = b64::url(self.header.to_string());
        let mut input = header.clone().into_bytes();
        input.extend(self.iv);
        input.extend(&self.encrypted);
        input.extend((header.len() as u64 * 8).to_be_bytes());
        let tag = mac("HS512", self.key.get(..32).unwrap_or_default(), &input);
        let tag = tag.get(..32).unwrap_or_default();
        [header, String::new(), b64::url(self.iv), b64::url(&self.encrypted), b64::url(tag)]
    }

    pub(super) fn text(&self) -> String {
        self.parts().join(".")
    }
}

fn derived(secret: &str, salt: &str) -> [u8; 64] {
    struct Length;
    impl hkdf::KeyType for Length {
        fn len(&self) -> usize {
            64
        }
    }
    let key = hkdf::Salt::new(hkdf::HKDF_SHA256, salt.as_bytes()).extract(secret.as_bytes());
    let mut out = [0; 64];
    // 64 bytes are far below what this derivation can give.
    let _ = key.expand(&[b"BetterAuth.js Generated Encryption Key"], Length).map(|okm| okm.fill(&mut out));
    out
}

/// The text in so many pieces, all but the last of one length that is a multiple of four.
pub(super) fn pieces(text: &str, count: usize) -> Vec<String> {
    let length = text.len().div_ceil(count).next_multiple_of(4);
    let bytes: Vec<&[u8]> = text.as_bytes().chunks(length).collect();
    bytes.iter().map(|piece| String::from_utf8_lossy(piece).into_owned()).collect()
}

/// The session token and chunks of data, each with its number.
pub(super) fn chunked(chunks: &[(usize, &str)]) -> String {
    let names: Vec<(String, &str)> =
        chunks.iter().map(|(index, value)| (format!("{DATA_NAME}.{index}"), *value)).collect();
    let token = token();
    let mut all = vec![(TOKEN_NAME, token.as_str())];
    all.extend(names.iter().map(|(name, value)| (name.as_str(), *value)));
    header(&all)
}
