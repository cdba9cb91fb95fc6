//! Decisions under criterion: accepted, denied, from the token cache; and finding the token in a request.
//!
//! `cargo bench -p bearward-benches --bench verify`. Criterion measures one contestant after the other: for ratios between them
//! see `ratios`, which lets them alternate.
#![allow(clippy::expect_used, reason = "a measurement that cannot be set up fails loudly")]

use std::hint::black_box;
use std::time::Duration;

use bearward::testing::{Mint, TestIssuer};
use bearward::{Algorithm, RequestHead, Verifier};
use bearward_benches::{Material, Peer, cached, contestants};
use criterion::Criterion;
use serde_json::json;

const ALGORITHMS: [Algorithm; 4] = [Algorithm::Hs256, Algorithm::EdDsa, Algorithm::Rs256, Algorithm::Es256];

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(50)
        .configure_from_args();
    for algorithm in ALGORITHMS {
        accepted(&mut criterion, algorithm);
    }
    for algorithm in [Algorithm::Hs256, Algorithm::EdDsa] {
        denied(&mut criterion, algorithm);
    }
    find_token(&mut criterion);
    criterion.final_summary();
}

fn accepted(criterion: &mut Criterion, algorithm: Algorithm) {
    let material = Material::new(algorithm);
    let mut group = criterion.benchmark_group(format!("{} accepted", algorithm.name()));
    let runners = contestants(&material).expect("all contestants know the algorithm");
    let cached = cached(&material).expect("a verifier");
    for runner in runners.iter().chain([&cached]) {
        assert!(runner.run(), "{} is wrong", runner.name);
        group.bench_function(runner.name, |bencher| bencher.iter(|| runner.run()));
    }
}

fn denied(criterion: &mut Criterion, algorithm: Algorithm) {
    let material = Material::new(algorithm);
    let verifier = material.verifier().build().expect("a verifier");
    let peer = Peer::new(&material).expect("the peer knows the algorithm");
    let mut group = criterion.benchmark_group(format!("{} denied", algorithm.name()));
    for (name, token) in bad_tokens(&material.issuer, &material.token) {
        assert!(verifier.verify(&token).is_err() && peer.verify(&token).is_none(), "{name}");
        group.bench_function(format!("{name}, bearward"), |bencher| {
            bencher.iter(|| verifier.verify(black_box(&token)));
        });
        group.bench_function(format!("{name}, jsonwebtoken 11"), |bencher| {
            bencher.iter(|| peer.verify(black_box(&token)));
        });
    }
}

fn bad_tokens(issuer: &TestIssuer, good: &str) -> [(&'static str, String); 4] {
    let claims = json!({"sub": "alice"});
    [
        ("bad signature", issuer.tampered(good)),
        ("expired", issuer.expired(claims.clone())),
        ("malformed", good.replacen('.', "!", 1)),
        ("unknown alg", issuer.mint_with(Mint::new(claims).with_header(json!({"alg": "XY256"})))),
    ]
}

/// The header fields of a browser's request, the token among them.
fn find_token(criterion: &mut Criterion) {
    let authorization = format!("Bearer {}", Material::new(Algorithm::EdDsa).token);
    let fields = [
        ("host", "api.example.com"),
        ("user-agent", "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"),
        ("accept", "application/json"),
        ("accept-language", "en-GB,en;q=0.7"),
        ("accept-encoding", "gzip, deflate, br, zstd"),
        ("authorization", authorization.as_str()),
        ("origin", "https://app.example.com"),
        ("sec-fetch-site", "same-site"),
        ("cookie", "theme=dark; session=7f4df1d9"),
    ];
    let bearer = Verifier::any_issuer().any_audience().secret(bearward::Secret::new([7; 32]));
    let verifier = bearer.build().expect("a verifier");
    let head =
        || RequestHead { method: "GET", headers: fields.map(|(name, value)| (name, value.as_bytes())) };
    criterion.bench_function("token found among 9 header fields", |bencher| {
        bencher.iter(|| black_box(verifier.find_token(black_box(head()))).is_ok());
    });
}
