//! Bodies of a key endpoint, and the kids that come of them.

use serde_json::{Value, json};

use super::lab::{Lab, jwks, merge};
use super::responses::Entry;
use super::weak_keys::{SMALL_ORDER, rsa_keys, small_order_jwk};

const NO_KEYS: &[&str] = &[];

pub(super) fn entries(lab: &Lab) -> Vec<Entry> {
    let mut all = Vec::new();
    good_sets(lab, &mut all);
    beside_a_good_key(lab, &mut all);
    no_sets(lab, &mut all);
    numbers(lab, &mut all);
    all
}

/// A body that gives these kids.
fn add(all: &mut Vec<Entry>, name: impl Into<String>, body: impl ToString, kids: &[&str]) {
    let name: String = name.into();
    all.push(vec![
        ("name", json!(format!("key endpoint: {name}"))),
        ("body", json!(body.to_string())),
        ("expected_usable_kids", json!(kids)),
    ]);
}

/// A body that is a failed fetch.
fn fails(all: &mut Vec<Entry>, name: impl Into<String>, body: impl ToString) {
    add(all, name, body, NO_KEYS);
    if let Some((_, expected)) = all.last_mut().and_then(|fields| fields.last_mut()) {
        *expected = json!("error");
    }
}

fn good(lab: &Lab) -> Value {
    lab.ed_a.jwk(json!({"kid": "good"}))
}

fn good_sets(lab: &Lab, all: &mut Vec<Entry>) {
    add(all, "one key", jwks(&[good(lab)]), &["good"]);
    let every = jwks(&[
        lab.ed_a.jwk(json!({"kid": "ed", "alg": "EdDSA"})),
        lab.rsa_a.jwk(json!({"kid": "rsa", "alg": "RS256", "use": "sig"})),
        lab.rsa_b.jwk(json!({"kid": "pss", "alg": "PS256"})),
        lab.p256_a.jwk(json!({"kid": "p256", "alg": "ES256"})),
        lab.p384.jwk(json!({"kid": "p384"})),
    ]);
    add(all, "a key of every type", &every, &["ed", "p256", "p384", "pss", "rsa"]);
    add(all, "a key for ES512", jwks(&[lab.p521.jwk(json!({"kid": "p521"}))]), &["p521"]);
    let pretty = serde_json::to_string_pretty(&every).unwrap_or_default();
    add(
        all,
        "a key of every type, with indents",
        format!("\n{pretty}\n"),
        &["ed", "p256", "p384", "pss", "rsa"],
    );
    add(all, "a key without a kid", jwks(&[lab.ed_a.jwk(json!({}))]), NO_KEYS);
    add(all, "one key twice", jwks(&[good(lab), good(lab)]), &["good"]);
    add(
        all,
        "one key under two kids",
        jwks(&[good(lab), lab.ed_a.jwk(json!({"kid": "also"}))]),
        &["also", "good"],
    );
    add(all, "a kid of digits", jwks(&[lab.ed_a.jwk(json!({"kid": "1"}))]), &["1"]);
    add(all, "a kid beyond ASCII", jwks(&[lab.ed_a.jwk(json!({"kid": "cl\u{e9}"}))]), &["cl\u{e9}"]);
    let long = "k".repeat(200);
    add(all, "a kid of 200 characters", jwks(&[lab.ed_a.jwk(json!({"kid": long}))]), &[&long]);
    add(
        all,
        "further members at the top",
        json!({"keys": [good(lab)], "next": null, "meta": {"a": [1]}}),
        &["good"],
    );
    add(
        all,
        "further members in a key",
        jwks(&[lab.ed_a.jwk(json!({"kid": "good", "x5c": ["AAAA"], "x5t": "AAAA", "ext": true, "nbf": 1}))]),
        &["good"],
    );
    let hundred: Vec<Value> = (0..100).map(|n| lab.ed_a.jwk(json!({"kid": format!("k{n:03}")}))).collect();
    let kids: Vec<String> = (0..100).map(|n| format!("k{n:03}")).collect();
    let kids: Vec<&str> = kids.iter().map(String::as_str).collect();
    add(all, "100 keys", jwks(&hundred), &kids);
    let mut more = hundred;
    more.push(good(lab));
    fails(all, "101 keys", jwks(&more));
}

