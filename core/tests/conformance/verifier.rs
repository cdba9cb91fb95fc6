//! Verifiers from `key` and `policy`.

use bearward::{ConfigError, Now, Ready, Secret, Verifier, VerifierBuilder};
use std::time::Duration;

use crate::format::{Key, Policy, SubjectKind};

/// A moment on the unix clock; keys that do not age need no other.
pub(crate) fn at(unix: f64) -> Now {
    Now::at(unix, Duration::from_secs(1_000))
}

/// What a verifier remembers: it must change nothing.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Memory {
    None,
    Headers,
    Tokens,
}

/// The verifier of a case. `policy` is absent where each of several issuers has its own.
pub(crate) fn build(key: &Key, policy: Option<&Policy>, memory: Memory) -> Result<Verifier, ConfigError> {
    match (key, policy) {
        (Key::Many { of }, None) => {
            let members: Result<Vec<Verifier>, ConfigError> =
                of.iter().map(|member| build(&member.key, Some(&member.policy), memory)).collect();
            Verifier::many(members?)
        }
        (Key::Many { .. }, Some(_)) => panic!("several issuers have no policy in common"),
        (key, Some(policy)) => remembering(with_policy(key, policy), memory).build(),
        (_, None) => panic!("the case has no policy"),
    }
}

fn with_policy(key: &Key, policy: &Policy) -> VerifierBuilder<Ready> {
    let builder = match &policy.issuer {
        Some(names) => Verifier::issuer(names.list()),
        None => Verifier::any_issuer(),
    };
    let builder = match &policy.audience {
        Some(names) => builder.audience(names.list()),
        None => builder.any_audience(),
    };
    let builder = match key {
        Key::Secret { secret_b64url } => builder.secret(Secret::new(decode(secret_b64url))),
        Key::Jwks { jwks } => builder.jwks(jwks.as_str().map_or_else(|| jwks.to_string(), str::to_owned)),
        Key::Pem { pem } => builder.pem(pem),
        Key::Many { .. } => panic!("a verifier of several issuers cannot be one of several"),
    };
    let mut builder = builder.leeway(policy.leeway.unwrap_or(5.0));
    if let Some(names) = &policy.algorithms {
        builder = builder.algorithm_names(names);
    }
    for name in &policy.required {
        builder = builder.require_claim(name);
    }
    for (claim, values) in &policy.require {
        builder = builder.require(claim, values.list());
    }
    if let Some(typ) = &policy.typ {
        builder = builder.typ(typ);
    }
    if let Some(age) = policy.max_token_age {
        builder = builder.max_token_age(age);
    }
    match &policy.subject {
        None => builder,
        Some(None) => builder.optional_subject(),
        Some(Some(rule)) => match rule.kind {
            SubjectKind::String => builder.subject(&rule.claim),
            SubjectKind::Int => builder.subject_int(&rule.claim),
        },
    }
}

fn remembering(builder: VerifierBuilder<Ready>, memory: Memory) -> VerifierBuilder<Ready> {
    match memory {
        Memory::None => builder,
        Memory::Headers => builder.header_cache(),
        #[cfg(feature = "token-cache")]
        Memory::Tokens => builder.token_cache(100, 1 << 20),
        #[cfg(not(feature = "token-cache"))]
        Memory::Tokens => builder,
    }
}

/// base64url without padding.
pub(crate) fn decode(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = Vec::new();
    let (mut word, mut bits) = (0_u32, 0);
    for byte in text.bytes() {
        let value = ALPHABET.iter().position(|known| *known == byte).expect("base64url");
        word = (word << 6 | value as u32) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            out.push((word >> bits) as u8);
        }
    }
    out
}

/// The inverse of [`decode`].
pub(crate) fn encode(bytes: impl AsRef<[u8]>) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut out = String::new();
    for group in bytes.as_ref().chunks(3) {
        let word = (0..3).fold(0_u32, |word, n| word << 8 | u32::from(group.get(n).copied().unwrap_or(0)));
        for n in 0..=group.len() {
            out.push(char::from(ALPHABET[(word >> (18 - 6 * n)) as usize & 63]));
        }
    }
    out
}
