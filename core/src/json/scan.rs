//! The pass itself: tokens, arrays and objects. What is kept, numbers and strings have files of their own.

use std::borrow::Cow;

use super::fault::Fault;
use super::members::Nobody;
use super::seen::Seen;
use super::{Keep, Node, Reader};

/// The outermost object is depth 1.
const MAX_DEPTH: u8 = 64;

/// Goes through a text once, from its beginning to its end.
pub(super) struct Scanner<'a> {
    pub(super) text: &'a str,
    /// How many bytes have been read.
    pub(super) at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// One object and nothing else.
    #[inline]
    pub(super) fn whole(&mut self, reader: &mut impl Reader<'a>) -> Result<(), Fault> {
        if self.token() != Some(b'{') {
            return Err(Fault::NotAnObject);
        }
        self.members(1, reader)?;
        if self.token().is_some() { Err(Fault::Behind) } else { Ok(()) }
    }

    /// The next byte, unread.
    #[inline]
    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Reads white space and the byte behind it.
    #[inline]
    pub(super) fn token(&mut self) -> Option<u8> {
        loop {
            let byte = self.peek()?;
            self.at += 1;
            if !matches!(byte, b' ' | b'\t' | b'\n' | b'\r') {
                return Some(byte);
            }
        }
    }

    /// The members of an object of that depth, behind its brace.
    #[inline]
    pub(super) fn members<R: Reader<'a>>(&mut self, depth: u8, reader: &mut R) -> Result<(), Fault> {
        let mut seen = Seen::new();
        let mut token = self.token();
        if token == Some(b'}') {
            return Ok(());
        }
        loop {
            if token != Some(b'"') {
                return Err(Fault::Name);
            }
            let name = match self.plain_string() {
                Some(name) => {
                    seen.add(name)?;
                    Cow::Borrowed(name)
                }
                None => {
                    let name = self.escaped_string()?;
                    seen.add_by_hash(&name)?;
                    Cow::Owned(name)
                }
            };
            if self.token() != Some(b':') {
                return Err(Fault::Colon);
            }
            match reader.place(&name) {
                None => self.skip(depth)?,
                Some((Keep::Raw, node)) => *node = Node::Raw(self.raw(depth)?),
                Some((keep, node)) => self.fill(depth, keep, node)?,
            }
            match self.token() {
                Some(b',') => token = self.token(),
                Some(b'}') => return Ok(()),
                _ => return Err(Fault::Comma),
            }
        }
    }

    /// A value in something of that depth, checked and forgotten.
    pub(super) fn skip(&mut self, depth: u8) -> Result<(), Fault> {
        match self.token() {
            Some(b'"') => self.skip_string(),
            Some(first @ (b'-' | b'0'..=b'9')) => self.skip_number(first),
            Some(b't') => self.word("rue"),
            Some(b'f') => self.word("alse"),
            Some(b'n') => self.word("ull"),
            Some(b'[') => {
                let depth = deeper(depth)?;
                self.items(|scanner| scanner.skip(depth))
            }
            Some(b'{') => self.members(deeper(depth)?, &mut Nobody),
            _ => Err(Fault::Value),
        }
    }

    /// A value in something of that depth, checked; gives its text without the white space around it.
    fn raw(&mut self, depth: u8) -> Result<&'a str, Fault> {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
        let start = self.at;
        self.skip(depth)?;
        self.text.get(start..self.at).ok_or(Fault::Value)
    }

    /// The items of an array, behind its bracket; `item` reads one.
    #[inline]
    pub(super) fn items(
        &mut self,
        mut item: impl FnMut(&mut Self) -> Result<(), Fault>,
    ) -> Result<(), Fault> {
        let begin = self.at;
        if self.token() == Some(b']') {
            return Ok(());
        }
        self.at = begin;
        loop {
            item(self)?;
            match self.token() {
                Some(b',') => {}
                Some(b']') => return Ok(()),
                _ => return Err(Fault::Comma),
            }
        }
    }

    /// The rest of `true`, `false` or `null`.
    #[inline]
    pub(super) fn word(&mut self, rest: &str) -> Result<(), Fault> {
        let end = self.at + rest.len();
        if self.text.as_bytes().get(self.at..end) != Some(rest.as_bytes()) {
            return Err(Fault::Value);
        }
        self.at = end;
        Ok(())
    }
}

/// One level down, if there is one.
#[inline]
pub(super) fn deeper(depth: u8) -> Result<u8, Fault> {
    if depth < MAX_DEPTH { Ok(depth + 1) } else { Err(Fault::Depth) }
}
