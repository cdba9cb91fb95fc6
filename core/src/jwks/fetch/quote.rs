//! Foreign text in a message.

use std::fmt::Write;

/// Longest piece of foreign text that is shown, in characters.
const QUOTE_LIMIT: usize = 120;

/// The text as a JSON string in plain ASCII, cut at 120 characters. What a server sent can then neither break a log line nor
/// colour a terminal.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars().take(QUOTE_LIMIT) {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            ' '..='~' => out.push(c),
            _ => escape(c, &mut out),
        }
    }
    if text.chars().nth(QUOTE_LIMIT).is_some() {
        out.push_str("...");
    }
    out.push('"');
    out
}

fn escape(c: char, out: &mut String) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        // Writing to a String cannot fail.
        let _ = write!(out, "\\u{unit:04x}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn foreign_text_is_escaped_and_cut() {
        assert_eq!(quoted("a\"b\\c"), r#""a\"b\\c""#);
        assert_eq!(quoted("\r\n\u{202e}\u{1f600}"), r#""\u000d\u000a\u202e\ud83d\ude00""#);
        assert_eq!(quoted(&"x".repeat(120)), format!("\"{}\"", "x".repeat(120)));
        assert_eq!(quoted(&"x".repeat(121)), format!("\"{}...\"", "x".repeat(120)));
    }
}
