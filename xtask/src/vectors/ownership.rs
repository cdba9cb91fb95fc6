//! Who may touch what: the path against the subject, decoded once, byte by byte.

use serde_json::{Value, json};

use super::responses::Entry;

/// Subject, segment as it stands in the URL, allowed.
type Row = (&'static str, &'static str, &'static str, bool);

const TEXT: [Row; 44] = [
    ("the same", "user-42", "user-42", true),
    ("another", "user-42", "user-43", false),
    ("in capitals", "user-42", "USER-42", false),
    ("one letter in capitals", "user-42", "User-42", false),
    ("a part of it", "user-42", "user-4", false),
    ("longer", "user-42", "user-421", false),
    ("a space after it", "user-42", "user-42%20", false),
    ("a space before it", "user-42", "%20user-42", false),
    ("a NUL after it", "user-42", "user-42%00", false),
    ("a line feed after it", "user-42", "user-42%0A", false),
    ("a dot after it", "user-42", "user-42.", false),
    ("a zero-width space after it", "user-42", "user-42%E2%80%8B", false),
    ("a letter in percent encoding", "user-42", "user%2D42", true),
    ("every letter in percent encoding", "user-42", "%75%73%65%72%2D%34%32", true),
    ("encoded twice", "user-42", "user%252D42", false),
    ("encoded twice where the subject has a percent sign", "user%2D42", "user%252D42", true),
    ("encoded once where the subject has a percent sign", "user%2D42", "user%2D42", false),
    ("a percent sign", "100%", "100%25", true),
    ("a path upwards", "user-42", "..%2Fuser-42", false),
    ("a path through another", "user-42", "user-43%2F..%2Fuser-42", false),
    ("a backslash before it", "user-42", "%5Cuser-42", false),
    ("a subject with a slash", "a/b", "a%2Fb", false),
    ("a subject with a NUL", "a\0b", "a%00b", false),
    ("a subject that is U+FFFD", "\u{fffd}", "%EF%BF%BD", false),
    ("a subject with U+FFFD", "a\u{fffd}", "a%EF%BF%BD", false),
    ("octets that are no UTF-8", "a\u{fffd}", "a%FF", false),
    ("beyond ASCII", "caf\u{e9}", "caf%C3%A9", true),
    ("decomposed against composed", "caf\u{e9}", "cafe%CC%81", false),
    ("composed against decomposed", "cafe\u{301}", "caf%C3%A9", false),
    ("decomposed against decomposed", "cafe\u{301}", "cafe%CC%81", true),
    ("an emoji", "\u{1f600}", "%F0%9F%98%80", true),
    ("a dotless i", "\u{131}d", "id", false),
    ("fullwidth digits", "42", "%EF%BC%94%EF%BC%92", false),
    ("digits", "42", "42", true),
    ("digits with a zero before them", "42", "042", false),
    ("digits with a point", "42", "42.0", false),
    ("a plus is a plus", "a+b", "a+b", true),
    ("a plus is no space", "a b", "a+b", false),
    ("a space", "a b", "a%20b", true),
    ("an e-mail address", "alice@example.com", "alice%40example.com", true),
    ("a wildcard", "user-42", "*", false),
    ("the word me", "user-42", "me", false),
    ("the word undefined", "user-42", "undefined", false),
    ("the subject undefined", "undefined", "undefined", true),
];

/// Subject as a number, segment, allowed.
const INTEGERS: [(&str, u64, &str, bool); 22] = [
    ("the same", 42, "42", true),
    ("another", 42, "43", false),
    ("zero", 0, "0", true),
    ("zero with a sign", 0, "-0", false),
    ("two zeros", 0, "00", false),
    ("a zero before it", 42, "042", false),
    ("a plus before it", 42, "+42", false),
    ("a minus before it", 42, "-42", false),
    ("a fraction", 42, "42.0", false),
    ("an exponent", 42, "4.2e1", false),
    ("hexadecimal", 42, "0x2a", false),
    ("a space after it", 42, "42%20", false),
    ("a space before it", 42, "%2042", false),
    ("a NUL after it", 42, "42%00", false),
    ("an underscore", 4200, "4_200", false),
    ("Arabic digits", 42, "%D9%A4%D9%A2", false),
    ("fullwidth digits", 42, "%EF%BC%94%EF%BC%92", false),
    ("a digit in percent encoding", 42, "%342", true),
    ("true", 1, "true", false),
    ("the largest", 9_007_199_254_740_991, "9007199254740991", true),
    ("beside the largest", 9_007_199_254_740_991, "9007199254740992", false),
    ("more than 64 bits", 0, "18446744073709551616", false),
];

pub(super) fn entries() -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::new();
    for (name, sub, segment, allowed) in TEXT {
        all.push(entry(format!("owner: {name}"), json!(sub), None, segment, None, allowed));
    }
    for (name, sub, segment, allowed) in INTEGERS {
        all.push(entry(format!("integer owner: {name}"), json!(sub), Some("int"), segment, None, allowed));
    }
    for (name, sub, segment, allowed) in [
        ("the same", "user-42", "user-42", true),
        ("another", "user-42", "user-43", false),
        ("encoded twice", "user-42", "user%252D42", false),
    ] {
        all.push(entry(format!("concealed owner: {name}"), json!(sub), None, segment, Some(true), allowed));
    }
    all
}

fn entry(
    name: String,
    sub: Value,
    kind: Option<&str>,
    segment: &str,
    conceal: Option<bool>,
    allowed: bool,
) -> Entry {
    let mut fields = vec![("name", json!(name)), ("sub", sub)];
    fields.extend(kind.map(|kind| ("subject_type", json!(kind))));
    fields.push(("path_segment", json!(segment)));
    fields.extend(conceal.map(|conceal| ("conceal", json!(conceal))));
    fields.push(("expected", json!(if allowed { "allow" } else { "deny" })));
    fields
}
