//! What stops the start, and what must not.

use serde_json::{Value, json};

use super::case::{with_jwks, with_pem, with_secret, with_secret_bytes};
use super::der;
use super::lab::{Key, Lab, ed_spki, jwks};
use super::responses::Entry;
use super::weak_keys::{SMALL_ORDER, small_order_jwk};

const OK: &str = "ok";
const ERROR: &str = "config_error";

pub(super) fn entries(lab: &Lab) -> Vec<Entry> {
    let mut all = Vec::new();
    secret_lengths(lab, &mut all);
    secrets_that_are_keys(lab, &mut all);
    algorithm_lists(lab, &mut all);
    leeways(lab, &mut all);
    pems(lab, &mut all);
    key_sets(lab, &mut all);
    addresses(&mut all);
    all
}

fn add(all: &mut Vec<Entry>, name: impl Into<String>, key: Value, algorithms: Value, expected: &str) {
    let name: String = name.into();
    all.push(vec![
        ("name", json!(format!("config: {name}"))),
        ("key", key),
        ("algorithms", algorithms),
        ("expected", json!(expected)),
    ]);
}

fn secret_lengths(lab: &Lab, all: &mut Vec<Entry>) {
    for (alg, length, expected) in [
        (None, 0, ERROR),
        (None, 1, ERROR),
        (None, 31, ERROR),
        (None, 32, OK),
        (Some("HS256"), 31, ERROR),
        (Some("HS256"), 32, OK),
        (Some("HS384"), 47, ERROR),
        (Some("HS384"), 48, OK),
        (Some("HS512"), 63, ERROR),
        (Some("HS512"), 64, OK),
    ] {
        let secret: Vec<u8> = (0..length).map(|n| b'a' + (n * 7 % 26) as u8).collect();
        let list = alg.map_or("no list".to_owned(), |alg| format!("list {alg}"));
        add(
            all,
            format!("a secret of {length} octets, {list}"),
            with_secret_bytes(secret),
            json!(alg.map(|alg| [alg])),
            expected,
        );
    }
    let text = with_secret(&lab.hs384);
    add(all, "a secret long enough for the first of its list only", text, json!(["HS256", "HS512"]), ERROR);
    add(
        all,
        "a secret long enough for the whole list",
        with_secret(&lab.hs512),
        json!(["HS256", "HS384", "HS512"]),
        OK,
    );
    add(all, "a secret of octets that are no text", with_secret_bytes([0xf7; 32]), Value::Null, OK);
    add(all, "a secret of one letter", with_secret_bytes([b'a'; 32]), Value::Null, OK);
    add(
        all,
        "a secret that looks like a path",
        with_secret_bytes("file:///etc/bearward/secret-of-the-app"),
        Value::Null,
        OK,
    );
    for (name, secret) in [
        ("Better Auth's default", "better-auth-secret-12345678901234567890"),
        ("jwt.io's sample", "a-string-secret-at-least-256-bits-long"),
        ("the FastAPI tutorial's sample", "09d25e094faa6ca2556c818166b7a9563b93f7099f6f0f4caa6cf63b88e8d3e7"),
    ] {
        add(all, format!("a published secret: {name}"), with_secret_bytes(secret), Value::Null, ERROR);
    }
}

