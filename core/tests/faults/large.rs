//! F7, F8, F9, F25: too much of everything. What is too large is refused whole, early, and the old keys stay.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use bearward::testing::{Answer, TestIssuer};
use serde_json::{Value, json};

use crate::support::{Clock, Server, ask, good, keeps_its_keys, last_error, read_head, warmed};

/// Far below the deadline of 5 s: the size ended it, not the time.
const EARLY: Duration = Duration::from_secs(4);

#[test]
fn f07_endless_body() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    issuer.flood(Answer::json("{\"keys\":[] }"));
    let started = Instant::now();
    keeps_its_keys(&issuer, &verifier, clock.at(700.0), &["512 KiB"]);
    assert!(started.elapsed() < EARLY, "{:?}", started.elapsed());
}

/// Refused by its head: of the body comes not one byte, and nobody waits for it.
#[test]
fn f08_ten_gigabytes_announced() {
    let server = Server::start(|stream| {
        read_head(stream);
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 10000000000\r\n\r\n");
        // Until the client hangs up.
        let _ = stream.read(&mut [0]);
    });
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().jwks_url(server.url()).build().unwrap();
    let started = Instant::now();
    assert_eq!(ask(&verifier, &good(&issuer), Clock::start().at(0.0)), "keys_unavailable");
    assert!(started.elapsed() < EARLY, "{:?}", started.elapsed());
    assert!(last_error(&verifier).contains("512 KiB"), "{}", last_error(&verifier));
    assert_eq!(server.connections(), 1);
}

/// 100 kB that would inflate to 16 MB: compression is neither asked for nor undone.
#[test]
fn f09_gzip_bomb() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    let bomb = gzip_bomb(100_000);
    issuer.answer_with(Answer::json(bomb.clone()).with_header("Content-Encoding", "gzip"));
    keeps_its_keys(&issuer, &verifier, clock.at(700.0), &["gzip"]);
    let request = issuer.last_request().unwrap();
    assert_eq!(request.header("accept-encoding"), None, "{request:?}");
    // Without the header it is no JSON.
    issuer.answer_with(Answer::json(bomb));
    keeps_its_keys(&issuer, &verifier, clock.at(800.0), &["JWK Set"]);
}

/// Gzip (RFC 1952) of spaces: one literal, then matches of 258 at distance 1 in the fixed code of RFC 1951, 13 bits each.
fn gzip_bomb(length: usize) -> Vec<u8> {
    let mut bytes = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    let (mut bits, mut count) = (0_u32, 0);
    // Huffman codes are written from their highest bit, into bytes from the lowest.
    let literal = [true, true, false, false, true, false, true, false, false, false, false];
    let a_match = [true, true, false, false, false, true, false, true, false, false, false, false, false];
    let mut pieces = literal.to_vec();
    while bytes.len() < length {
        for bit in pieces {
            bits |= u32::from(bit) << count;
            count += 1;
            if count == 8 {
                bytes.push(bits as u8);
                (bits, count) = (0, 0);
            }
        }
        pieces = a_match.to_vec();
    }
    bytes
}

/// `count` good Ed25519 keys and the issuer's own at the end.
pub(crate) fn many_keys(issuer: &TestIssuer, count: u8) -> Value {
    let own: Value = serde_json::from_str(&issuer.jwks()).unwrap();
    let others = TestIssuer::start();
    let mut keys: Vec<Value> = Vec::new();
    for number in 0..count {
        others.reuse_kid();
        let mut key = serde_json::from_str::<Value>(&others.jwks()).unwrap()["keys"][0].take();
        key["kid"] = json!(format!("other-{number}"));
        keys.push(key);
    }
    keys.push(own["keys"][0].clone());
    json!({ "keys": keys })
}

/// A key set of 5 000 small members fits into 512 KiB; it is refused whole all the same. One hundred pass.
#[test]
fn f25_too_many_keys() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    issuer.answer_with(Answer::json(five_thousand()));
    keeps_its_keys(&issuer, &verifier, clock.at(700.0), &["5000 keys", "at most 100"]);
    issuer.answer_with(Answer::json(many_keys(&issuer, 100).to_string()));
    keeps_its_keys(&issuer, &verifier, clock.at(800.0), &["101 keys"]);
    issuer.answer_with(Answer::json(many_keys(&issuer, 99).to_string()));
    assert_eq!(ask(&verifier, &good(&issuer), clock.at(900.0)), "accept");
    let stats = verifier.stats();
    assert_eq!((stats.fetches["scheduled"], stats.fetch_failures), (3, 2));
}

/// One RSA key of 16 384 bits beside a good key: set aside, and a token under it is refused without a public-key operation.
#[test]
fn f25_a_key_of_16384_bits() {
    let (issuer, verifier, clock) = warmed(|builder| builder);
    issuer.answer_with(Answer::json(with_a_huge_key(&issuer)));
    assert_eq!(ask(&verifier, &good(&issuer), clock.at(700.0)), "accept");
    assert_eq!(ask(&verifier, &good(&issuer), clock.at(701.0)), "accept");
    let (_, rest) =
        good(&issuer).split_once('.').map(|(head, rest)| (head.to_owned(), rest.to_owned())).unwrap();
    let header = base64_simd::URL_SAFE_NO_PAD.encode_to_string(br#"{"alg":"RS256","kid":"huge"}"#);
    assert_eq!(ask(&verifier, &format!("{header}.{rest}"), clock.at(701.0)), "key_unusable");
}

pub(crate) fn five_thousand() -> String {
    let member = json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"});
    let body = json!({"keys": vec![member; 5_000]}).to_string();
    assert!(body.len() < 512 * 1024, "{}", body.len());
    body
}

pub(crate) fn with_a_huge_key(issuer: &TestIssuer) -> String {
    let n = base64_simd::URL_SAFE_NO_PAD.encode_to_string([0xff; 2_048]);
    let mut set: Value = serde_json::from_str(&issuer.jwks()).unwrap();
    let huge = json!({"kty": "RSA", "kid": "huge", "n": n, "e": "AQAB"});
    set["keys"].as_array_mut().unwrap().insert(0, huge);
    set.to_string()
}
