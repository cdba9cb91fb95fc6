//! Reading key sets, and headers that are made to be slow.
//!
//! `cargo bench -p bearward-benches --bench jwks`
#![allow(clippy::expect_used, reason = "a measurement that cannot be set up fails loudly")]

use std::hint::black_box;
use std::time::Duration;

use bearward::testing::Mint;
use bearward::{Algorithm, Verifier};
use bearward_benches::{AUDIENCE, ISSUER, Material, hostile_headers};
use criterion::{Criterion, Throughput};
use serde_json::{Value, json};

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(50)
        .configure_from_args();
    for algorithm in [Algorithm::EdDsa, Algorithm::Rs256] {
        sets(&mut criterion, algorithm);
    }
    headers(&mut criterion);
    criterion.final_summary();
}

/// From the text to keys that are ready to verify.
fn sets(criterion: &mut Criterion, algorithm: Algorithm) {
    let key = Material::new(algorithm).jwk().expect("a public key");
    let mut group = criterion.benchmark_group(format!("set of {} keys read", algorithm.name()));
    for count in [1, 10, 100] {
        let text = set(&key, count);
        group.throughput(Throughput::Elements(count));
        group.bench_function(count.to_string(), |bencher| bencher.iter(|| read(black_box(&text))));
    }
}

/// The same key under many names.
fn set(key: &Value, count: u64) -> String {
    let named = |number| {
        let mut key = key.clone();
        if let Some(members) = key.as_object_mut() {
            members.insert("kid".to_owned(), json!(format!("key-{number}")));
        }
        key
    };
    json!({"keys": (0..count).map(named).collect::<Vec<_>>()}).to_string()
}

fn read(text: &str) -> Verifier {
    let builder = Verifier::issuer(ISSUER).audience(AUDIENCE).jwks(text);
    builder.build().expect("a good set")
}

/// Twelve kilobytes of JSON before any signature: what anybody may send.
fn headers(criterion: &mut Criterion) {
    let material = Material::new(Algorithm::EdDsa);
    let verifier = material.verifier().build().expect("a verifier");
    let mut group = criterion.benchmark_group("12 KB header denied");
    for (name, header) in hostile_headers() {
        let token = material.issuer.mint_with(Mint::default().with_raw_header(header));
        assert!(verifier.verify(&token).is_err(), "{name}");
        group.bench_function(name, |bencher| bencher.iter(|| verifier.verify(black_box(&token))));
    }
}
