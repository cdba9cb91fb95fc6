use std::sync::LazyLock;

use super::*;

fn read(text: &str) -> Result<Members<'_>, Malformed> {
    object(text.as_bytes(), |_| Some(Keep::All))
}

fn skip(text: &str) -> bool {
    object(text.as_bytes(), |_| None).is_ok()
}

#[test]
fn keeps_what_is_wanted() {
    let members =
        object(br#"{"a":1,"b":"x","c":[true,null,-2.5]}"#, |name| (name != "b").then_some(Keep::All))
            .unwrap();
    assert_eq!(members.get("a"), Some(&Node::Integer(1)));
    assert_eq!(members.get("b"), None);
    let list = vec![Node::Bool(true), Node::Null, Node::Number(-2.5)];
    assert_eq!(members.get("c"), Some(&Node::List(list)));
    assert_eq!(members.get("d"), None);
}

#[test]
fn keeps_a_value_as_it_is_written() {
    let values = [
        ("{\"a\" : [1, 2] }", "an object"),
        ("[\n1e3 ]", "an array"),
        ("\"\\u0061 x\"", "a string"),
        ("-0.50", "a number"),
        ("true", "a boolean"),
        ("null", "null"),
    ];
    for (value, kind) in values {
        let text = format!("{{\"x\":0,\"a\" : \t{value}\r\n ,\"b\":{value}}}");
        let members = object(text.as_bytes(), |name| (name != "x").then_some(Keep::Raw)).unwrap();
        for (name, node) in members.iter() {
            assert_eq!((node.as_raw(), node.type_name()), (Some(value), kind), "{name}");
        }
        assert_eq!(members.iter().count(), 2);
    }
    // What is kept as it is written is as strict as all the rest.
    for bad in ["{\"a\":1,\"\\u0061\":2}", "[1,]", "01", "nul", "\"\\ud800\"", "{\"a\":1e400}", ""] {
        assert!(object(format!("{{\"a\":{bad}}}").as_bytes(), |_| Some(Keep::Raw)).is_err(), "{bad}");
    }
    let deep = |levels: usize| format!("{{\"a\":{}{}}}", "[".repeat(levels), "]".repeat(levels));
    assert!(object(deep(63).as_bytes(), |_| Some(Keep::Raw)).is_ok());
    assert!(object(deep(64).as_bytes(), |_| Some(Keep::Raw)).is_err());
}

#[test]
fn refuses_what_is_not_one_strict_object() {
    for text in [
        "",
        " ",
        "null",
        "[]",
        "1",
        "\"a\"",
        "{",
        "{}x",
        "{} {}",
        "{\"a\":1,}",
        "{'a':1}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{\"a\":Infinity}",
        "{\"a\":1e400}",
        "{\"a\":-1e400}",
        "{\"a\":\"\\ud800\"}",
        "{\"a\":\"\u{1}\"}",
        "\u{feff}{}",
        "{\"a\":.5}",
        "{\"a\":+1}",
        "{\"a\":\"\\x41\"}",
        "{\"a\" 1}",
    ] {
        assert!(read(text).is_err() && !skip(text), "{text:?}");
    }
    assert!(object(b"{\"a\":\"\xff\"}", |_| None).is_err());
    assert!(object(b"{\"a\":\"\xc0\xaf\"}", |_| None).is_err());
    let utf16: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert!(object(&utf16, |_| Some(Keep::All)).is_err());
    for text in ["{}", " {\"a\" : 1 }\r\n", "{\"a\":\"\\ud83d\\ude00\"}", "{\"\":0}"] {
        assert!(read(text).is_ok() && skip(text), "{text:?}");
    }
}

#[test]
fn refuses_duplicate_members_at_any_level_however_spelled() {
    for text in [
        r#"{"a":1,"a":1}"#,
        r#"{"a":1,"\u0061":1}"#,
        r#"{"x":{"a":1,"b":2,"a":3}}"#,
        r#"{"x":[0,{"a":1,"a":2}]}"#,
    ] {
        assert!(read(text).is_err() && !skip(text), "{text}");
    }
    for count in [15, 16, 17, 18, 40, 1000] {
        let mut names: Vec<String> = (0..count).map(|n| format!("\"m{n}\":{n}")).collect();
        assert!(skip(&format!("{{{}}}", names.join(","))));
        for twin in [0, 14, count - 1] {
            names.push(format!("\"m{twin}\":0"));
            assert!(!skip(&format!("{{{}}}", names.join(","))), "{count} members, m{twin} twice");
            names.pop();
        }
    }
}

#[test]
fn depth_is_64_and_the_outermost_is_1() {
    let nest = |depth: usize| format!("{}{}", "{\"a\":".repeat(depth - 1), "{}") + &"}".repeat(depth - 1);
    let lists = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth - 1), "]".repeat(depth - 1));
    assert!(read(&nest(64)).is_ok() && skip(&nest(64)) && skip(&lists(64)));
    assert!(read(&nest(65)).is_err() && !skip(&nest(65)) && !skip(&lists(65)));
    assert!(!skip(&format!("{{\"a\":{}", "[".repeat(20_000))));
}

