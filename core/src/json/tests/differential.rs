//! Against `serde_json`: the same texts are accepted, and the values agree. The rules that it does not have (duplicates, depth) are checked
//! by a second, plain implementation over its visitor.

use std::collections::HashSet;
use std::fmt;

use proptest::collection::vec;
use proptest::prelude::{ProptestConfig, any, prop_assert_eq, proptest};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::super::{Keep, Node, object};

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn texts_that_are_nearly_json(tape in vec(any::<u8>(), 0..120)) {
        compare(Writer::new(&tape).object().as_bytes())?;
    }

    #[test]
    fn texts_with_changed_bytes(tape in vec(any::<u8>(), 0..80), changes in vec(any::<(u16, u8, u8)>(), 1..4)) {
        let mut text = Writer::new(&tape).object().into_bytes();
        for (at, kind, byte) in changes {
            change(&mut text, usize::from(at), kind, byte);
        }
        compare(&text)?;
    }
}

/// Both say yes, with the same values, or both say no; wanted or not makes no difference.
fn compare(text: &[u8]) -> Result<(), proptest::test_runner::TestCaseError> {
    let all = object(text, |_| Some(Keep::All));
    let shown = String::from_utf8_lossy(text);
    prop_assert_eq!(object(text, |_| None).is_ok(), all.is_ok(), "{}", shown);
    prop_assert_eq!(object(text, |_| Some(Keep::Scalar)).is_ok(), all.is_ok(), "{}", shown);
    let oracle = serde_json::from_slice::<Tree>(text).ok().filter(|tree| tree.is_strict(1));
    let oracle = oracle.filter(|tree| matches!(tree, Tree::Object(_)));
    prop_assert_eq!(all.is_ok(), oracle.is_some(), "{}: {:?}", shown, all);
    if let (Ok(members), Some(tree)) = (all, oracle) {
        prop_assert_eq!(tree.is(&Node::Object(members)), true, "{}", shown);
    }
    Ok(())
}

fn change(text: &mut Vec<u8>, at: usize, kind: u8, byte: u8) {
    let at = at % (text.len() + 1);
    // Bytes that mean something are the likelier ones.
    let byte = *b"\"\\{}[],: \t0123456789-+.eEtfnu/a\x00\x1f\x7f\xc3\xa9\xed\xa0\xff"
        .get(usize::from(byte) % 48)
        .unwrap_or(&byte);
    match kind % 4 {
        0 => text.insert(at, byte),
        1 if at < text.len() => drop(text.remove(at)),
        2 if kind > 240 => text.truncate(at),
        _ if at < text.len() => text[at] = byte,
        _ => text.push(byte),
    }
}

/// Writes what is mostly JSON, led by bytes that it is given.
struct Writer<'t> {
    tape: std::slice::Iter<'t, u8>,
    text: String,
}

impl<'t> Writer<'t> {
    fn new(tape: &'t [u8]) -> Self {
        Self { tape: tape.iter(), text: String::new() }
    }

    fn object(mut self) -> String {
        self.members(0);
        self.space();
        self.text
    }

    fn next(&mut self, below: usize) -> usize {
        self.tape.next().map_or(0, |byte| usize::from(*byte) % below)
    }

    fn one_of(&mut self, pieces: &[&str]) {
        let index = self.next(pieces.len());
        self.text.push_str(pieces[index]);
    }

    fn space(&mut self) {
        self.one_of(&["", "", "", "", "", " ", "\n\t", "\r"]);
    }

    fn value(&mut self, depth: usize) {
        self.space();
        match self.next(if depth > 5 { 6 } else { 8 }) {
            0 => self.one_of(&["null", "true", "false", "null", "true", "false", "nul", "True"]),
            1 | 2 => self.number(),
            3..=5 => self.string(),
            6 => self.list(depth),
            _ => self.members(depth),
        }
        self.space();
    }

    fn list(&mut self, depth: usize) {
        self.text.push('[');
        for item in 0..self.next(5) {
            if item > 0 {
                self.text.push(',');
            }
            self.value(depth + 1);
        }
        self.text.push(']');
    }

