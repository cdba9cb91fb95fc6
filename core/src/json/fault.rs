//! What can be wrong with a text: a sentence for each, and nothing of the text.

/// What is wrong with a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    NotAnObject,
    Behind,
    Name,
    Colon,
    Comma,
    Value,
    Text,
    Escape,
    Surrogate,
    Number,
    Range,
    Depth,
    Twice,
}

impl Fault {
    pub(super) fn sentence(self) -> &'static str {
        match self {
            Self::NotAnObject => "an object was expected",
            Self::Behind => "something follows the object",
            Self::Name => "the name of a member was expected",
            Self::Colon => "a colon was expected",
            Self::Comma => "a comma or the end of an array or object was expected",
            Self::Value => "a value was expected",
            Self::Text => "a string does not end, or has a control character in it",
            Self::Escape => "a string has an escape that does not exist",
            Self::Surrogate => "a string has half of a surrogate pair in it",
            Self::Number => "a number is not written as JSON wants it",
            Self::Range => "a number is out of range",
            Self::Depth => "it is nested deeper than 64 levels",
            Self::Twice => "an object has the same member twice",
        }
    }
}
