//! Shared secrets for HMAC: long enough, not a public key in disguise, not one that everybody knows.

use std::fmt;

use base64_simd::URL_SAFE_NO_PAD;
use ring::hmac;
use zeroize::Zeroizing;

use crate::algorithm::{Algorithm, AlgorithmSet};
use crate::config_error::ConfigError;
use crate::language::Spelled;

/// How many secrets a rotation may hold.
const MAX_ROTATING: usize = 3;

/// A shared secret for HS256, HS384 or HS512; wiped from memory on drop and never shown by `Debug`.
///
/// Whoever can verify with it can also sign. It must be at least as long as the hash (RFC 7518 section 3.2): 32 bytes for HS256,
/// 48 for HS384, 64 for HS512. Text is taken as its UTF-8 bytes, as Better Auth does.
///
/// ```
/// use bearward::{Secret, Verifier};
/// # fn main() -> Result<(), bearward::ConfigError> {
/// # let (new, old) = ("n3w-Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo", "0ld-Zx8wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo");
/// let verifier = Verifier::issuer("https://app.example.com")
///     .audience("https://api.example.com")
///     .secret(Secret::rotating([new, old])) // both verify while the issuer changes over
///     .build()?;
/// # Ok(())
/// # }
/// ```
pub struct Secret(Vec<Zeroizing<Vec<u8>>>);

impl Secret {
    /// One secret. It is checked when the verifier is built.
    ///
    /// ```
    /// use bearward::Secret;
    /// let secret = Secret::new("Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0");
    /// assert_eq!(format!("{secret:?}"), "Secret(1 given, not shown)");
    /// ```
    pub fn new(secret: impl AsRef<[u8]>) -> Self {
        Self::rotating([secret])
    }

    /// Up to three secrets, newest first: the one place where bearward tries several keys.
    ///
    /// ```
    /// # use bearward::Secret;
    /// # let (new, old) = ("n3w-Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo", "0ld-Zx8wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo");
    /// let secret = Secret::rotating([new, old]);
    /// # assert_eq!(format!("{secret:?}"), "Secret(2 given, not shown)");
    /// ```
    pub fn rotating<S: AsRef<[u8]>>(secrets: impl IntoIterator<Item = S>) -> Self {
        Self(secrets.into_iter().map(|secret| Zeroizing::new(secret.as_ref().to_vec())).collect())
    }

    /// The secret in an environment variable.
    ///
    /// ```
    /// # use bearward::Secret;
    /// let error = Secret::from_env("A_SECRET_THAT_NOBODY_SET").unwrap_err();
    /// assert_eq!(error.to_string(), "A_SECRET_THAT_NOBODY_SET is not set: set it to the issuer's secret.");
    /// ```
    ///
    /// # Errors
    /// If the variable is unset, empty or not Unicode, or has white space around it (a pasted line break would make another secret).
    pub fn from_env(name: &str) -> Result<Self, ConfigError> {
        if name.is_empty() {
            return Err(ConfigError::new("The name of the secret's environment variable is empty."));
        }
        let value = std::env::var(name).map(Zeroizing::new);
        let shown = variable_name(name);
        if value.is_err() && shown.is_none() {
            return Err(ConfigError::new(
                "What was given for the secret is no name of a variable: give the name of the environment variable, not the secret.",
            ));
        }
        let name = shown.unwrap_or("The secret's variable");
        let value = match value {
            Ok(value) => value,
            Err(std::env::VarError::NotPresent) => {
                return Err(ConfigError::new(format!("{name} is not set: set it to the issuer's secret.")));
            }
            Err(std::env::VarError::NotUnicode(_)) => {
                return Err(ConfigError::new(format!(
                    "{name} is not valid Unicode: set it to the issuer's secret."
                )));
            }
        };
        if value.is_empty() {
            return Err(ConfigError::new(format!("{name} is empty: set it to the issuer's secret.")));
        }
        if value.trim() != value.as_str() {
            return Err(ConfigError::new(format!(
                "{name} has white space around it: remove it, the issuer would sign with another secret."
            )));
        }
        Ok(Self::new(value.as_bytes()))
    }
}

impl Secret {
    /// The secrets' bytes, newest first.
    pub(crate) fn each(&self) -> impl Iterator<Item = &[u8]> {
        self.0.iter().map(|bytes| bytes.as_slice())
    }

    /// The newest alone.
    pub(crate) fn newest(&self) -> Self {
        Self(self.0.first().cloned().into_iter().collect())
    }

    /// HMAC-SHA256 under the newest, for what is signed without being a token.
    pub(crate) fn hmac_sha256(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, self.each().next().unwrap_or_default())
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Secret({} given, not shown)", self.0.len())
    }
}

