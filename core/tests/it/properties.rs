//! Properties over many inputs: strict JSON is a subset of JSON, nothing panics, owners are equal to themselves alone.

use std::sync::LazyLock;

use bearward::testing::{Mint, TestIssuer};
use bearward::{Claims, Verifier};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::support::code;

struct World {
    issuer: TestIssuer,
    verifier: Verifier,
    /// Asks nothing of the payload but that it is strict JSON with an `exp`.
    lenient: Verifier,
}

static WORLD: LazyLock<World> = LazyLock::new(|| {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().jwks(issuer.jwks()).build().unwrap();
    let lenient = Verifier::any_issuer()
        .any_audience()
        .jwks(issuer.jwks())
        .optional_subject()
        .allow_unbound_use()
        .build()
        .unwrap();
    World { issuer, verifier, lenient }
});

fn claims_of(payload: impl Into<Vec<u8>>) -> Result<Claims, &'static str> {
    let token = WORLD.issuer.mint_with(Mint::default().with_raw_payload(payload));
    WORLD.lenient.verify(&token).map_err(|denial| denial.code().as_str())
}

/// JSON values; texts with whatever a string may hold.
fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |number| number.is_finite()).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 32, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
            prop::collection::hash_map(any::<String>(), inner, 0..20)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    })
}

/// A claim that no rule looks at.
fn free_name() -> impl Strategy<Value = String> {
    any::<String>().prop_filter("not a registered claim", |name| {
        !["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "cnf"].contains(&name.as_str())
    })
}

/// True if some object of the text has a member twice, by an independent reading of the text.
fn has_duplicates(text: &str) -> bool {
    struct Node;
    impl<'de> serde::de::DeserializeSeed<'de> for Node {
        type Value = bool;
        fn deserialize<D: serde::Deserializer<'de>>(self, from: D) -> Result<bool, D::Error> {
            from.deserialize_any(self)
        }
    }
    impl<'de> serde::de::Visitor<'de> for Node {
        type Value = bool;
        fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            f.write_str("JSON")
        }
        fn visit_unit<E>(self) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_bool<E>(self, _: bool) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_i64<E>(self, _: i64) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_u64<E>(self, _: u64) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_f64<E>(self, _: f64) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_str<E>(self, _: &str) -> Result<bool, E> {
            Ok(false)
        }
        fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut seq: A) -> Result<bool, A::Error> {
            let mut found = false;
            while let Some(item) = seq.next_element_seed(Node)? {
                found |= item;
            }
            Ok(found)
        }
        fn visit_map<A: serde::de::MapAccess<'de>>(self, mut map: A) -> Result<bool, A::Error> {
            let (mut found, mut names) = (false, std::collections::BTreeSet::new());
            while let Some(name) = map.next_key::<String>()? {
                found |= !names.insert(name);
                found |= map.next_value_seed(Node)?;
            }
            Ok(found)
        }
    }
    use serde::de::DeserializeSeed;
    Node.deserialize(&mut serde_json::Deserializer::from_str(text)).unwrap_or(true)
}

