//! What claims are held to: the part of the configuration that judges a payload.

use std::sync::Arc;

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
    /// A claim's name if a rule looks at it, besides those that look at the registered ones.
    pub(crate) fn own_name(&self, claim: &str) -> Option<&str> {
        let subject = Some(self.subject.claim()).filter(|name| *name == claim);
        let required = || self.required.iter().find(|name| *name == claim).map(String::as_str);
        let pinned = || self.one_of.iter().find(|(name, _)| name == claim).map(|(name, _)| name.as_str());
        subject.or_else(required).or_else(pinned)
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
///
/// ```
/// use bearward::OneOf;
/// assert_eq!(OneOf::from("web"), OneOf::Text("web".into()));
/// assert_ne!(OneOf::from("42"), OneOf::from(42_u64)); // as in JSON
/// ```
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
