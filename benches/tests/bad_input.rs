//! From the header value to the answer that is sent: ten thousand broken tokens and every nasty header value get a typed denial,
//! in bounded time and memory. (`core/tests/memory.rs` holds the same bound for `verify` alone, under random edits.)
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests, and the helpers that clippy does not know as tests, fail loudly"
)]

use std::time::{Duration, Instant};

use bearward::testing::{Mint, TestIssuer};
use bearward::{Denial, DenialCode, RequestHead, Verifier};
use bearward_benches::{CountingHeap, Material, hostile_headers, measured};
use serde_json::json;

#[global_allocator]
static HEAP: CountingHeap = CountingHeap;

const MOST: u64 = 64 * 1024;
/// A debug build on a busy machine: a hang is longer.
const PATIENCE: Duration = Duration::from_secs(2);

/// The whole way of a request, its answer included.
fn decide(verifier: &Verifier, headers: &[(&str, &[u8])]) -> Result<(), Denial> {
    let head = RequestHead { method: "POST", headers: headers.iter().copied() };
    let token = verifier.find_token(head)?.ok_or_else(|| verifier.token_missing())?;
    verifier.verify(token).map(drop)
}

/// The denial of a bad request, once it was checked for its form and its cost.
fn refused(verifier: &Verifier, headers: &[(&str, &[u8])]) -> DenialCode {
    let start = Instant::now();
    let (code, used) = measured(|| {
        let denial = decide(verifier, headers).unwrap_err();
        assert!((400..=499).contains(&denial.status()), "{denial:?}");
        assert!(DenialCode::ALL.contains(&denial.code()));
        assert!(denial.body().contains(denial.code().as_str()) && !denial.headers().is_empty());
        assert!(!denial.explain().to_string().is_empty());
        denial.code()
    });
    let shown = || headers.iter().map(|(_, value)| String::from_utf8_lossy(value)).collect::<Vec<_>>();
    assert!(used.count > 0, "the meter does not run");
    assert!(used.peak <= MOST, "{} bytes at the most: {:?}", used.peak, shown());
    assert!(start.elapsed() < PATIENCE, "{:?}: {:?}", start.elapsed(), shown());
    code
}

fn refused_token(verifier: &Verifier, token: &[u8]) -> DenialCode {
    refused(verifier, &[("authorization", &[b"Bearer ".as_slice(), token].concat())])
}

/// A cheap generator: the same tokens every time.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % bound
    }

    fn of<'a, T: ?Sized>(&mut self, things: &[&'a T]) -> &'a T {
        things[self.below(things.len())]
    }
}

/// One mutation: of the bytes, of the segments, or of the header's JSON.
fn mutated(random: &mut Random, issuer: &TestIssuer, good: &[String]) -> Vec<u8> {
    let token = &good[random.below(good.len())];
    let other = &good[random.below(good.len())];
    let mut bytes = token.clone().into_bytes();
    let at = random.below(bytes.len());
    match random.below(6) {
        0 => bytes[at] ^= 1 << random.below(8),
        1 => bytes.truncate(at),
        2 => return segments(random, token, other).into_bytes(),
        3 => drop(bytes.splice(at..at, other.bytes().take(64))),
        4 => return header_surgery(random, issuer).into_bytes(),
        _ => drop(bytes.drain(at / 2..at)),
    }
    bytes
}

fn segments(random: &mut Random, token: &str, other: &str) -> String {
    let all: Vec<&str> = token.split('.').chain(other.split('.')).chain(["", "e30", "bnVsbA"]).collect();
    let count = 1 + random.below(5);
    (0..count).map(|_| random.of(&all)).collect::<Vec<_>>().join(".")
}