/// A public key given as a secret would make every token forgeable.
fn secrets_that_are_keys(lab: &Lab, all: &mut Vec<Entry>) {
    let pem = lab.rsa_a.public_pem();
    let jwk = lab.rsa_a.jwk(json!({"kid": "rsa-1"}));
    let Key::Rsa(rsa) = &lab.rsa_a else { return };
    let ssh =
        "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIPXxyVfbHdeEcJu9NwgbYWz8xKbCwmmsuVs0Xv5HhNBd test@example.com";
    for (name, secret) in [
        ("PEM", pem.clone().into_bytes()),
        ("PEM with CR and LF", pem.replace('\n', "\r\n").into_bytes()),
        ("PEM with a BOM", format!("\u{feff}{pem}").into_bytes()),
        ("PEM with blank lines before it", format!("\n \n{pem}").into_bytes()),
        ("PEM of PKCS#1", der::to_pem("RSA PUBLIC KEY", &rsa.pkcs1()).into_bytes()),
        ("PEM of an Ed25519 key", lab.ed_a.public_pem().into_bytes()),
        ("private PEM", lab.private_pem("rsa-2048-a").as_bytes().to_vec()),
        ("DER", lab.rsa_a.spki()),
        ("DER of PKCS#1", rsa.pkcs1()),
        ("DER of an Ed25519 key", lab.ed_a.spki()),
        ("JWK", jwk.to_string().into_bytes()),
        ("JWK of an Ed25519 key", lab.ed_a.jwk(json!({})).to_string().into_bytes()),
        ("JWK with indents", serde_json::to_vec_pretty(&jwk).unwrap_or_default()),
        ("key set", jwks(&[jwk]).to_string().into_bytes()),
        ("SSH public key", ssh.as_bytes().to_vec()),
    ] {
        add(all, format!("a secret that is a {name}"), with_secret_bytes(secret), Value::Null, ERROR);
    }
}

fn algorithm_lists(lab: &Lab, all: &mut Vec<Entry>) {
    let set =
        || with_jwks(jwks(&[lab.rsa_a.jwk(json!({"kid": "rsa-1"})), lab.ed_a.jwk(json!({"kid": "ed-1"}))]));
    for (name, list, expected) in [
        ("nothing", json!(null), OK),
        ("an empty list", json!([]), ERROR),
        ("RS256", json!(["RS256"]), OK),
        ("RS256 and EdDSA", json!(["RS256", "EdDSA"]), OK),
        ("Ed25519", json!(["Ed25519"]), OK),
        ("an algorithm without a key beside one with", json!(["ES256", "RS256"]), OK),
        ("only an algorithm without a key", json!(["ES256"]), ERROR),
        ("none", json!(["none"]), ERROR),
        ("none beside RS256", json!(["RS256", "none"]), ERROR),
        ("HS256", json!(["HS256"]), ERROR),
        ("HS256 beside RS256", json!(["RS256", "HS256"]), ERROR),
        ("an unknown name", json!(["RS257"]), ERROR),
        ("an unknown name beside RS256", json!(["RS256", "ES256K"]), ERROR),
        ("small letters", json!(["rs256"]), ERROR),
        ("an empty name", json!([""]), ERROR),
        ("a space after the name", json!(["RS256 "]), ERROR),
        ("a wildcard", json!(["*"]), ERROR),
        ("RSA-OAEP", json!(["RSA-OAEP"]), ERROR),
    ] {
        add(all, format!("a key set and {name}"), set(), list, expected);
    }
    for (name, list, expected) in [
        ("RS256", json!(["RS256"]), ERROR),
        ("EdDSA", json!(["EdDSA"]), ERROR),
        ("HS256 beside RS256", json!(["HS256", "RS256"]), ERROR),
        ("an empty list", json!([]), ERROR),
        ("none", json!(["none"]), ERROR),
        ("HS1", json!(["HS1"]), ERROR),
    ] {
        add(all, format!("a secret and {name}"), with_secret(&lab.hs512), list, expected);
    }
    let p521 = with_jwks(jwks(&[lab.p521.jwk(json!({"kid": "p521-1"}))]));
    add(all, "ES512 alone", p521, json!(["ES512"]), OK);
}

fn leeways(lab: &Lab, all: &mut Vec<Entry>) {
    for (leeway, expected) in [
        (json!(0), OK),
        (json!(0.5), OK),
        (json!(3600), OK),
        (json!(3600.5), ERROR),
        (json!(3601), ERROR),
        (json!(86400), ERROR),
        (json!(-1), ERROR),
        (json!(-0.5), ERROR),
        (json!(1e300), ERROR),
    ] {
        add(all, format!("a leeway of {leeway} s"), with_jwks(lab.ed_set()), Value::Null, expected);
        if let Some(fields) = all.last_mut() {
            fields.insert(3, ("leeway", leeway));
        }
    }
}

