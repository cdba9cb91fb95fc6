//! What is kept of a JSON value.

use std::borrow::Cow;

use super::Members;

/// A value that was asked for; borrowed from the text unless it had escapes.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Node<'a> {
    #[default]
    Null,
    Bool(bool),
    /// Digits alone that fit: no sign, fraction or exponent.
    Integer(u64),
    Number(f64),
    Text(Cow<'a, str>),
    /// Its items, under [`Keep::All`] alone.
    List(Vec<Node<'a>>),
    /// Its members, under [`Keep::All`] alone.
    Object(Members<'a>),
    /// An array under [`Keep::Names`].
    Names(Box<Names<'a>>),
    /// Any value under [`Keep::Raw`]: its text, checked.
    Raw(&'a str),
}

/// How much of a member's value is kept. What a token could blow up is never kept whole.
#[derive(Clone, Copy)]
pub(crate) enum Keep<'k> {
    /// Scalars; of arrays and objects the type alone.
    Scalar,
    /// Scalars; of an array whether one of these names is in it.
    Names(&'k [String]),
    /// Everything: for key sets, which come from the issuer and are bounded.
    All,
    /// The value's own text, whatever it is: for what is signed as it is written, or passed on unread.
    Raw,
}

/// What is known of an array of names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Names<'a> {
    pub(crate) found: bool,
    /// The type of an item that is not a string.
    pub(crate) foreign: Option<&'static str>,
    /// The first few before the one that was found, for an explanation.
    pub(crate) first: Vec<Cow<'a, str>>,
}

const FIRST_NAMES: usize = 5;

impl<'a> Names<'a> {
    pub(super) fn add(&mut self, item: Node<'a>, wanted: &[String]) {
        match item {
            Node::Text(name) => {
                self.found |= wanted.iter().any(|wanted| *wanted == name);
                if !self.found && self.first.len() < FIRST_NAMES {
                    self.first.push(name);
                }
            }
            other => self.foreign = self.foreign.or(Some(other.type_name())),
        }
    }
}

impl Node<'_> {
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The text of a value that was kept as it is written.
    pub(crate) fn as_raw(&self) -> Option<&str> {
        match self {
            Self::Raw(text) => Some(text),
            _ => None,
        }
    }

    pub(crate) fn as_number(&self) -> Option<f64> {
        match self {
            // Times are compared as f64, so integers above 2^53 may lose their last bits here on purpose.
            Self::Integer(integer) => Some(*integer as f64),
            Self::Number(number) => Some(*number),
            _ => None,
        }
    }

    /// The JSON type, for an explanation.
    pub(crate) fn type_name(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Integer(_) | Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) | Self::Names(_) => "an array",
            Self::Object(_) => "an object",
            Self::Raw(text) => raw_type_name(text),
        }
    }
}

/// The type of a value that has been checked: its first byte says it.
fn raw_type_name(text: &str) -> &'static str {
    match text.as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}
