//! Bad input costs little memory: a counting allocator, ten thousand mutated tokens, and everything that is made to be large.
#![cfg(feature = "testing")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests, and the helpers that clippy does not know as tests, fail loudly"
)]
#![allow(unsafe_code, reason = "an allocator that counts cannot be written without")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

use bearward::better_auth::{Session, SessionCookies};
use bearward::testing::{Mint, TestIssuer, TestSession};
use bearward::{Now, Secret, Verifier};
use serde_json::json;

struct Counting;

thread_local! {
    static LIVE: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
    static COUNT: Cell<usize> = const { Cell::new(0) };
}

fn add(bytes: isize) {
    let _ = LIVE.try_with(|live| {
        live.set(live.get() + bytes);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(live.get())));
    });
    if bytes > 0 {
        let _ = COUNT.try_with(|count| count.set(count.get() + 1));
    }
}

// SAFETY: all work is the system allocator's; counting touches plain cells of this thread.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(layout.size() as isize);
        // SAFETY: the caller's promise, passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        add(-(layout.size() as isize));
        // SAFETY: the caller's promise, passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// How much more memory than before was in use at the most, what stays, and how many allocations there were.
fn cost<T>(work: impl FnOnce() -> T) -> (T, isize, usize) {
    let (before, count) = (LIVE.get(), COUNT.get());
    PEAK.set(before);
    let result = work();
    (result, PEAK.get() - before, COUNT.get() - count)
}

fn setup() -> (TestIssuer, Verifier) {
    let issuer = TestIssuer::start();
    let verifier = issuer.verifier().jwks(issuer.jwks()).build().unwrap();
    let _ = verifier.verify(&issuer.mint(json!({"sub": "warm"})));
    (issuer, verifier)
}

/// A cheap generator: the same tokens every time.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % below
    }
}

#[test]
fn ten_thousand_mutated_tokens() {
    let (issuer, verifier) = setup();
    let good = issuer.mint(json!({"sub": "alice", "email": "alice@example.com"}));
    let mut random = Random(7);
    let alphabet = b"ABCXYZabcxyz0189-_.=+/ \n\0\xc3\xa9";
    let mut worst = 0;
    for _ in 0..10_000 {
        let mut bytes = good.clone().into_bytes();
        for _ in 0..=random.next(3) {
            let at = random.next(bytes.len());
            let byte = alphabet[random.next(alphabet.len())];
            match random.next(4) {
                0 => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                2 => drop(bytes.remove(at)),
                _ => bytes.swap(at, 0),
            }
        }
        let Ok(text) = String::from_utf8(bytes) else { continue };
        let (result, peak, _) = cost(|| verifier.verify(&text));
        worst = worst.max(peak);
        assert_eq!(result.is_ok(), text == good, "{text}");
    }
    assert!(worst < 64 * 1024, "{worst} bytes");
}

#[test]
fn large_and_deep_input_costs_no_more_than_its_size() {
    let (issuer, verifier) = setup();
    let many_names: String = (0..900).map(|n| format!(",\"n{n}\":{n}")).collect();
    let texts = [
        ".".repeat(10_000),
        "A".repeat(300_000),
        format!("{}.{}.{}", "A".repeat(5_000), "A".repeat(5_000), "A".repeat(5_000)),
        format!("{}.e30.AA", "A".repeat(16_000)),
        format!("e30.{}.AA", "A".repeat(16_000)),
        format!("e30.e30.{}", "A".repeat(16_000)),
    ];
    let minted = [
        Mint::default().with_raw_header("[".repeat(10_000)),
        Mint::default().with_raw_header("{\"a\":".repeat(2_000)),
        Mint::default().with_raw_header(format!("{{\"alg\":\"EdDSA\",\"crit\":[{}0]}}", "0,".repeat(5_000))),
        Mint::default().with_raw_header(format!("{{\"alg\":[{}0]}}", "0,".repeat(5_000))),
        Mint::default()
            .with_raw_header(format!("{{\"alg\":\"EdDSA\",\"kid\":{{\"a\":[{}[]]}}}}", "[],".repeat(3_000))),
        Mint::default().with_raw_header(format!("{{\"alg\":\"EdDSA\",\"jwk\":[{}0]}}", "0,".repeat(5_000))),
        Mint::default().with_raw_payload("[".repeat(10_000)),
        Mint::default().with_raw_payload("{\"a\":".repeat(2_000)),
        Mint::default().with_raw_payload(format!("{{\"exp\":1{many_names}}}")),
        Mint::default().with_raw_payload(format!("{{\"exp\":1,\"a\":[{}0]}}", "0,".repeat(5_000))),
        Mint::default().with_raw_payload(format!("{{\"exp\":1,\"aud\":[{}\"\"]}}", "\"\",".repeat(3_000))),
        Mint::default().with_raw_payload(format!("{{\"exp\":1,\"cnf\":[{}0]}}", "0,".repeat(5_000))),
        Mint::default().with_raw_payload(format!("{{\"exp\":{}}}", "9".repeat(5_000))),
        Mint::default().with_raw_payload(format!("{{\"sub\":\"{}\"}}", "\\u0041".repeat(1_800))),
    ];
    let texts: Vec<String> =
        texts.into_iter().chain(minted.into_iter().map(|mint| issuer.mint_with(mint))).collect();
    let mut over = Vec::new();
    for text in &texts {
        let ((), peak, _) = cost(|| assert!(verifier.verify(text).is_err()));
        if peak > 64 * 1024 {
            let part = |index| text.split('.').nth(index).unwrap_or_default();
            let readable = |part: &str| base64_simd::URL_SAFE_NO_PAD.decode_to_vec(part).unwrap_or_default();
            let start = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes[..bytes.len().min(40)]).into_owned();
            over.push(format!("{peak} bytes: {} . {}", start(readable(part(0))), start(readable(part(1)))));
        }
    }
    assert!(over.is_empty(), "{over:#?}");
}

