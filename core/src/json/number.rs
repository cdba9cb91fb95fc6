//! Numbers, by the grammar of RFC 8259 section 6.

use super::Node;
use super::fault::Fault;
use super::scan::Scanner;

/// So many digits always fit a `u64`.
const SAFE_DIGITS: usize = 19;

impl<'a> Scanner<'a> {
    /// An integer without a sign, as times and ids are, of which the first byte has been read. Otherwise `None`, and nothing
    /// more has been read.
    #[inline(always)]
    pub(super) fn integer(&mut self, first: u8) -> Option<u64> {
        let behind_first = self.at;
        let mut integer = u64::from(first.wrapping_sub(b'0'));
        while let Some(digit) = self.digit() {
            // Overflows only where there are too many digits to use it.
            integer = integer.wrapping_mul(10).wrapping_add(u64::from(digit));
        }
        let digits = self.at - behind_first + 1;
        let is_safe = first != b'-' && (first != b'0' || digits == 1) && digits <= SAFE_DIGITS;
        if is_safe && !matches!(self.peek(), Some(b'.' | b'e' | b'E')) {
            return Some(integer);
        }
        self.at = behind_first;
        None
    }

    /// Any number, of which the first byte has been read: digits alone if they fit, else the nearest `f64`, which is finite.
    #[inline(never)]
    pub(super) fn number(&mut self, first: u8) -> Result<Node<'a>, Fault> {
        let start = self.at - 1;
        let first_digit = if first == b'-' { self.digit().ok_or(Fault::Number)? } else { first - b'0' };
        if first_digit != 0 {
            while self.digit().is_some() {}
        }
        let mut is_integer = first != b'-';
        if self.eat(b'.') {
            is_integer = false;
            self.digits()?;
        }
        if self.eat(b'e') || self.eat(b'E') {
            is_integer = false;
            let _ = self.eat(b'+') || self.eat(b'-');
            self.digits()?;
        }
        let text = self.text.get(start..self.at).ok_or(Fault::Number)?;
        if is_integer && let Ok(integer) = text.parse() {
            return Ok(Node::Integer(integer));
        }
        let number: f64 = text.parse().map_err(|_| Fault::Number)?;
        if number.is_finite() { Ok(Node::Number(number)) } else { Err(Fault::Range) }
    }

    /// Checks a number, of which the first byte has been read.
    #[inline]
    pub(super) fn skip_number(&mut self, first: u8) -> Result<(), Fault> {
        match self.integer(first) {
            Some(_) => Ok(()),
            None => self.number(first).map(|_| ()),
        }
    }

    /// One digit or more.
    fn digits(&mut self) -> Result<(), Fault> {
        self.digit().ok_or(Fault::Number)?;
        while self.digit().is_some() {}
        Ok(())
    }

    #[inline]
    fn digit(&mut self) -> Option<u8> {
        let digit = self.peek()?.wrapping_sub(b'0');
        if digit > 9 {
            return None;
        }
        self.at += 1;
        Some(digit)
    }

    fn eat(&mut self, byte: u8) -> bool {
        let there = self.peek() == Some(byte);
        self.at += usize::from(there);
        there
    }
}