/// A text that is nearly JSON: good JSON with a few bytes changed, cut or doubled.
fn nearly_json() -> impl Strategy<Value = Vec<u8>> {
    let edits = prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..5_u8), 0..4);
    (prop::collection::vec((any::<String>(), value()), 0..20), edits).prop_map(|(members, edits)| {
        let mut text = String::from("{\"exp\":99999999999");
        for (name, value) in members {
            text.push_str(&format!(",{}:{value}", Value::from(name)));
        }
        text.push('}');
        let mut bytes = text.into_bytes();
        for (index, byte, kind) in edits {
            let at = index.index(bytes.len());
            match kind {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 if bytes.len() > 2 => drop(bytes.remove(at)),
                3 => bytes.insert(at, b"\\\"{}[],:0e-.u"[byte as usize % 13]),
                _ => bytes.truncate(at.max(1)),
            }
        }
        bytes
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// What we take for strict JSON is JSON, UTF-8, an object, and has no duplicates.
    #[test]
    fn accepted_payloads_are_json_without_duplicates(payload in nearly_json()) {
        match claims_of(payload.clone()) {
            Ok(claims) => {
                let text = std::str::from_utf8(&payload).unwrap();
                let read: Value = serde_json::from_str(text).unwrap();
                prop_assert!(read.is_object());
                prop_assert!(!has_duplicates(text), "{}", text);
                prop_assert_eq!(claims.as_json(), text);
            }
            Err(code) => prop_assert!(matches!(code, "token_malformed" | "token_too_large" | "claim_invalid" | "claim_missing" | "token_expired" | "token_not_yet_valid"), "{}", code),
        }
    }

    /// And every strict object is taken: nothing good is refused.
    #[test]
    fn strict_objects_are_accepted(members in prop::collection::hash_map(free_name(), value(), 0..40)) {
        let mut object: Map<String, Value> = members.into_iter().collect();
        object.insert("exp".to_owned(), json!(99_999_999_999_u64));
        let text = Value::Object(object.clone()).to_string();
        prop_assume!(text.len() < 10_000);
        // Read back: serde_json's own parser may be off by the last bit of a fraction.
        let object: Map<String, Value> = serde_json::from_str(&text).unwrap();
        let claims = claims_of(text).unwrap_or_else(|code| panic!("{code}: {object:?}"));
        // The getters agree with a plain parse, the first time and from then on.
        for _ in 0..2 {
            for (name, value) in &object {
                prop_assert_eq!(claims.get(name), Some(value));
                prop_assert_eq!(claims.get_str(name), value.as_str());
            }
        }
        prop_assert_eq!(claims.get("no such claim, surely"), None);
        prop_assert_eq!(claims.clone().deserialize::<Value>().unwrap(), Value::Object(object));
    }

    /// One member twice, at any depth, with any spelling of its name: refused.
    #[test]
    fn duplicates_are_refused_at_every_depth(name in any::<String>(), depth in 0..20_usize, before in 0..40_usize, escape in any::<bool>()) {
        let plain = Value::from(name.clone()).to_string();
        let other = if escape && !name.is_empty() {
            let units: String = name.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
            format!("\"{units}\"")
        } else {
            plain.clone()
        };
        let filler: String = (0..before).map(|n| format!("\"filler-{n}\":{n},")).collect();
        let mut text = format!("{{{filler}{plain}:1,{other}:2}}");
        for level in 0..depth {
            text = if level % 2 == 0 { format!("[0,{text}]") } else { format!("{{\"x\":{text}}}") };
        }
        prop_assert_eq!(claims_of(format!("{{\"exp\":99999999999,\"deep\":{text}}}")).err(), Some("token_malformed"));
    }

    /// No text is a token by accident, and none makes us panic or hang.
    #[test]
    fn no_text_panics(text in ".*", dots in prop::collection::vec(".*", 0..6)) {
        prop_assert_ne!(code(&WORLD.verifier, &text), "accept");
        prop_assert_ne!(code(&WORLD.verifier, &dots.join(".")), "accept");
    }

    /// Mutated tokens: never accepted, always a typed denial.
    #[test]
    fn mutated_tokens_are_refused(edits in prop::collection::vec((any::<prop::sample::Index>(), any::<char>(), 0..4_u8), 1..5)) {
        let good = WORLD.issuer.mint(json!({"sub": "alice"}));
        let mut token: Vec<char> = good.chars().collect();
        for (index, character, kind) in edits {
            let at = index.index(token.len());
            match kind {
                0 => token[at] = character,
                1 => token.insert(at, character),
                2 if token.len() > 1 => drop(token.remove(at)),
                _ => token[at] = "ABCDwxyz01._-="[..].chars().nth(character as usize % 14).unwrap(),
            }
        }
        let token: String = token.into_iter().collect();
        prop_assume!(token != good);
        prop_assert_ne!(code(&WORLD.verifier, &token), "accept");
    }

    /// Any header whatever around a good payload, signed well.
    #[test]
    fn no_header_panics(header in value(), raw in prop::collection::vec(any::<u8>(), 0..64)) {
        let sub = json!({"sub": "alice"});
        for header in [header.to_string().into_bytes(), raw] {
            let token = WORLD.issuer.mint_with(Mint::new(sub.clone()).with_raw_header(header));
            let _ = code(&WORLD.verifier, &token);
        }
    }

    /// The subject owns itself and nothing else, byte for byte.
    #[test]
    fn owners_are_equal_to_themselves_alone(id in "\\PC{1,12}|[a-c/\u{0}\u{fffd}]{1,4}", other in "\\PC{0,12}|[a-c/\u{0}\u{fffd}]{0,4}") {
        let claims = WORLD.verifier.verify(&WORLD.issuer.mint(json!({"sub": id}))).unwrap();
        let strange = id.contains(['/', '\0', '\u{fffd}']);
        prop_assert_eq!(claims.require_owner(&id).is_ok(), !strange);
        prop_assert_eq!(claims.require_path_owner(&id).is_ok(), !strange);
        prop_assert_eq!(claims.require_record_owner(Some(&id)).is_ok(), !strange);
        prop_assert_eq!(claims.require_owner(claims.subject().unwrap()).is_ok(), !strange);
        if other != id {
            prop_assert!(claims.require_owner(&other).is_err());
            prop_assert!(claims.require_path_owner(&other).is_err());
            prop_assert_eq!(claims.require_record_owner(Some(&other)).unwrap_err().status(), 404);
        }
        if let Ok(number) = id.parse::<u64>() {
            prop_assert!(claims.require_owner(number).is_err(), "text is never an integer");
        }
        prop_assert!(claims.require_owner("").is_err() && claims.require_path_owner("").is_err());
        prop_assert!(claims.require_record_owner(None::<&str>).is_err());
    }

    /// Integer subjects: the canonical decimal form in a path, the number in a record.
    #[test]
    fn integer_owners(id in 0..=9_007_199_254_740_991_u64, other in any::<u64>(), negative in i64::MIN..0) {
        let verifier = WORLD.issuer.verifier().jwks(WORLD.issuer.jwks()).subject_int("user_id").build().unwrap();
        let claims = verifier.verify(&WORLD.issuer.mint(json!({"user_id": id}))).unwrap();
        prop_assert!(claims.require_owner(id).is_ok() && claims.require_path_owner(&id.to_string()).is_ok());
        prop_assert!(claims.require_owner(id.to_string().as_str()).is_err(), "an integer is never text");
        prop_assert_eq!(claims.require_owner(other).is_ok(), other == id);
        prop_assert!(claims.require_owner(negative).is_err());
        for spelling in [format!("0{id}"), format!("+{id}"), format!("{id}.0"), format!(" {id}"), format!("{id} "), format!("{id}e0"), format!("-{id}")] {
            prop_assert!(claims.require_path_owner(&spelling).is_err(), "{}", spelling);
        }
    }

    /// Which numbers are integer subjects does not depend on how close they come.
    #[test]
    fn integer_subjects_are_plain_integers(mantissa in any::<u64>(), suffix in prop_oneof![Just(".0"), Just("e0"), Just("E1"), Just(".5"), Just("e-1")], sign in prop_oneof![Just(""), Just("-")]) {
        let verifier = WORLD.issuer.verifier().jwks(WORLD.issuer.jwks()).subject_int("user_id").build().unwrap();
        let now = WORLD.issuer.now();
        let with = |number: String| {
            let url = WORLD.issuer.url();
            let payload = format!(r#"{{"iss":"{url}","aud":"{url}","exp":{},"user_id":{number}}}"#, now + 60);
            code(&verifier, &WORLD.issuer.mint_with(Mint::default().with_raw_payload(payload)))
        };
        prop_assert_ne!(with(format!("{sign}{mantissa}{suffix}")), "accept");
        let expected = if sign.is_empty() && mantissa < 1 << 53 { "accept" } else { "claim_invalid" };
        prop_assert_eq!(with(format!("{sign}{mantissa}")), expected);
    }

    /// Base64url of one value has one spelling.
    #[test]
    fn a_token_has_one_spelling(tail in "[A-Za-z0-9_=+/-]{1,3}") {
        let good = WORLD.issuer.mint(json!({"sub": "alice"}));
        let cut = good.len() - tail.len();
        let other = format!("{}{tail}", &good[..cut]);
        prop_assume!(other != good);
        prop_assert_ne!(code(&WORLD.verifier, &other), "accept");
        prop_assert_ne!(code(&WORLD.verifier, &format!("{good}{tail}")), "accept");
    }
}
