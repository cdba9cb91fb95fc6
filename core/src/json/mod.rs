//! One strict pass over a JSON object: headers, payloads and key sets are all read by it.
//!
//! Every value is looked at, wanted or not: RFC 8259 to the letter, UTF-8, no lone surrogate, no duplicate member at any level (RFC
//! 7519 section 4 lets a parser refuse them; parsers that take "the last one" disagree with those that take the first), depth
//! at most 64, numbers finite as `f64`, nothing behind the object. Of what nobody asked for nothing is kept.
//!
//! The scanner is ours because it stands between a stranger's bytes and every decision: what `serde_json` shows its visitors
//! depends on features that any crate of the program may switch on (`arbitrary_precision`), and it is what the time of a
//! decision goes into, next to the signature. `serde_json` is the oracle of its tests.

mod fault;
mod members;
mod node;
mod number;
mod scan;
mod seen;
mod text;
mod value;

use std::fmt;

use fault::Fault;
pub(crate) use members::Members;
pub(crate) use node::{Keep, Names, Node};
use scan::Scanner;

/// Who reads an object: says which members it wants, and where they go.
pub(crate) trait Reader<'a> {
    /// The place for this member's value, and how much of it is kept; `None` if it is only to be checked. Called once for a name.
    fn place(&mut self, name: &str) -> Option<(Keep<'_>, &mut Node<'a>)>;
}

/// Reads a text that is one object, into the places of a reader.
pub(crate) fn read<'a>(text: &'a str, reader: &mut impl Reader<'a>) -> Result<(), Malformed> {
    let mut scanner = Scanner::new(text);
    scanner.whole(reader).map_err(|fault| Malformed(Why::Fault(fault, scanner.at)))
}

/// Reads one object; of its top-level members keeps what `wanted` says.
pub(crate) fn object(
    bytes: &[u8],
    wanted: impl Fn(&str) -> Option<Keep<'static>>,
) -> Result<Members<'_>, Malformed> {
    let mut collected = members::Collect::new(wanted);
    read(utf8(bytes)?, &mut collected)?;
    Ok(collected.members)
}

/// The text of these bytes.
pub(crate) fn utf8(bytes: &[u8]) -> Result<&str, Malformed> {
    std::str::from_utf8(bytes).map_err(|_| Malformed::NOT_UTF8)
}

/// Why a text is not a strict JSON object. Holds no part of the text.
#[derive(Debug)]
pub(crate) struct Malformed(Why);

#[derive(Debug)]
enum Why {
    NotUtf8,
    /// What is wrong, and how many bytes had been read by then.
    Fault(Fault, usize),
}

impl Malformed {
    pub(crate) const NOT_UTF8: Self = Self(Why::NotUtf8);
}

/// A clause about "it", to be put behind whatever it is.
impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Why::NotUtf8 => f.write_str("it is not UTF-8"),
            Why::Fault(fault, at) => {
                write!(f, "its JSON is not accepted: {} (byte {at})", fault.sentence())
            }
        }
    }
}

#[cfg(test)]
mod tests;
