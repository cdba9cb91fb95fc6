//! One strict pass over a JSON object: headers, payloads and key sets are all read by it.
//!
//! Every value is looked at, wanted or not: UTF-8, no lone surrogate, no duplicate member at any level (RFC 7519
//! section 4 lets a parser refuse them; parsers that take "the last one" disagree with those that take the first), depth at
//! most 64, numbers finite as `f64`, nothing behind the object. `serde_json` does the scanning; this file adds the rules.

use std::borrow::Cow;
use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::LazyLock;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

/// The outermost object is depth 1.
const MAX_DEPTH: u8 = 64;
/// Up to here duplicates are found by comparing, beyond by a seeded hash.
const FEW_MEMBERS: usize = 16;

/// A value that was asked for; borrowed from the text unless it had escapes.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Node<'a> {
    Null,
    Bool(bool),
    /// Digits alone: no sign, fraction or exponent.
    Integer(u64),
    Number(f64),
    Text(Cow<'a, str>),
    /// Its items, under [`Keep::All`] alone.
    List(Vec<Node<'a>>),
    /// Its members, under [`Keep::All`] alone.
    Object(Members<'a>),
    /// An array under [`Keep::Names`].
    Names(Names<'a>),
    /// Checked, not kept.
    Skipped,
}

/// How much of a member's value is kept. What a token could blow up is never kept whole.
#[derive(Clone, Copy)]
pub(crate) enum Keep<'k> {
    Nothing,
    /// Scalars; of arrays and objects the type alone.
    Scalar,
    /// Scalars; of an array whether one of these names is in it.
    Names(&'k [String]),
    /// Everything: for key sets, which come from the issuer and are bounded.
    All,
}

/// What is known of an array of names.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Names<'a> {
    pub(crate) found: bool,
    /// The type of an item that is not a string.
    pub(crate) foreign: Option<&'static str>,
    /// The first few, for an explanation.
    pub(crate) first: Vec<Cow<'a, str>>,
}

const FIRST_NAMES: usize = 5;

impl<'a> Names<'a> {
    fn add(&mut self, item: Node<'a>, wanted: &[String]) {
        match item {
            Node::Text(name) => {
                self.found |= wanted.iter().any(|wanted| *wanted == name);
                if self.first.len() < FIRST_NAMES {
                    self.first.push(name);
                }
            }
            other => self.foreign = self.foreign.or(Some(other.type_name())),
        }
    }
}

impl<'a> Node<'a> {
    pub(crate) fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
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
            Self::Object(_) | Self::Skipped => "an object",
        }
    }
}

/// The members of an object that were asked for, in the order of the text.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Members<'a>(Vec<(Cow<'a, str>, Node<'a>)>);

impl<'a> Members<'a> {
    /// The value of a member that `wanted` had named; `None` if it is absent.
    pub(crate) fn get(&self, name: &str) -> Option<&Node<'a>> {
        self.0.iter().find(|(member, _)| member == name).map(|(_, node)| node)
    }
}

/// Why a text is not a strict JSON object. Holds no part of the text.
#[derive(Debug)]
pub(crate) struct Malformed(pub(crate) String);

/// Reads one object; of its top-level members keeps what `wanted` says.
pub(crate) fn object<'a, 'k>(
    text: &'a [u8],
    wanted: impl Fn(&str) -> Keep<'k>,
) -> Result<Members<'a>, Malformed> {
    let text = std::str::from_utf8(text).map_err(|_| Malformed("it is not UTF-8".to_owned()))?;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let members = deserializer
        .deserialize_any(ObjectVisitor { depth: 1, wanted })
        .and_then(|members| deserializer.end().map(|()| members));
    members.map_err(|error| Malformed(format!("its JSON is not accepted: {error}")))
}

/// Visits an object, or refuses whatever else comes.
struct ObjectVisitor<W> {
    depth: u8,
    wanted: W,
}

impl<'de, 'k, W: Fn(&str) -> Keep<'k>> Visitor<'de> for ObjectVisitor<W> {
    type Value = Members<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
        read_members(&mut map, self.depth, self.wanted, None)
    }

    // serde would put the value itself into its message: ours must not carry any.
    fn visit_bool<E: Error>(self, _: bool) -> Result<Self::Value, E> {
        Err(not_an_object())
    }
    fn visit_u64<E: Error>(self, _: u64) -> Result<Self::Value, E> {
        Err(not_an_object())
    }
    fn visit_i64<E: Error>(self, _: i64) -> Result<Self::Value, E> {
        Err(not_an_object())
    }
    fn visit_f64<E: Error>(self, _: f64) -> Result<Self::Value, E> {
        Err(not_an_object())
    }
    fn visit_str<E: Error>(self, _: &str) -> Result<Self::Value, E> {
        Err(not_an_object())
    }
}

fn not_an_object<E: Error>() -> E {
    E::custom("an object was expected")
}

