//! What one decision takes from the heap: allocations, bytes in all, and the most held at one time.
//!
//! `cargo bench -p bearward-benches --bench heap`
#![allow(clippy::expect_used, reason = "a measurement that cannot be set up fails loudly")]

use std::hint::black_box;

use bearward::testing::Mint;
use bearward::{Algorithm, Verifier};
use bearward_benches::{CountingHeap, HeapUse, Material, Peer, User, hostile_headers, measured};
use serde_json::json;

#[global_allocator]
static HEAP: CountingHeap = CountingHeap;

/// The most that a token may take, as the project promises.
const MOST: u64 = 64 * 1024;

fn main() {
    println!("{:44} {:>8} {:>12} {:>8} {:>8}", "", "token", "allocations", "bytes", "peak");
    let mut worst = 0;
    let mut show = |name: &str, token: &str, used: HeapUse| {
        worst = worst.max(used.peak);
        println!("{name:44} {:>8} {:>12} {:>8} {:>8}", token.len(), used.count, used.total, used.peak);
    };
    for algorithm in [Algorithm::Hs256, Algorithm::EdDsa, Algorithm::Rs256] {
        accepted(algorithm, &mut show);
    }
    denied(&mut show);
    let verdict = if worst <= MOST { "ok " } else { "off" };
    println!("\n{verdict}  {worst} bytes at the most (at most {MOST})");
}

fn accepted(algorithm: Algorithm, show: &mut impl FnMut(&str, &str, HeapUse)) {
    let material = Material::new(algorithm);
    let verifier = material.verifier().build().expect("a verifier");
    let cached = material.verifier().token_cache(1000, 1 << 20).build().expect("a verifier");
    let peer = Peer::new(&material).expect("the peer knows the algorithm");
    let (name, token) = (algorithm.name(), material.token.as_str());
    show(&format!("{name} accepted"), token, second(|| assert!(verifier.verify(token).is_ok())));
    let deserialized = || {
        let claims = verifier.verify(token).expect("accepted");
        drop(black_box(claims.deserialize::<User>()));
    };
    show(&format!("{name} accepted, claims into a struct"), token, second(deserialized));
    // The first look fills the cache, the second is measured.
    show(&format!("{name} token cache hit"), token, second(|| assert!(cached.verify(token).is_ok())));
    show(&format!("{name} jsonwebtoken 11"), token, second(|| assert!(peer.verify(token).is_some())));
}

fn denied(show: &mut impl FnMut(&str, &str, HeapUse)) {
    let material = Material::new(Algorithm::EdDsa);
    let verifier = material.verifier().build().expect("a verifier");
    let issuer = &material.issuer;
    let claims = json!({"sub": "alice"});
    let cases = [
        ("denied: signature of another key", issuer.wrong_key(claims.clone())),
        ("denied: expired", issuer.expired(claims.clone())),
        ("denied: another audience", issuer.wrong_audience(claims)),
        ("denied: no token at all", "not-a-token".to_owned()),
        ("denied: 16 KB of dots", ".".repeat(16_000)),
        ("denied: 1 MB", "A".repeat(1_000_000)),
        ("denied: payload of 11 KB, 900 claims", {
            let many: String = (0..900).map(|n| format!(",\"n{n}\":{n}")).collect();
            issuer.mint_with(Mint::default().with_raw_payload(format!("{{\"exp\":1{many}}}")))
        }),
    ];
    for (name, token) in &cases {
        show(name, token, denial(&verifier, token));
    }
    for (name, header) in hostile_headers() {
        let token = issuer.mint_with(Mint::default().with_raw_header(header));
        show(&format!("denied: 12 KB header, {name}"), &token, denial(&verifier, &token));
    }
}

fn denial(verifier: &Verifier, token: &str) -> HeapUse {
    second(|| assert!(verifier.verify(token).is_err()))
}

/// What the second run takes: the first may set up things that stay.
fn second(mut work: impl FnMut()) -> HeapUse {
    work();
    measured(work).1
}
