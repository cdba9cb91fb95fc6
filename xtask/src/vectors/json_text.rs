//! Strict JSON: the same texts in a header and in a payload whose signature is good.

use super::case::Cases;
use super::lab::{Lab, header, payload};
use super::object::Object;

const MALFORMED: &str = "token_malformed";

pub(super) fn cases(cases: &mut Cases<'_>) {
    for (name, class, value) in bad_values() {
        both(cases, name, class, &value, MALFORMED);
    }
    for (name, value) in good_values() {
        both(cases, name, "26", &value, "accept");
    }
    whole_texts(cases);
    duplicates(cases);
    after_the_signature(cases);
}

/// One value, in a member that nobody asks for.
fn both(cases: &mut Cases<'_>, name: &str, class: &str, value: &[u8], expected: &str) {
    let lab = cases.lab;
    let token = sign(lab, &member(&header("EdDSA", "ed-1"), value), payload().to_string().as_bytes());
    cases.add(format!("header: {name}"), class, token, expected);
    let token = sign(lab, header("EdDSA", "ed-1").to_string().as_bytes(), &member(&payload(), value));
    cases.add(format!("payload: {name}"), class, token, expected);
}

fn sign(lab: &Lab, header: &[u8], payload: &[u8]) -> String {
    lab.ed_a.token_of("EdDSA", header, payload)
}

/// The object with one more member, `"x"`.
fn member(object: &Object, value: &[u8]) -> Vec<u8> {
    let text = object.to_string();
    let open = text.strip_suffix('}').unwrap_or_default();
    [open.as_bytes(), b",\"x\":", value, b"}"].concat()
}

fn nested(open: &str, close: &str, levels: usize) -> Vec<u8> {
    format!("{}{}", open.repeat(levels), close.repeat(levels)).into_bytes()
}

