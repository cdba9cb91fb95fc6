//! The known corners of JSON, one by one, as the value of a member: what parsers are commonly found to get wrong.

use super::{read, skip};

const VALUES: [&str; 62] = [
    // Numbers.
    "0",
    "-0",
    "-1",
    "10",
    "123",
    "0e1",
    "0e+1",
    "1E22",
    "1E-2",
    "1E+2",
    "123e45",
    "123.456e78",
    "1e-2",
    "1e+2",
    "-123",
    "-0.1",
    "123.456789",
    "0.1",
    "-237462374673276894279832749832423479823246327846",
    "0.000000000000000000000000000000000000000000000000000000000000000000000000000001",
    "1e-99999",
    // Arrays and objects.
    "[]",
    "[ ]",
    "[[]]",
    "[\"\"]",
    "[\"a\"]",
    "[false]",
    "[null, 1, \"1\", {}]",
    "[null]",
    "[1\n]",
    " [1]",
    "[1,null,null,null,2]",
    "[2] ",
    "{}",
    "{\"\":0}",
    "{\"a\":[]}",
    "{\"foo\\u0000bar\": 42}",
    "{\n\"a\": \"b\"\n}",
    "{ \"min\": -1.0e+28, \"max\": 1.0e+28 }",
    "{\"x\":[{\"id\": \"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\"}], \"id\": \"x\"}",
    // Strings.
    "\"\"",
    "\" \"",
    "\"\\u0060\\u012a\\u12AB\"",
    "\"\\uD801\\udc37\"",
    "\"\\ud83d\\ude39\\ud83d\\udc8d\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "\"\\\\u0000\"",
    "\"\\\"\"",
    "\"a/*b*/c/*d//e\"",
    "\"\\\\a\"",
    "\"\\\\n\"",
    "\"\\u0012\"",
    "\"\\uFFFF\"",
    "\"\u{ffff}\"",
    "\"\u{10ffff}\"",
    "\"\\uDBFF\\uDFFF\"",
    "\"\\u0000\"",
    "\"\u{2028}\u{2029}\u{7f}\u{80}\"",
    "\"\u{3c0}\"",
    "\"\\u0061\\u30af\\u30EA\\u30b9\"",
    "\"\\uA66D\"",
    "\"new\\u00A0line\"",
];

const NOT_VALUES: [&str; 113] = [
    // Numbers.
    "",
    "+1",
    "++1234",
    "+Inf",
    "-",
    "-1x",
    "-01",
    "-1.0.",
    "-2.",
    "-NaN",
    "-foo",
    "- 1",
    "-.123",
    ".-1",
    ".2e-3",
    ".5",
    "0.1.2",
    "0.3e",
    "0.3e+",
    "0.e1",
    "0E",
    "0E+",
    "0e",
    "0e+",
    "012",
    "1 000.0",
    "1.0e",
    "1.0e-",
    "1.0e+",
    "1.",
    "1e1e",
    "1eE2",
    "2.e+3",
    "2.e-3",
    "2.e3",
    "9.e+",
    "Inf",
    "Infinity",
    "-Infinity",
    "NaN",
    "nan",
    "0x1",
    "0x42",
    "1+2",
    "1e1.5",
    "00",
    "0_1",
    "1_0",
    "1,2",
    "\u{ff11}",
    "1e999999",
    "-1e400",
    "1u",
    "1f",
    // Words.
    "nul",
    "nulll",
    "tru",
    "truee",
    "fals",
    "True",
    "FALSE",
    "Null",
    "undefined",
    "n",
    "ull",
    // Arrays and objects.
    "[",
    "]",
    "[1",
    "[1,",
    "[1,]",
    "[,1]",
    "[,]",
    "[,",
    "[1,,2]",
    "[1 2]",
    "[1:2]",
    "[1}",
    "{]",
    "[\"a\"",
    "[\"x\"]]",
    "[a]",
    "[*]",
    "[<null>]",
    "{",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "{\"a\":1,",
    "{\"a\":1,}",
    "{,}",
    "{\"a\",1}",
    "{\"a\" 1}",
    "{a:1}",
    "{1:1}",
    "{'a':1}",
    "{null:1}",
    "{\"a\"::1}",
    "{\"a\":1:2}",
    "{\"a\":1 \"b\":2}",
    "{\"a\":1,,\"b\":2}",
    "{\"a\":1/*c*/}",
    "{\"a\":1}//",
    "{[]:1}",
    "[1]x",
    "//\n1",
    "/**/1",
    "#\n1",
    // White space that is none.
    "\u{a0}1",
    "\u{b}1",
    "\u{c}1",
    "\u{2060}1",
    "1\u{0}",
    "\u{feff}1",
];