#[test]
fn integers_are_digits_alone() {
    for (text, node) in [
        ("42", Node::Integer(42)),
        ("42.0", Node::Number(42.0)),
        ("4.2e1", Node::Number(42.0)),
        ("-0", Node::Number(-0.0)),
        ("-1", Node::Number(-1.0)),
        ("9007199254740993", Node::Integer(9_007_199_254_740_993)),
        ("18446744073709551616", Node::Number(18_446_744_073_709_551_616.0)),
    ] {
        let object = format!("{{\"n\":{text}}}");
        assert_eq!(read(&object).unwrap().get("n"), Some(&node), "{text}");
    }
}

#[test]
fn errors_hold_no_part_of_the_text() {
    for text in ["\"s3cret\"", "{\"a\":s3cret}", "{\"s3cret\":1,\"s3cret\":2}", "s3cret", "{\"a\":\"s3cret"] {
        assert!(!read(text).unwrap_err().to_string().contains("s3cret"));
    }
}

#[test]
fn of_arrays_and_objects_only_what_was_asked_for_is_kept() {
    static WANTED: LazyLock<[String; 1]> = LazyLock::new(|| ["x".to_owned()]);
    let text = br#"{"a":["y","x","y","y","y","y","y"],"b":["y",1],"c":{"d":[1]},"e":"x","f":[],"g":["1","2","3","4","5","6"]}"#;
    let keep = |name: &str| Some(if name == "c" { Keep::Scalar } else { Keep::Names(&*WANTED) });
    let members = object(text, keep).unwrap();
    let names = |name: &str| match members.get(name) {
        Some(Node::Names(names)) => (names.found, names.foreign, names.first.len()),
        other => panic!("{other:?}"),
    };
    assert_eq!(names("a"), (true, None, 1));
    assert_eq!(names("b"), (false, Some("a number"), 1));
    assert_eq!(names("f"), (false, None, 0));
    assert_eq!(names("g"), (false, None, 5));
    assert_eq!(members.get("c"), Some(&Node::Object(Members::default())));
    assert_eq!(members.get("e").and_then(Node::as_text), Some("x"));
}

#[test]
fn floats_are_the_nearest() {
    for text in [
        "0.1",
        "1.7976931348623157e308",
        "2.2250738585072011e-308",
        "5e-324",
        "1e-400",
        "-0.0",
        "9007199254740993.0",
        "1795144080.123456789",
        "123456789012345678901234567890",
        "0.00000000000000000000000000000000000000000000000000000123456789012345678",
    ] {
        let object = format!("{{\"n\":{text}}}");
        let Some(Node::Number(number)) = read(&object).unwrap().get("n").cloned() else { panic!("{text}") };
        assert_eq!(number.to_bits(), text.parse::<f64>().unwrap().to_bits(), "{text}");
    }
    // Digits alone may be many: what counts is the value.
    assert!(
        skip(&format!("{{\"n\":{}}}", "9".repeat(308))) && !skip(&format!("{{\"n\":{}}}", "9".repeat(309)))
    );
}

/// 64 levels must not need much of a stack: hosts run this on threads of theirs. Without optimisation frames are four times as large.
#[test]
fn depth_costs_little_stack() {
    let nested = format!("{{\"a\":{}[0]{}}}", "[{\"\":".repeat(31), "}]".repeat(31));
    let kibibytes = if cfg!(debug_assertions) { 256 } else { 64 };
    let thread = std::thread::Builder::new().stack_size(kibibytes * 1024);
    let done = thread.spawn(move || {
        assert!(skip(&nested));
        assert!(read(&nested).is_ok());
    });
    done.unwrap().join().unwrap();
}

mod differential;
mod suite;
