//! Misconfiguration: found at start, said in one sentence that tells what to change.

use std::fmt;

/// A configuration that bearward refuses to start with.
///
/// It is meant to stop the start of the program. Its text says what is wrong and what to change; it never
/// contains a secret or a key.
///
/// ```
/// use bearward::{Secret, Verifier};
/// let error = Verifier::any_issuer().any_audience().secret(Secret::new("too short")).build().unwrap_err();
/// assert!(error.to_string().contains("openssl rand -base64 32"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ConfigError {
    sentence: Box<str>,
}

impl ConfigError {
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self { sentence: sentence.into().into_boxed_str() }
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.sentence)
    }
}

/// `fn main() -> Result<(), ConfigError>` prints with Debug: let people read the sentence there too.
impl fmt::Debug for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ConfigError: {}", self.sentence)
    }
}

impl std::error::Error for ConfigError {}
