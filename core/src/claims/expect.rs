//! What claims are held to: the part of the configuration that judges a payload.

use std::sync::Arc;

use crate::json::Keep;

/// Leeway unless set: clocks of well-kept machines differ by less.
pub(crate) const DEFAULT_LEEWAY: f64 = 5.0;

pub(crate) struct Expect {
    /// `None`: any issuer.
    pub(crate) issuers: Option<Vec<String>>,
    /// `None`: any audience.
    pub(crate) audiences: Option<Vec<String>>,
    pub(crate) leeway: f64,
    pub(crate) max_token_age: Option<f64>,
    pub(crate) required: Vec<String>,
    pub(crate) one_of: Vec<(String, Vec<OneOf>)>,
    pub(crate) subject: SubjectRule,
    pub(crate) allow_unbound_use: bool,
    pub(crate) scopes_from: Option<Arc<str>>,
}

impl Expect {
    /// How much of a payload's member the rules look at.
    pub(crate) fn keep(&self, name: &str) -> Keep<'_> {
        const REGISTERED: [&str; 7] = ["iss", "sub", "exp", "nbf", "iat", "jti", "cnf"];
        if name == "aud" {
            return Keep::Names(self.audiences.as_deref().unwrap_or_default());
        }
        let wanted = REGISTERED.contains(&name)
            || name == self.subject.claim()
            || self.required.iter().any(|required| required == name)
            || self.one_of.iter().any(|(claim, _)| claim == name);
        if wanted { Keep::Scalar } else { Keep::Nothing }
    }
}

/// Where the subject stands and of what type it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum SubjectRule {
    Text(String),
    Integer(String),
    /// `sub` may be absent; if it is there, it is a non-empty string.
    Optional,
}

impl SubjectRule {
    pub(crate) fn claim(&self) -> &str {
        match self {
            Self::Text(claim) | Self::Integer(claim) => claim,
            Self::Optional => "sub",
        }
    }
}

/// A value that [`require`](crate::VerifierBuilder::require) lists: compared by type and value.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OneOf {
    /// A string, byte for byte.
    Text(String),
    /// A non-negative integer.
    Integer(u64),
    /// A boolean.
    Bool(bool),
}

impl From<&str> for OneOf {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for OneOf {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<u64> for OneOf {
    fn from(integer: u64) -> Self {
        Self::Integer(integer)
    }
}

impl From<bool> for OneOf {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}