fn bad_values() -> Vec<(&'static str, &'static str, Vec<u8>)> {
    let mut all: Vec<(&str, &str, Vec<u8>)> = Vec::new();
    let numbers: [(&str, &str); 15] = [
        ("NaN", "NaN"),
        ("Infinity", "Infinity"),
        ("minus Infinity", "-Infinity"),
        ("1e400", "1e400"),
        ("minus 1e400", "-1e400"),
        ("a leading zero", "01"),
        ("minus zero one", "-01"),
        ("a plus sign", "+1"),
        ("no digit before the point", ".5"),
        ("no digit after the point", "1."),
        ("an exponent without digits", "1e"),
        ("a lone minus", "-"),
        ("hexadecimal", "0x10"),
        ("an underscore in a number", "1_000"),
        ("undefined", "undefined"),
    ];
    all.extend(numbers.map(|(name, text)| (name, "31", text.as_bytes().to_vec())));
    all.push(("a number of 400 digits", "31", "9".repeat(400).into_bytes()));
    all.push(("a number of 5 000 digits", "31", "9".repeat(5_000).into_bytes()));
    let texts: [(&str, &[u8]); 27] = [
        ("a lone high surrogate", br#""\ud800""#),
        ("a lone low surrogate", br#""\udc00""#),
        ("surrogates in the wrong order", br#""\udc00\ud800""#),
        ("two high surrogates", br#""\ud800\ud800""#),
        ("a high surrogate and a letter", br#""\ud800a""#),
        ("a raw line feed in a string", b"\"a\nb\""),
        ("a raw tab in a string", b"\"a\tb\""),
        ("a raw NUL in a string", b"\"a\0b\""),
        ("an escape that JSON lacks", br#""\x41""#),
        ("an escape with a letter beyond F", br#""\u12g4""#),
        ("a short unicode escape", br#""\u12""#),
        ("a string without an end", b"\"abc"),
        ("single quotes", b"'a'"),
        ("True with a capital", b"True"),
        ("a comma before the bracket", b"[1,]"),
        ("a comma before the brace", br#"{"a":1,}"#),
        ("no comma between values", b"[1 2]"),
        ("a comment", b"1/* c */"),
        ("a name without quotes", b"{a:1}"),
        ("an overlong NUL", b"\"\xc0\x80\""),
        ("an overlong slash", b"\"\xe0\x80\xaf\""),
        ("a surrogate in UTF-8", b"\"\xed\xa0\x80\""),
        ("a character beyond U+10FFFF", b"\"\xf4\x90\x80\x80\""),
        ("a cut UTF-8 sequence", b"\"\xe2\x82\""),
        ("the octet FF", b"\"\xff\""),
        ("Latin-1", b"\"caf\xe9\""),
        ("an object where a colon lacks", br#"{"a" 1}"#),
    ];
    all.extend(texts.map(|(name, text)| (name, "26", text.to_vec())));
    all.push(("arrays 65 levels deep", "23", nested("[", "]", 64)));
    all.push(("objects 65 levels deep", "23", deep_objects(64)));
    all.push(("5 000 open brackets", "23", b"[".repeat(5_000)));
    all.push(("2 000 open objects", "23", br#"{"a":"#.repeat(2_000)));
    all
}

/// So many objects in one another, the innermost empty.
fn deep_objects(levels: usize) -> Vec<u8> {
    let outer = levels - 1;
    format!("{}{{}}{}", "{\"a\":".repeat(outer), "}".repeat(outer)).into_bytes()
}

fn good_values() -> Vec<(&'static str, Vec<u8>)> {
    let mut all: Vec<(&str, Vec<u8>)> = Vec::new();
    let texts: [(&str, &[u8]); 20] = [
        ("a surrogate pair", br#""\ud83d\ude00""#),
        ("an emoji in UTF-8", "\"\u{1f600}\"".as_bytes()),
        ("U+FFFF", "\"\u{ffff}\"".as_bytes()),
        ("U+10FFFF", "\"\u{10ffff}\"".as_bytes()),
        ("U+2028 in a string", "\"\u{2028}\"".as_bytes()),
        ("DEL in a string", b"\"\x7f\""),
        ("an escaped NUL", br#""\u0000""#),
        ("every escape of JSON", br#""\"\\\/\b\f\n\r\t\u00e9""#),
        ("an empty name", br#"{"":1}"#),
        ("names that differ by case", br#"{"a":1,"A":2}"#),
        ("names that differ by normalisation", "{\"\u{e9}\":1,\"e\u{301}\":2}".as_bytes()),
        ("one name at two levels", br#"{"a":{"a":{"a":1}}}"#),
        ("one name in two objects of an array", br#"[{"a":1},{"a":2}]"#),
        ("white space between all tokens", b" { \"a\" :\t[ 1 ,\r\n2 ] } "),
        ("1e308", b"1e308"),
        ("1e-400, which is zero", b"1e-400"),
        ("2 to the power of 64", b"18446744073709551616"),
        ("minus zero", b"-0"),
        ("a fraction and an exponent", b"-1.5E+2"),
        ("an empty object and an empty array", b"[{},[]]"),
    ];
    all.extend(texts.map(|(name, text)| (name, text.to_vec())));
    all.push(("a number of 300 digits", "9".repeat(300).into_bytes()));
    all.push(("arrays 64 levels deep", nested("[", "]", 63)));
    all.push(("objects 64 levels deep", deep_objects(63)));
    let members: Vec<String> = (0..40).map(|n| format!("\"m{n}\":{n}")).collect();
    all.push(("40 different members", format!("{{{}}}", members.join(",")).into_bytes()));
    all
}

/// What may stand around the object, and what may not stand in its place.
fn whole_texts(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let utf16 = |text: &str, big: bool| -> Vec<u8> {
        let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    };
    let (head, body) = (header("EdDSA", "ed-1").to_string(), payload().to_string());
    let wrap = |before: &[u8], text: &str, after: &[u8]| [before, text.as_bytes(), after].concat();
    let around: [(&str, &[u8], &[u8], &str); 10] = [
        ("white space around the object", b" \t\r\n", b"\n \t\r", "accept"),
        ("a BOM before the object", b"\xef\xbb\xbf", b"", MALFORMED),
        ("a form feed before the object", b"\x0c", b"", MALFORMED),
        ("a no-break space before the object", b"\xc2\xa0", b"", MALFORMED),
        ("a letter after the object", b"", b"x", MALFORMED),
        ("a NUL after the object", b"", b"\0", MALFORMED),
        ("a brace after the object", b"", b"}", MALFORMED),
        ("a second object", b"", b"{}", MALFORMED),
        ("a comma after the object", b"", b",", MALFORMED),
        ("the object in an array", b"[", b"]", MALFORMED),
    ];
    for (name, before, after, expected) in around {
        let token = sign(lab, &wrap(before, &head, after), body.as_bytes());
        cases.add(format!("header: {name}"), "26", token, expected);
        let token = sign(lab, head.as_bytes(), &wrap(before, &body, after));
        cases.add(format!("payload: {name}"), "26", token, expected);
    }
    for (name, big) in [("UTF-16, little end first", false), ("UTF-16, big end first", true)] {
        let token = sign(lab, &utf16(&head, big), body.as_bytes());
        cases.add(format!("header: {name}"), "26", token, MALFORMED);
        let token = sign(lab, head.as_bytes(), &utf16(&body, big));
        cases.add(format!("payload: {name}"), "26", token, MALFORMED);
    }
    for text in [
        "[]", "\"text\"", "1", "null", "true", "  ", "{", "}", "{\"a\"}", "{\"a\":}", "{,}", "not JSON",
        "{'a':1}",
    ] {
        cases.add(format!("header is {text}"), "26", sign(lab, text.as_bytes(), body.as_bytes()), MALFORMED);
        cases.add(format!("payload is {text}"), "26", sign(lab, head.as_bytes(), text.as_bytes()), MALFORMED);
    }
    cases.add("header is an empty object", "26", sign(lab, b"{}", body.as_bytes()), MALFORMED);
    cases.add("payload is an empty object", "30", sign(lab, head.as_bytes(), b"{}"), "claim_missing");
}

fn duplicates(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    for (name, value) in [("alg", "\"EdDSA\""), ("kid", "\"ed-1\""), ("typ", "\"JWT\""), ("alg", "\"none\"")]
    {
        let token = lab.ed_with(header("EdDSA", "ed-1").again(name, value), payload());
        cases.add(format!("header: {name} again, as {value}"), "24", token, MALFORMED);
    }
    for (name, value) in [
        ("sub", "\"user-43\""),
        ("sub", "\"user-42\""),
        ("iss", "\"https://id.example.com\""),
        ("aud", "\"https://api.example.com\""),
        ("exp", "1800009999"),
        ("iat", "1799999940"),
    ] {
        let token = lab.ed(payload().again(name, value));
        cases.add(format!("payload: {name} again, as {value}"), "24", token, MALFORMED);
    }
    let twice = |name: &str, value: &str| payload().raw(name, value).again(name, value);
    cases.add("payload: nbf twice", "24", lab.ed(twice("nbf", "1700000000")), MALFORMED);
    cases.add("payload: an unknown claim twice", "24", lab.ed(twice("colour", "\"red\"")), MALFORMED);
    cases.add("payload: __proto__ twice", "63", lab.ed(twice("__proto__", "{}")), MALFORMED);
    let spelt = |object: &Object, more: &str| {
        let text = object.to_string();
        format!("{},{more}}}", text.strip_suffix('}').unwrap_or_default())
    };
    let (head, body) = (header("EdDSA", "ed-1"), payload());
    for (name, more) in [
        ("sub again with an escaped s", r#""\u0073ub":"user-43""#),
        ("exp again with every letter escaped", r#""\u0065\u0078\u0070":1900000000"#),
        ("a name twice in an inner object", r#""x":{"a":1,"a":1}"#),
        ("a name twice in an object of an array", r#""x":[{"a":1,"a":2}]"#),
        ("a name twice, once escaped, three levels down", r#""x":[[{"a":1,"\u0061":2}]]"#),
        ("an empty name twice", r#""":1,"":2"#),
    ] {
        let token = sign(lab, head.to_string().as_bytes(), spelt(&body, more).as_bytes());
        cases.add(format!("payload: {name}"), "24", token, MALFORMED);
    }
    for (name, more) in [
        ("alg again with an escaped a", r#""\u0061lg":"none""#),
        ("a name twice in an inner object", r#""x":{"a":1,"a":1}"#),
    ] {
        let token = sign(lab, spelt(&head, more).as_bytes(), body.to_string().as_bytes());
        cases.add(format!("header: {name}"), "24", token, MALFORMED);
    }
    let many = |last: usize| {
        let members: Vec<String> = (0..60).chain([last]).map(|n| format!("\"m{n}\":{n}")).collect();
        format!("\"x\":{{{}}}", members.join(","))
    };
    for (name, last, expected) in [
        ("61 members, the last like the first", 0, MALFORMED),
        ("61 members, the last like the last but one", 59, MALFORMED),
        ("61 members, all different", 60, "accept"),
    ] {
        let token = sign(lab, head.to_string().as_bytes(), spelt(&body, &many(last)).as_bytes());
        cases.add(format!("payload: {name}"), "24", token, expected);
    }
}

/// The payload is read only when the signature has held; escapes mean what they say.
fn after_the_signature(cases: &mut Cases<'_>) {
    let lab = cases.lab;
    let head = header("EdDSA", "ed-1").to_string();
    for (name, text) in
        [("no JSON", "not JSON"), ("a claim twice", r#"{"exp":1,"exp":2}"#), ("an array", "[]")]
    {
        let token = lab.ed_b.token_of("EdDSA", &head, text);
        cases.add(format!("{name} in the payload under a wrong signature"), "59", token, "signature_invalid");
    }
    let escaped =
        payload().to_string().replace("\"exp\"", r#""\u0065xp""#).replace("\"sub\"", r#""s\u0075b""#);
    cases.add(
        "claim names spelt with escapes",
        "26",
        sign(lab, head.as_bytes(), escaped.as_bytes()),
        "accept",
    );
    let escaped = head.replace("\"alg\"", r#""\u0061lg""#).replace("ed-1", r"\u0065d-1");
    let token = sign(lab, escaped.as_bytes(), payload().to_string().as_bytes());
    cases.add("header names and values spelt with escapes", "26", token, "accept");
}