fn read_members<'de, 'k, A: MapAccess<'de>>(
    map: &mut A,
    depth: u8,
    wanted: impl Fn(&str) -> Keep<'k>,
    mut first: Option<Cow<'de, str>>,
) -> Result<Members<'de>, A::Error> {
    let mut members = Members(Vec::with_capacity(if depth == 1 { FEW_MEMBERS } else { 0 }));
    let mut hashed: Option<(RandomState, HashSet<u64>)> = None;
    while let Some(name) = match first.take() {
        Some(name) => Some(name),
        None => map.next_key_seed(Name)?,
    } {
        let fresh = match &mut hashed {
            Some((state, hashes)) => hashes.insert(state.hash_one(&*name)),
            None => members.get(&name).is_none(),
        };
        if !fresh {
            return Err(A::Error::custom("an object has the same member twice"));
        }
        let keep = wanted(&name);
        let value = map.next_value_seed(Value { depth: depth.saturating_add(1), keep })?;
        // Of many members that nobody asked for the hashes are enough.
        if hashed.is_none() || !matches!(keep, Keep::Nothing) {
            members.0.push((name, value));
        }
        if hashed.is_none() && members.0.len() == FEW_MEMBERS {
            let state = RandomState::new();
            let hashes = members.0.iter().map(|(name, _)| state.hash_one(&**name)).collect();
            hashed = Some((state, hashes));
        }
    }
    Ok(members)
}

/// Any value at a depth; kept or only checked.
struct Value<'k> {
    depth: u8,
    keep: Keep<'k>,
}

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node<'de>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl Value<'_> {
    fn keeps_nothing(&self) -> bool {
        matches!(self.keep, Keep::Nothing)
    }

    fn enter<E: Error>(&self) -> Result<(), E> {
        if self.depth > MAX_DEPTH {
            return Err(E::custom("it is nested deeper than 64 levels"));
        }
        Ok(())
    }

    fn finite<'de, E: Error>(number: f64) -> Result<Node<'de>, E> {
        if number.is_finite() { Ok(Node::Number(number)) } else { Err(E::custom("a number is out of range")) }
    }
}

impl<'de> Visitor<'de> for Value<'_> {
    type Value = Node<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Node<'de>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Node<'de>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Node<'de>, E> {
        Ok(Node::Integer(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Node<'de>, E> {
        Ok(Node::Number(value as f64))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Node<'de>, E> {
        Self::finite(value)
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Node<'de>, E> {
        Ok(if self.keeps_nothing() { Node::Skipped } else { Node::Text(Cow::Borrowed(value)) })
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Node<'de>, E> {
        Ok(if self.keeps_nothing() { Node::Skipped } else { Node::Text(Cow::Owned(value.to_owned())) })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node<'de>, A::Error> {
        self.enter()?;
        let keep = match self.keep {
            Keep::All => Keep::All,
            Keep::Names(_) => Keep::Scalar,
            Keep::Nothing | Keep::Scalar => Keep::Nothing,
        };
        let (mut items, mut names) = (Vec::new(), Names::default());
        while let Some(item) = seq.next_element_seed(Value { depth: self.depth.saturating_add(1), keep })? {
            match self.keep {
                Keep::All => items.push(item),
                Keep::Names(wanted) => names.add(item, wanted),
                Keep::Nothing | Keep::Scalar => {}
            }
        }
        Ok(match self.keep {
            Keep::All | Keep::Scalar => Node::List(items),
            Keep::Names(_) => Node::Names(names),
            Keep::Nothing => Node::Skipped,
        })
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node<'de>, A::Error> {
        self.enter()?;
        let first = map.next_key_seed(Name)?;
        if first.as_deref() == Some(WRAPPED_NUMBER) && *NUMBERS_ARE_WRAPPED {
            return wrapped_number(&map.next_value::<Cow<'de, str>>()?);
        }
        let keep = if matches!(self.keep, Keep::All) { Keep::All } else { Keep::Nothing };
        let members = match first {
            None => Members::default(),
            first => read_members(&mut map, self.depth, |_| keep, first)?,
        };
        Ok(match self.keep {
            Keep::All => Node::Object(members),
            Keep::Nothing => Node::Skipped,
            Keep::Scalar | Keep::Names(_) => Node::Object(Members::default()),
        })
    }
}

/// A member's name.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Name {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a member name")
    }

    fn visit_borrowed_str<E: Error>(self, value: &'de str) -> Result<Self::Value, E> {
        Ok(Cow::Borrowed(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Self::Value, E> {
        Ok(Cow::Owned(value.to_owned()))
    }
}

/// Somebody else in the program may have switched on serde_json's `arbitrary_precision` (features add up over the whole
/// build): numbers then arrive as a map of this one member. Without this, every `exp` would look like an object.
const WRAPPED_NUMBER: &str = "$serde_json::private::Number";

static NUMBERS_ARE_WRAPPED: LazyLock<bool> = LazyLock::new(|| {
    struct Probe;
    impl<'de> Visitor<'de> for Probe {
        type Value = bool;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a number")
        }
        fn visit_f64<E: Error>(self, _: f64) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
            while map.next_entry::<Cow<'de, str>, Cow<'de, str>>()?.is_some() {}
            Ok(true)
        }
    }
    serde_json::Deserializer::from_str("1.5").deserialize_any(Probe).unwrap_or(false)
});

fn wrapped_number<'de, E: Error>(digits: &str) -> Result<Node<'de>, E> {
    if digits.bytes().all(|byte| byte.is_ascii_digit())
        && let Ok(integer) = digits.parse()
    {
        return Ok(Node::Integer(integer));
    }
    Value::finite(digits.parse().map_err(|_| E::custom("a number is out of range"))?)
}

#[cfg(test)]
mod tests;