/// A variable's name, if it looks like one and not like a secret that was given in its place: then nothing may repeat it.
pub(crate) fn variable_name(name: &str) -> Option<&str> {
    const LONGEST: usize = 64;
    /// What bearward takes for a secret has so many bytes; so long a name is words, with underscores between them.
    const LEAST_SECRET: usize = 24;
    let letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let is_name = name.len() <= LONGEST
        && name.bytes().next().is_some_and(letter)
        && name.bytes().all(|byte| letter(byte) || byte.is_ascii_digit());
    let has = |kind: fn(&u8) -> bool| name.bytes().any(|byte| kind(&byte));
    let is_mixed = has(u8::is_ascii_uppercase) && has(u8::is_ascii_lowercase) && has(u8::is_ascii_digit);
    let is_random = name.len() >= LEAST_SECRET && (is_mixed || !name.contains('_'));
    Some(name).filter(|_| is_name && !is_random)
}

/// Checked secrets, prepared for each allowed algorithm.
pub(crate) struct SecretKeys(Vec<(Algorithm, hmac::Key)>);

impl SecretKeys {
    pub(crate) fn prepare(secret: &Secret, allowed: AlgorithmSet) -> Result<Self, ConfigError> {
        if secret.0.is_empty() {
            return Err(ConfigError::new("No secret was given: give one, or up to three while rotating."));
        }
        if secret.0.len() > MAX_ROTATING {
            return Err(ConfigError::new(format!(
                "{} secrets were given: at most {MAX_ROTATING} may rotate, drop the oldest.",
                secret.0.len()
            )));
        }
        let needed = allowed.iter().map(least_bytes).max().unwrap_or(32);
        for bytes in &secret.0 {
            check(bytes, needed)?;
        }
        let keys = allowed.iter().flat_map(|algorithm| {
            secret.0.iter().map(move |bytes| (algorithm, hmac::Key::new(digest(algorithm), bytes)))
        });
        Ok(Self(keys.collect()))
    }

    /// True if one of the secrets made the tag; ring compares whole tags in constant time.
    pub(crate) fn verify(&self, algorithm: Algorithm, message: &[u8], tag: &[u8]) -> bool {
        self.0.iter().any(|(of, key)| *of == algorithm && hmac::verify(key, message, tag).is_ok())
    }
}

fn digest(algorithm: Algorithm) -> hmac::Algorithm {
    match algorithm {
        Algorithm::Hs384 => hmac::HMAC_SHA384,
        Algorithm::Hs512 => hmac::HMAC_SHA512,
        _ => hmac::HMAC_SHA256,
    }
}

fn least_bytes(algorithm: Algorithm) -> usize {
    match algorithm {
        Algorithm::Hs384 => 48,
        Algorithm::Hs512 => 64,
        _ => 32,
    }
}

fn check(secret: &[u8], needed: usize) -> Result<(), ConfigError> {
    if looks_like_key(secret) {
        return Err(ConfigError::new(format!(
            "The secret is a key (PEM, DER, JWK or SSH), not a shared secret: a public key as a secret lets anybody sign. \
             Give it with {}, {} or {}.",
            Spelled::Given("pem"),
            Spelled::Given("jwk"),
            Spelled::Given("jwks")
        )));
    }
    if secret.len() < needed {
        return Err(ConfigError::new(format!(
            "The secret has {} bytes, at least {needed} are needed: make one with `openssl rand -base64 {needed}`.",
            secret.len()
        )));
    }
    if PUBLISHED.iter().any(|published| published.as_bytes() == secret) {
        return Err(ConfigError::new(
            "The secret is a published example that everybody knows: make one with `openssl rand -base64 32`.",
        ));
    }
    Ok(())
}

/// Secrets that stand in documentation, defaults and tutorials (only those long enough to pass otherwise).
const PUBLISHED: [&str; 16] = [
    "better-auth-secret-12345678901234567890",
    "better-auth-secret-123456789012345678901234567890",
    "a-string-secret-at-least-256-bits-long",
    "a-valid-string-secret-that-is-at-least-384-bits-long",
    "a-valid-string-secret-that-is-at-least-512-bits-long-which-is-very-long",
    "your-256-bit-secret-your-256-bit-secret",
    "your-super-secret-jwt-token-with-at-least-32-characters-long",
    "super-secret-jwt-token-with-at-least-32-characters-long",
    "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7",
    "your-secret-key-here-min-32-characters",
    "your-secret-key-min-32-characters-long",
    "your-secret-key-at-least-32-characters-long",
    "your-super-secret-key-at-least-32-characters-long",
    "your-better-auth-secret-min-32-characters",
    "your-better-auth-secret-at-least-32-characters-long",
    "your_super_secret_key_change_this_in_production",
];