/// A good token but for its header, which has one member more or another value; some are as large as tokens may be.
fn header_surgery(random: &mut Random, issuer: &TestIssuer) -> String {
    let depth = random.below(70);
    let size = random.below(11_000);
    let value = match random.below(6) {
        0 => format!("{}0{}", "[".repeat(depth), "]".repeat(depth)),
        1 => format!("{}0{}", "{\"a\":".repeat(depth), "}".repeat(depth)),
        2 => format!("\"{}\"", "x".repeat(size)),
        3 => format!("[{}0]", "0,".repeat(size / 2)),
        4 => format!("\"{}\"", "\\ud83d\\ude00".repeat(size / 12)),
        _ => random
            .of(&["null", "1e999", "-0", "\"\\ud800\"", "NaN", "{\"a\":1,\"a\":2}", "tru", "\"\u{1}\""])
            .to_owned(),
    };
    let name = random.of(&["alg", "kid", "typ", "crit", "jwk", "jku", "x5u", "zip", "b64", "\\u0061lg", "x"]);
    let kid = issuer.kid();
    // The signature is over this very header: what is refused is not refused for it alone.
    let header = match random.below(3) {
        0 => format!(r#"{{"{name}":{value},"kid":"{kid}","alg":"EdDSA"}}"#),
        1 => format!(r#"{{"alg":"EdDSA","kid":"{kid}","{name}":{value}"#),
        _ => format!(r#"{{"alg":"none","kid":"{kid}","{name}":{value}}}"#),
    };
    issuer.mint_with(Mint::new(json!({"sub": "alice"})).with_raw_header(header))
}

#[test]
fn ten_thousand_broken_tokens() {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().jwks(issuer.jwks()).build().unwrap();
    let good: Vec<String> = (0..4).map(|user| issuer.mint(json!({"sub": format!("user-{user}")}))).collect();
    let mut random = Random(11);
    let mut codes = std::collections::BTreeMap::new();
    let mut count = 0;
    while count < 10_000 {
        let token = mutated(&mut random, &issuer, &good);
        let text = String::from_utf8_lossy(&token);
        // A header with a member that nobody reads, or the segments of one token, may be good: those are no bad input.
        if verifier.verify(&text).is_ok() {
            assert!(good.iter().any(|good| *good == text) || is_signed(&text, &good), "{text}");
            continue;
        }
        *codes.entry(refused_token(&verifier, &token).as_str()).or_insert(0) += 1;
        count += 1;
    }
    assert!(codes.len() >= 6, "the mutations reach few rules: {codes:?}");
    println!("{codes:?}");
}

/// True of what `header_surgery` signed: no part of a good token is in it but the form.
fn is_signed(token: &str, good: &[String]) -> bool {
    let parts = |token: &str| token.split('.').map(str::to_owned).collect::<Vec<_>>();
    let signature = parts(token).pop();
    good.iter().all(|good| parts(good).pop() != signature)
}

#[test]
fn large_headers() {
    let material = Material::new(bearward::Algorithm::EdDsa);
    let verifier = material.verifier().build().unwrap();
    for (_, header) in hostile_headers() {
        let token = material.issuer.mint_with(Mint::default().with_raw_header(header));
        refused_token(&verifier, token.as_bytes());
    }
}

#[test]
fn nasty_header_values() {
    let issuer = TestIssuer::start();
    let verifier =
        issuer.verifier().jwks(issuer.jwks()).cookie("token").token_header("x-token").build().unwrap();
    let good = issuer.mint(json!({"sub": "alice"}));
    let large = "A".repeat(1 << 20);
    let many = "a=b; ".repeat(20_000);
    let values: Vec<Vec<u8>> = [
        "",
        " ",
        "Bearer",
        "Bearer ",
        "Bearer  x",
        "Bearer\tx",
        "Bearer\u{a0}x",
        "Bearer,",
        "bearer bearer x",
        "Basic eDp5",
        "Bearer x, Bearer y",
        "Bearer x y",
        "Bearer \u{0}",
        "\u{feff}Bearer x",
        "Token x",
        ",,,,",
        "=",
        "Bearer ....",
        "Bearer null",
        &large,
        &format!("Bearer {large}"),
        &format!("{large} x"),
        &format!("Basic x, Bearer {good}"),
        &format!("Bearer {good},"),
        &format!("Bearer \"{good}\""),
        &format!("Bearer {good}\u{0}"),
        &good,
        &",".repeat(1 << 16),
    ]
    .iter()
    .map(|value| value.as_bytes().to_vec())
    .chain([vec![0xff; 300], b"Bearer \xff\xfe".to_vec(), [b"Bearer ".as_slice(), &[0x80; 5000]].concat()])
    .collect();
    for value in &values {
        refused(&verifier, &[("authorization", value)]);
        // Whatever else is there does not help a bad one.
        refused(&verifier, &[("authorization", value), ("x-token", good.as_bytes())]);
        refused(&verifier, &[("Authorization", value), ("authorization", value)]);
        // As a bare token of the other header; good there is good.
        if value.trim_ascii() != good.as_bytes() {
            refused(&verifier, &[("x-token", value)]);
        }
        let cookie = [b"token=".as_slice(), value].concat();
        refused(&verifier, &[("cookie", &cookie), ("origin", value)]);
    }
    assert_eq!(refused(&verifier, &[("cookie", many.as_bytes())]), DenialCode::TokenMissing);
    let repeated: Vec<(&str, &[u8])> = vec![("authorization", good.as_bytes()); 1000];
    assert_eq!(refused(&verifier, &repeated), DenialCode::AuthorizationMalformed);
}