fn pems(lab: &Lab, all: &mut Vec<Entry>) {
    let Key::Rsa(rsa) = &lab.rsa_a else { return };
    let rsa_pem = lab.rsa_a.public_pem();
    let small = small_order_point();
    for (name, pem, list, expected) in [
        ("an RSA key", rsa_pem.clone(), json!(null), OK),
        ("an RSA key as PKCS#1", der::to_pem("RSA PUBLIC KEY", &rsa.pkcs1()), json!(null), OK),
        ("an Ed25519 key", lab.ed_a.public_pem(), json!(null), OK),
        ("a P-256 key", lab.p256_a.public_pem(), json!(null), OK),
        ("a P-384 key", lab.p384.public_pem(), json!(null), OK),
        ("an RSA key for EdDSA", rsa_pem.clone(), json!(["EdDSA"]), ERROR),
        ("a P-256 key for ES384", lab.p256_a.public_pem(), json!(["ES384"]), ERROR),
        ("an RSA key for HS256", rsa_pem.clone(), json!(["HS256"]), ERROR),
        ("an RSA private key", lab.private_pem("rsa-2048-a").to_owned(), json!(null), ERROR),
        ("an Ed25519 private key", lab.private_pem("ed25519-a").to_owned(), json!(null), ERROR),
        ("a P-256 private key", lab.private_pem("p256-a").to_owned(), json!(null), ERROR),
        ("an RSA key of 1024 bits", lab.rsa_1024.public_pem(), json!(null), ERROR),
        ("an RSA key whose e is 3", lab.rsa_e3.public_pem(), json!(null), ERROR),
        ("an Ed25519 key of small order", small, json!(null), ERROR),
        ("nothing", String::new(), json!(null), ERROR),
        ("a word", "secret".to_owned(), json!(null), ERROR),
        (
            "a PEM without its last line",
            rsa_pem.replace("-----END PUBLIC KEY-----\n", ""),
            json!(null),
            ERROR,
        ),
        ("a PEM with nothing inside", der::to_pem("PUBLIC KEY", &[]), json!(null), ERROR),
        ("a PEM with rubbish inside", der::to_pem("PUBLIC KEY", &[1, 2, 3]), json!(null), ERROR),
        ("a base64 text without its frame", super::b64::standard(lab.rsa_a.spki()), json!(null), ERROR),
    ] {
        add(all, format!("a PEM: {name}"), with_pem(&pem), list, expected);
    }
}

fn small_order_point() -> String {
    let point = SMALL_ORDER.first().map(|(_, point)| small_order_jwk(point, "weak"));
    let x = point.as_ref().and_then(|jwk| jwk.get("x")).and_then(Value::as_str).unwrap_or_default();
    der::to_pem("PUBLIC KEY", &ed_spki(&super::b64::bytes(x)))
}