/// A member that is no key beside one that is.
fn beside_a_good_key(lab: &Lab, all: &mut Vec<Entry>) {
    let bad = |mut jwk: Value, more: Value| {
        merge(&mut jwk, json!({"kid": "bad"}));
        merge(&mut jwk, more);
        jwk
    };
    let (ed, rsa, ec) = (lab.ed_b.jwk(json!({})), lab.rsa_a.jwk(json!({})), lab.p256_a.jwk(json!({})));
    for (name, member) in [
        ("null", json!(null)),
        ("a number", json!(5)),
        ("a string", json!("text")),
        ("an array", json!([[]])),
        ("an empty object", json!({})),
        ("a secret", lab.hs256_a.jwk(json!({"kid": "bad", "alg": "HS256"}))),
        ("an unknown type", json!({"kty": "AKP", "kid": "bad"})),
        ("a kid that is a number", bad(ed.clone(), json!({"kid": 7}))),
        ("a kid that is a list", bad(ed.clone(), json!({"kid": ["bad"]}))),
        ("use enc", bad(ed.clone(), json!({"use": "enc"}))),
        ("key_ops without verify", bad(ed.clone(), json!({"key_ops": ["sign"]}))),
        ("empty key_ops", bad(ed.clone(), json!({"key_ops": []}))),
        ("a private Ed25519 key", bad(ed.clone(), json!({"d": "AAAA"}))),
        ("a private RSA key", bad(rsa.clone(), json!({"d": "AAAA", "p": "AAAA", "q": "AAAA"}))),
        ("a private P-256 key", bad(ec.clone(), json!({"d": "AAAA"}))),
        ("Ed448", bad(ed.clone(), json!({"crv": "Ed448"}))),
        ("a curve in small letters", bad(ed.clone(), json!({"crv": "ed25519"}))),
        ("no curve", bad(ed.clone(), json!({"crv": null}))),
        ("no x", bad(ed.clone(), json!({"x": null}))),
        ("an x of 31 octets", bad(ed, json!({"x": super::b64::url([9; 31])}))),
        ("an n that is a number", bad(rsa.clone(), json!({"n": 5}))),
        ("an alg of another type of key", bad(rsa.clone(), json!({"alg": "ES256"}))),
        ("an alg for encryption", bad(rsa.clone(), json!({"alg": "RSA-OAEP-256"}))),
        ("an alg of HMAC", bad(rsa, json!({"alg": "HS256"}))),
        ("an alg of another curve", bad(ec.clone(), json!({"alg": "ES384"}))),
        ("a point off the curve", bad(ec.clone(), json!({"x": super::b64::url([9; 32])}))),
        ("a coordinate of 31 octets", bad(ec.clone(), json!({"x": super::b64::url([9; 31])}))),
        ("secp256k1", bad(ec, json!({"crv": "secp256k1"}))),
    ] {
        add(all, format!("{name} beside a good key"), jwks(&[member, good(lab)]), &["good"]);
    }
    for (name, point) in SMALL_ORDER {
        add(
            all,
            format!("an Ed25519 key of {name} beside a good key"),
            jwks(&[small_order_jwk(point, "bad"), good(lab)]),
            &["good"],
        );
    }
}

/// Bodies that are no key set, or one that is of no use.
fn no_sets(lab: &Lab, all: &mut Vec<Entry>) {
    let text = jwks(&[good(lab)]).to_string();
    let open = text.strip_suffix('}').unwrap_or_default();
    for (name, body) in [
        ("nothing", String::new()),
        ("white space", " \n".to_owned()),
        ("HTML", "<!doctype html><html><body>Sign in</body></html>".to_owned()),
        ("null", "null".to_owned()),
        ("an array of keys", format!("[{}]", good(lab))),
        ("a key without its set", good(lab).to_string()),
        ("an error in JSON", "{\"error\":\"not found\"}".to_owned()),
        ("no member keys", "{}".to_owned()),
        ("an empty set", "{\"keys\":[]}".to_owned()),
        ("keys that is null", "{\"keys\":null}".to_owned()),
        ("keys that is an object", format!("{{\"keys\":{{\"good\":{}}}}}", good(lab))),
        ("a set that was cut", open.to_owned()),
        ("a set with text after it", format!("{text}x")),
        ("two sets", format!("{text}{text}")),
        ("a set with a comma too many", format!("{open},}}")),
        ("a set with a BOM", format!("\u{feff}{text}")),
        ("keys twice", format!("{open},\"keys\":[]}}")),
        ("keys twice, once with an escape", format!("{open},\"k\\u0065ys\":[]}}")),
        ("a member twice in a key", text.replace("\"kty\"", "\"kid\":\"x\",\"kty\"")),
        ("NaN", format!("{open},\"n\":NaN}}")),
        ("1e400", format!("{open},\"n\":1e400}}")),
        ("a lone surrogate", format!("{open},\"n\":\"\\ud800\"}}")),
        ("65 levels", format!("{open},\"n\":{}{}}}", "[".repeat(64), "]".repeat(64))),
        ("5 000 open brackets", format!("{open},\"n\":{}", "[".repeat(5_000))),
        ("only null", "{\"keys\":[null]}".to_owned()),
        ("only a secret", jwks(&[lab.hs256_a.jwk(json!({"kid": "s"}))]).to_string()),
        ("only a key for encryption", jwks(&[lab.rsa_a.jwk(json!({"kid": "e", "use": "enc"}))]).to_string()),
        ("only a private key", jwks(&[lab.ed_a.jwk(json!({"kid": "p", "d": "AAAA"}))]).to_string()),
    ] {
        fails(all, name, body);
    }
    add(all, "64 levels", format!("{open},\"n\":{}{}}}", "[".repeat(63), "]".repeat(63)), &["good"]);
}

fn numbers(lab: &Lab, all: &mut Vec<Entry>) {
    for (name, mut key, usable) in rsa_keys(lab) {
        merge(&mut key, json!({"kid": "rsa"}));
        let kids: &[&str] = if usable { &["good", "rsa"] } else { &["good"] };
        add(all, format!("an RSA key {name} beside a good key"), jwks(&[key, good(lab)]), kids);
    }
}
