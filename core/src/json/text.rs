//! Strings (RFC 8259 section 7). The text is UTF-8 already: only quotes, escapes and control characters matter.

use super::fault::Fault;
use super::scan::Scanner;

impl<'a> Scanner<'a> {
    /// A string without escapes, behind its opening quote. Otherwise `None`, and nothing has been read.
    #[inline(always)]
    pub(super) fn plain_string(&mut self) -> Option<&'a str> {
        let start = self.at;
        self.pass_plain();
        if self.peek() == Some(b'"') {
            let text = self.text.get(start..self.at);
            self.at += 1;
            return text;
        }
        self.at = start;
        None
    }

    /// A string with escapes, behind its opening quote.
    #[cold]
    #[inline(never)]
    pub(super) fn escaped_string(&mut self) -> Result<String, Fault> {
        let mut text = String::new();
        loop {
            let start = self.at;
            self.pass_plain();
            text.push_str(self.text.get(start..self.at).unwrap_or_default());
            match self.after_plain()? {
                Some(character) => text.push(character),
                None => return Ok(text),
            }
        }
    }

    /// Checks a string, behind its opening quote.
    #[inline]
    pub(super) fn skip_string(&mut self) -> Result<(), Fault> {
        loop {
            self.pass_plain();
            if self.peek() == Some(b'"') {
                self.at += 1;
                return Ok(());
            }
            self.after_plain()?;
        }
    }

    /// What ends a run of plain characters: an escape, or the closing quote (`None`).
    #[cold]
    fn after_plain(&mut self) -> Result<Option<char>, Fault> {
        let byte = self.peek();
        self.at += 1;
        match byte {
            Some(b'"') => Ok(None),
            Some(b'\\') => self.escape().map(Some),
            _ => Err(Fault::Text),
        }
    }

    /// An escape, behind its backslash.
    fn escape(&mut self) -> Result<char, Fault> {
        let byte = self.peek();
        self.at += 1;
        Ok(match byte {
            Some(same @ (b'"' | b'\\' | b'/')) => char::from(same),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.code_point(),
            _ => return Err(Fault::Escape),
        })
    }

    /// A `\uXXXX`, behind its `u`, or two that are a surrogate pair.
    fn code_point(&mut self) -> Result<char, Fault> {
        let first = self.hex()?;
        let mut units = [first, 0];
        let pair = match first {
            0xd800..0xdc00 => {
                if self.text.as_bytes().get(self.at..self.at + 2) != Some(br"\u") {
                    return Err(Fault::Surrogate);
                }
                self.at += 2;
                units = [first, self.hex()?];
                units.as_slice()
            }
            _ => units.get(..1).unwrap_or_default(),
        };
        let mut characters = char::decode_utf16(pair.iter().copied());
        characters.next().and_then(Result::ok).ok_or(Fault::Surrogate)
    }

    /// Four hexadecimal digits.
    fn hex(&mut self) -> Result<u16, Fault> {
        let digits = self.text.as_bytes().get(self.at..self.at + 4).ok_or(Fault::Escape)?;
        let value = digits.iter().try_fold(0, |value, digit| {
            Some(value << 4 | u16::try_from(char::from(*digit).to_digit(16)?).ok()?)
        });
        self.at += 4;
        value.ok_or(Fault::Escape)
    }

    /// Reads up to the next quote, backslash or control character, or to the end.
    #[inline(always)]
    fn pass_plain(&mut self) {
        let rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        let (words, tail) = rest.as_chunks();
        for word in words {
            let stops = stops(u64::from_le_bytes(*word));
            if stops != 0 {
                self.at += (stops.trailing_zeros() / 8) as usize;
                return;
            }
            self.at += 8;
        }
        self.at += tail.iter().take_while(|byte| !matches!(byte, b'"' | b'\\' | 0..0x20)).count();
    }
}

/// Eight bytes at once: the lowest bit that is set belongs to the first quote, backslash or control character; none, if there is none.
#[inline]
fn stops(word: u64) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    // The high bit of each byte that is less than `bound` (at most 0x80); a borrow spoils only bytes above the first of these.
    let less = |word: u64, bound: u64| word.wrapping_sub(ONES * bound) & !word & (ONES * 0x80);
    // With bit 1 turned, the quote (0x22) comes right above the control characters, and the space and `!` above it.
    less(word ^ (ONES * 0x02), 0x21) | less(word ^ (ONES * 0x5c), 1)
}