fn key_sets(lab: &Lab, all: &mut Vec<Entry>) {
    let good = lab.ed_a.jwk(json!({"kid": "ed-1"}));
    let weak: Vec<Value> = SMALL_ORDER.iter().map(|(_, point)| small_order_jwk(point, "weak")).collect();
    for (name, set, expected) in [
        ("one key", jwks(std::slice::from_ref(&good)), OK),
        ("one key and rubbish", jwks(&[json!(null), json!({"kty": "x"}), good.clone()]), OK),
        ("one key twice", jwks(&[good.clone(), good.clone()]), OK),
        ("further members beside keys", json!({"keys": [good], "issued": 1}), OK),
        ("no key", jwks(&[]), ERROR),
        ("no member keys", json!({}), ERROR),
        ("keys that is null", json!({"keys": null}), ERROR),
        ("keys that is an object", json!({"keys": good}), ERROR),
        ("only a key for encryption", jwks(&[lab.rsa_a.jwk(json!({"kid": "e", "use": "enc"}))]), ERROR),
        ("only a secret", jwks(&[lab.hs256_a.jwk(json!({"kid": "s"}))]), ERROR),
        (
            "only a private key",
            jwks(&[lab.ed_a.jwk(json!({"kid": "p", "d": super::b64::url([1; 32])}))]),
            ERROR,
        ),
        ("only a weak key", jwks(&[lab.rsa_1024.jwk(json!({"kid": "w"}))]), ERROR),
        ("only keys of small order", jwks(&weak), ERROR),
    ] {
        add(all, format!("a key set with {name}"), with_jwks(set), Value::Null, expected);
    }
    let text = jwks(&[good]).to_string();
    let open = text.strip_suffix('}').unwrap_or_default();
    for (name, raw, expected) in [
        ("a key set as text", text.clone(), OK),
        ("a key set with white space around it", format!(" \n{text}\r\n"), OK),
        ("a key set that is empty text", String::new(), ERROR),
        ("a key set that is no JSON", "keys".to_owned(), ERROR),
        ("a key set that is an array", "[]".to_owned(), ERROR),
        ("a key set that is HTML", "<!doctype html><title>Sign in</title>".to_owned(), ERROR),
        ("a key set with keys twice", format!("{open},\"keys\":[]}}"), ERROR),
        ("a key set with a member twice in a key", text.replace("\"kty\"", "\"kid\":\"x\",\"kty\""), ERROR),
        ("a key set with text after it", format!("{text}x"), ERROR),
        ("a key set with a BOM", format!("\u{feff}{text}"), ERROR),
    ] {
        add(all, name, json!({"type": "jwks", "jwks": raw}), Value::Null, expected);
    }
}

fn addresses(all: &mut Vec<Entry>) {
    for (url, expected) in [
        ("https://id.example.com/.well-known/jwks.json", OK),
        ("https://id.example.com:8443/jwks?tenant=a", OK),
        ("HTTPS://ID.EXAMPLE.COM/jwks", OK),
        ("https://192.0.2.7/jwks", OK),
        ("http://localhost:3000/api/auth/jwks", OK),
        ("http://auth.localhost:3000/jwks", OK),
        ("http://127.0.0.1:3000/jwks", OK),
        ("http://127.8.9.10/jwks", OK),
        ("http://[::1]:3000/jwks", OK),
        ("http://id.example.com/jwks", ERROR),
        ("http://localhost.example.com/jwks", ERROR),
        ("http://notlocalhost/jwks", ERROR),
        ("http://127.0.0.1.nip.io/jwks", ERROR),
        ("http://128.0.0.1/jwks", ERROR),
        ("http://10.0.0.1/jwks", ERROR),
        ("http://0.0.0.0/jwks", ERROR),
        ("http://169.254.169.254/latest/meta-data", ERROR),
        ("http://[::2]/jwks", ERROR),
        ("https://user@id.example.com/jwks", ERROR),
        ("https://user:password@id.example.com/jwks", ERROR),
        ("http://user@localhost:3000/jwks", ERROR),
        ("file:///etc/jwks.json", ERROR),
        ("ftp://id.example.com/jwks.json", ERROR),
        ("data:application/json,{\"keys\":[]}", ERROR),
        ("javascript:alert(1)", ERROR),
        ("ws://localhost/jwks", ERROR),
        ("//id.example.com/jwks", ERROR),
        ("/api/auth/jwks", ERROR),
        ("id.example.com/jwks", ERROR),
        ("https://", ERROR),
        ("not a url", ERROR),
        ("", ERROR),
    ] {
        all.push(vec![
            ("name", json!(format!("config: the address {url:?}"))),
            ("url", json!(url)),
            ("algorithms", Value::Null),
            ("expected", json!(expected)),
        ]);
    }
}