    fn members(&mut self, depth: usize) {
        self.text.push('{');
        let count = self.next(7);
        // Now and then more than are compared one by one.
        let count = if count == 6 { 15 + self.next(5) } else { count };
        for member in 0..count {
            if member > 0 {
                self.text.push(',');
            }
            self.space();
            match self.next(24) {
                0 => self.one_of(&[r#""a""#, r#""\u0061""#, r#""b""#, r#""exp""#, r#""""#]),
                1 => self.string(),
                _ => self.text.push_str(&format!("\"m{member}\"")),
            }
            self.space();
            self.text.push(':');
            self.value(depth + 1);
        }
        self.text.push('}');
    }

    fn string(&mut self) {
        const PIECES: [&str; 22] = [
            "a",
            "b",
            "12345678",
            "\u{e9}",
            "\u{1f600}",
            "\u{7f}",
            "\u{2028}",
            " ",
            "!",
            "#",
            "[",
            "/",
            r"\n",
            r#"\""#,
            r"\\",
            r"\/",
            r"\u00e9",
            r"\ud83d\ude00",
            r"\uD83D\uDE00",
            r"\u0000",
            r"\b\f\r\t",
            r"\u0061",
        ];
        const WRONG: [&str; 8] =
            [r"\ud83d", r"\ude00\ud83d", r"\x", "\u{1f}", r"\u12g4", r"\u+123", "\n", r"\U0061"];
        self.text.push('"');
        for _ in 0..self.next(6) {
            if self.next(64) == 63 { self.one_of(&WRONG) } else { self.one_of(&PIECES) }
        }
        self.text.push('"');
    }

    fn number(&mut self) {
        if self.next(3) == 0 {
            return self.one_of(&[
                "18446744073709551615",
                "18446744073709551616",
                "9999999999999999999",
                "10000000000000000000",
                "9007199254740993",
                "-0",
                "-9223372036854775809",
                "1e308",
                "1e309",
                "-1e400",
                "1e-400",
                "01",
                "-01",
                "1.",
                ".5",
                "1e",
                "1e+",
                "-",
                "+1",
                "0x1",
                "NaN",
                "Infinity",
                "00",
                "0e0",
                "0.0",
                "-0.0e-0",
                "1E+2",
                "1795144080.5",
            ]);
        }
        self.one_of(&["", "", "-"]);
        self.one_of(&["0", "1", "12", "987654321"]);
        self.one_of(&["", "", ".0", ".25", ".000000000000000000001"]);
        self.one_of(&["", "", "", "e1", "E-7", "e+30"]);
    }
}

/// A value as `serde_json` sees it, with every member of its objects.
enum Tree {
    Null,
    Bool(bool),
    Integer(u64),
    Number(f64),
    Text(String),
    List(Vec<Tree>),
    Object(Vec<(String, Tree)>),
}

impl Tree {
    fn is_strict(&self, depth: usize) -> bool {
        match self {
            Self::List(items) => depth <= 64 && items.iter().all(|item| item.is_strict(depth + 1)),
            Self::Object(members) => {
                let names: HashSet<_> = members.iter().map(|(name, _)| name).collect();
                depth <= 64
                    && names.len() == members.len()
                    && members.iter().all(|(_, value)| value.is_strict(depth + 1))
            }
            _ => true,
        }
    }

    fn is(&self, node: &Node<'_>) -> bool {
        match (self, node) {
            (Self::Null, Node::Null) => true,
            (Self::Bool(one), Node::Bool(other)) => one == other,
            (Self::Integer(one), Node::Integer(other)) => one == other,
            // serde_json rounds less exactly.
            (Self::Number(one), Node::Number(other)) => (one - other).abs() <= one.abs() * 1e-15,
            (Self::Text(one), Node::Text(other)) => one == other,
            (Self::List(ones), Node::List(others)) => {
                ones.len() == others.len() && ones.iter().zip(others).all(|(one, other)| one.is(other))
            }
            (Self::Object(ones), Node::Object(others)) => {
                ones.iter().all(|(name, one)| others.get(name).is_some_and(|other| one.is(other)))
            }
            _ => false,
        }
    }
}

impl<'de> Deserialize<'de> for Tree {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(TreeVisitor)
    }
}

struct TreeVisitor;

impl<'de> Visitor<'de> for TreeVisitor {
    type Value = Tree;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    fn visit_unit<E: Error>(self) -> Result<Tree, E> {
        Ok(Tree::Null)
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<Tree, E> {
        Ok(Tree::Bool(value))
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<Tree, E> {
        Ok(Tree::Integer(value))
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<Tree, E> {
        Ok(Tree::Number(value as f64))
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Tree, E> {
        Ok(Tree::Number(value))
    }
    fn visit_str<E: Error>(self, value: &str) -> Result<Tree, E> {
        Ok(Tree::Text(value.to_owned()))
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Tree, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element()? {
            items.push(item);
        }
        Ok(Tree::List(items))
    }
    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Tree, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = map.next_entry()? {
            members.push(member);
        }
        Ok(Tree::Object(members))
    }
}
