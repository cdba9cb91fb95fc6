//! A JSON object whose members keep their order and their spelling: also numbers and strings that no library writes.

use std::fmt;

use serde_json::Value;

/// Members as text. Names are escaped, values are taken as they are.
#[derive(Clone, Default)]
pub(super) struct Object(Vec<(String, String)>);

impl Object {
    /// Puts a member whose value is JSON text (or what should be) in place of the one of that name, or at the end.
    pub(super) fn raw(mut self, name: &str, value: impl fmt::Display) -> Self {
        let value = value.to_string();
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value,
            None => self.0.push((name.to_owned(), value)),
        }
        self
    }

    /// The same with a string.
    pub(super) fn text(self, name: &str, value: &str) -> Self {
        self.raw(name, Value::from(value))
    }

    /// The same with any JSON value.
    pub(super) fn json(self, name: &str, value: Value) -> Self {
        self.raw(name, value)
    }

    /// A further member, also when one of that name is there.
    pub(super) fn again(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.0.push((name.to_owned(), value.to_string()));
        self
    }

    /// Takes a member away.
    pub(super) fn without(mut self, name: &str) -> Self {
        self.0.retain(|(known, _)| known != name);
        self
    }
}

impl fmt::Display for Object {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let members: Vec<String> =
            self.0.iter().map(|(name, value)| format!("{}:{value}", Value::from(name.as_str()))).collect();
        write!(f, "{{{}}}", members.join(","))
    }
}