/// Anything that parses as PEM, DER, JWK, JWK Set or an SSH key, also behind a BOM or white space, or wrapped in base64 or a
/// JSON string: whatever the wrapping, it is public.
fn looks_like_key(secret: &[u8]) -> bool {
    const WRAPPINGS: u8 = 3;
    unwraps_to_key(secret, WRAPPINGS)
}

fn unwraps_to_key(secret: &[u8], wrappings: u8) -> bool {
    const SSH: [&str; 4] = ["ssh-", "ecdsa-sha2-", "sk-ssh-", "sk-ecdsa-sha2-"];
    if is_der(secret) {
        return true;
    }
    let text = String::from_utf8_lossy(secret);
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.contains("-----BEGIN ")
        || text.contains("---- BEGIN ")
        || SSH.iter().any(|prefix| text.starts_with(prefix))
        || is_jwk(text)
    {
        return true;
    }
    if wrappings == 0 {
        return false;
    }
    let inside_string = serde_json::from_str::<String>(text).map(String::into_bytes).ok();
    inside_string.or_else(|| from_any_base64(text)).is_some_and(|inner| unwraps_to_key(&inner, wrappings - 1))
}

/// Base64 in either alphabet, padded or not, over several lines or one.
fn from_any_base64(text: &str) -> Option<Vec<u8>> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_ascii_whitespace() && *c != '=')
        .map(|c| match c {
            '+' => '-',
            '/' => '_',
            other => other,
        })
        .collect();
    URL_SAFE_NO_PAD.decode_to_vec(plain).ok()
}

/// One DER sequence that fills the bytes and begins as an encoded key does.
fn is_der(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let (declared, content) = match bytes {
        [0x30, length @ 0..=0x7f, content @ ..] => (usize::from(*length), content),
        [0x30, 0x81, length, content @ ..] => (usize::from(*length), content),
        [0x30, 0x82, high, low, content @ ..] => (usize::from(*high) << 8 | usize::from(*low), content),
        _ => return false,
    };
    // SubjectPublicKeyInfo; a private key's version; PKCS #1 numbers; a certificate. Random bytes hardly ever look so.
    let begins_as_key = matches!(
        content,
        [0x30, _, 0x06, ..] | [0x02, 0x01, 0x00 | 0x01, ..] | [0x02 | 0x30, 0x81 | 0x82, ..]
    );
    declared == content.len() && begins_as_key
}

/// A JSON value in which some object has `kty` or `keys`.
fn is_jwk(text: &str) -> bool {
    match serde_json::from_str::<serde_json::Value>(text) {
        Ok(serde_json::Value::Object(object)) => object.contains_key("kty") || object.contains_key("keys"),
        Ok(serde_json::Value::Array(items)) => items.iter().any(|item| item.get("kty").is_some()),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prepare(secret: Secret, algorithms: &[Algorithm]) -> Result<SecretKeys, String> {
        SecretKeys::prepare(&secret, algorithms.iter().copied().collect()).map_err(|error| error.to_string())
    }

    #[test]
    fn length_is_that_of_the_longest_algorithm() {
        use Algorithm::{Hs256, Hs384, Hs512};
        for (length, algorithms, good) in [
            (0, &[Hs256][..], false),
            (31, &[Hs256], false),
            (32, &[Hs256], true),
            (47, &[Hs384], false),
            (48, &[Hs384], true),
            (63, &[Hs512], false),
            (64, &[Hs512], true),
            (32, &[Hs256, Hs512], false),
        ] {
            let secret = Secret::new(
                "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_".get(..length).unwrap(),
            );
            assert_eq!(prepare(secret, algorithms).is_ok(), good, "{length} {algorithms:?}");
        }
        let text = prepare(Secret::new("short"), &[Hs384]).err().unwrap();
        assert!(text.contains("5 bytes") && text.contains("48") && text.contains("openssl rand -base64"));
    }

    #[test]
    fn rotation_is_one_to_three() {
        let good = "0123456789abcdefghijklmnopqrstuvwxyz";
        assert!(prepare(Secret::rotating([good; 3]), &[Algorithm::Hs256]).is_ok());
        assert!(prepare(Secret::rotating([good; 4]), &[Algorithm::Hs256]).is_err());
        assert!(prepare(Secret::rotating::<&str>([]), &[Algorithm::Hs256]).is_err());
        assert!(prepare(Secret::rotating([good, "short"]), &[Algorithm::Hs256]).is_err());
    }

    #[test]
    fn nothing_of_the_secret_is_shown() {
        assert_eq!(format!("{:?}", Secret::new("hunter2")), "Secret(1 given, not shown)");
    }
}