/// Nothing of a refused token stays, and an accepted one costs a handful of allocations.
#[test]
fn nothing_stays_behind() {
    let (issuer, verifier) = setup();
    let good = issuer.mint(json!({"sub": "alice"}));
    let bad = issuer.wrong_key(json!({"sub": "alice"}));
    let unknown: Vec<String> = (0..100).map(|_| issuer.unknown_kid(json!({"sub": "alice"}))).collect();
    let before = LIVE.get();
    for _ in 0..100 {
        assert!(verifier.verify(&good).is_ok());
        assert!(verifier.verify(&bad).is_err());
    }
    for token in &unknown {
        assert!(verifier.verify(token).is_err());
    }
    assert_eq!(LIVE.get(), before, "bytes stay after the last look");
    let (claims, _, count) = cost(|| verifier.verify_at(&good, Now::system()));
    assert!(claims.is_ok());
    assert!(count <= 20, "{count} allocations for one acceptance");
}

#[test]
fn hostile_cookies_cost_little() {
    let secret = "Kd7wQz1LxVb2RtYp9sHjMf4Gc6Ae8Uo0";
    let sessions = SessionCookies::builder(Secret::new(secret)).build().unwrap();
    let good = TestSession::of("alice").cookies(secret);
    assert!(matches!(sessions.decide(&good), Ok(Session::Verified(_))));
    let token = good.split("; ").next().unwrap();
    let data = |value: &str| format!("{token}; better-auth.session_data={value}");
    let chunks = |count: usize, value: &str| {
        let chunks: String = (0..count).map(|n| format!("; better-auth.session_data.{n}={value}")).collect();
        format!("{token}{chunks}")
    };
    let object = |text: &str| data(&base64_simd::URL_SAFE_NO_PAD.encode_to_string(text));
    for header in [
        "a=b; ".repeat(200_000),
        ";".repeat(1_000_000),
        "=".repeat(1_000_000),
        format!("better-auth.session_token={}", "%41".repeat(300_000)),
        data(&"A".repeat(1_000_000)),
        data(&".".repeat(32_000)),
        data(&format!("{}.{}.{}", "A".repeat(10_000), "A".repeat(10_000), "A".repeat(10_000))),
        data(&format!("e30..AAAAAAAAAAAAAAAAAAAAAA.{}.AA", "A".repeat(30_000))),
        chunks(100, &"A".repeat(10_000)),
        chunks(100, &"A".repeat(320)),
        chunks(5_000, "A"),
        object(&"[".repeat(24_000)),
        object(&format!("{{\"session\":{{{}\"a\":1}}}}", "\"b\":[],".repeat(3_000))),
        object(&format!("{{\"expiresAt\":{}}}", "9".repeat(24_000))),
    ] {
        let (decided, peak, _) = cost(|| sessions.decide(&header));
        assert!(!matches!(decided, Ok(Session::Verified(_))), "{}", &header[..100]);
        assert!(peak < 256 * 1024, "{peak} bytes for {} of {}", header.len(), &header[..100]);
    }
}