const NOT_STRINGS: [&str; 32] = [
    "\"",
    "\"a",
    "a\"",
    "'a'",
    "\"\\",
    "\"\\\"",
    "\"\\a\"",
    "\"\\x00\"",
    "\"\\u\"",
    "\"\\u1\"",
    "\"\\u12\"",
    "\"\\u123\"",
    "\"\\u123",
    "\"\\uqqqq\"",
    "\"\\u00g0\"",
    "\"\\U0041\"",
    "\"\\u+041\"",
    "\"\\u-041\"",
    "\"\\u 041\"",
    "\"\\\u{1f300}\"",
    "\"\u{0}\"",
    "\"\u{1f}\"",
    "\"a\nb\"",
    "\"a\tb\"",
    "\"\\uD800\"",
    "\"\\uDFAA\"",
    "\"\\uD800\\\"",
    "\"\\uD800\\u\"",
    "\"\\uD800\\n\"",
    "\"\\uD800\\uD800\\n\"",
    "\"\\uDd1e\\uD834\"",
    "\"\\uD888\\u1234\"",
];

#[test]
fn values() {
    for value in VALUES {
        let text = format!("{{\"v\":{value}}}");
        assert!(read(&text).is_ok() && skip(&text), "{value}");
        let text = format!("{{\"v\":[0,{value} ]}}");
        assert!(read(&text).is_ok() && skip(&text), "{value}");
    }
}

#[test]
fn what_is_no_value() {
    for value in NOT_VALUES.into_iter().chain(NOT_STRINGS) {
        let text = format!("{{\"v\":{value}}}");
        assert!(read(&text).is_err() && !skip(&text), "{value:?}");
        let text = format!("{{\"v\":[0,{value} ]}}");
        let is_items = matches!(value, "1,2" | "]");
        assert!(is_items || read(&text).is_err() && !skip(&text), "{value:?}");
        let text = format!("{{\"v\":{value}");
        assert!(read(&text).is_err() && !skip(&text), "{value:?}");
    }
}

/// A text may end anywhere, and nothing but white space may follow.
#[test]
fn every_prefix_is_refused() {
    let text =
        "{\"a\\u00e9\\ud83d\\ude00b\":[1,-2.5e+3,true,false,null,\"x\u{e9}\",{\"\":{}}],\"12345678\":0}";
    assert!(read(text).is_ok());
    for end in (0..text.len()).filter(|end| text.is_char_boundary(*end)) {
        assert!(read(&text[..end]).is_err() && !skip(&text[..end]), "{}", &text[..end]);
    }
    for behind in ["{", "}", "]", ",", "0", "\"", "\u{0}", "//", "\u{a0}"] {
        assert!(
            read(&format!("{text}{behind}")).is_err() && !skip(&format!(" {text} {behind}")),
            "{behind:?}"
        );
    }
}

/// A stop in each place of a word of eight bytes, at each distance from the end.
#[test]
fn strings_of_every_length() {
    for length in 0..40 {
        for (stop, accepted) in
            [("", true), ("\\n", true), ("\u{1f}", false), ("\u{e9}", true), ("\\", false), ("\"", false)]
        {
            for at in 0..=length {
                let (before, behind) = ("x!# ~".repeat(8)[..at].to_owned(), "y".repeat(length - at));
                let text = format!("{{\"v\":\"{before}{stop}{behind}\"}}");
                assert_eq!(read(&text).is_ok(), accepted, "{text}");
                assert_eq!(skip(&text), accepted, "{text}");
                let name = format!("{{\"{before}{stop}{behind}\":1}}");
                assert_eq!(skip(&name), accepted, "{name}");
            }
        }
    }
}
