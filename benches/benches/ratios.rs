//! bearward, its peer and the bare primitive in short alternating rounds: medians, ratios, and whether they meet the targets.
//!
//! `cargo bench -p bearward-benches --bench ratios [-- --json FILE]` (FILE as seen from `benches/`)
#![allow(clippy::expect_used, reason = "a measurement that cannot be set up fails loudly")]

use std::time::Duration;

use bearward::Algorithm;
use bearward_benches::{
    Contestant, Material, Measured, Row, Side, cached, contestants, known_header, ratio, rounds, write_rows,
};

const ALGORITHMS: [Algorithm; 4] = [Algorithm::Hs256, Algorithm::EdDsa, Algorithm::Rs256, Algorithm::Es256];
const SLICE: Duration = Duration::from_micros(200);

fn main() {
    // `cargo test --all-targets` runs this too: once is enough to see that it works.
    let words: Vec<String> = std::env::args().collect();
    let count = if words.iter().any(|word| word == "--bench") { 2000 } else { 3 };
    println!("268 bytes of payload; exp, iss, aud, sub checked; medians of {count} alternating rounds\n");
    println!("{:8} {:30} {:>10} {:>11} {:>10}", "", "", "ns", "times ours", "primitive");
    let mut rows = Vec::new();
    for algorithm in ALGORITHMS {
        let measured = measure(algorithm, count);
        measured.iter().for_each(show);
        rows.extend(measured);
    }
    println!();
    let aims = |row: &&Row| row.target.is_some();
    for row in rows.iter().filter(aims) {
        let figure = row.target.as_ref().map_or("", |target| target.figure.as_str());
        println!("{} {}: {figure} {:.3}: {}", row.group, row.name, row.get(figure), row.verdict());
    }
    two_threads(count);
    if let Some(file) = words.iter().skip_while(|word| *word != "--json").nth(1) {
        write_rows(file.as_ref(), &rows).expect("the file can be written");
    }
}

fn measure(algorithm: Algorithm, count: usize) -> Vec<Row> {
    let material = Material::new(algorithm);
    let runners = contestants(&material).expect("all contestants know the algorithm");
    let cached = cached(&material).expect("a verifier");
    let known_header = known_header(&material).expect("a verifier");
    let runners: Vec<Contestant> = runners.into_iter().chain([cached, known_header]).collect();
    let times = rounds(&runners, count, SLICE).expect("every contestant accepts the token");
    let [ours, _, _, primitive, _, _] = times.as_slice() else { return Vec::new() };
    let row = |(runner, time): (&Contestant, &Measured)| {
        let row = Row::new(algorithm.name(), runner.name)
            .with("ns", time.median())
            .with("times_ours", ratio(time, ours))
            .with("times_primitive", ratio(time, primitive));
        with_target(row)
    };
    runners.iter().zip(&times).map(row).collect()
}

/// The project's targets.
fn with_target(row: Row) -> Row {
    match (row.group.as_str(), row.name.as_str()) {
        ("HS256", "bearward") => row.target("ns", Side::AtMost, 1000.0),
        ("HS256", "jsonwebtoken 11") => row.target("times_ours", Side::AtLeast, 2.3),
        ("EdDSA" | "RS256", "bearward") => row.target("times_primitive", Side::AtMost, 1.06),
        ("HS256" | "EdDSA" | "RS256", "bearward, token cache hit") => row.target("ns", Side::AtMost, 300.0),
        _ => row,
    }
}

fn show(row: &Row) {
    println!(
        "{:8} {:30} {:>10.0} {:>11.3} {:>10.3}",
        row.group,
        row.name,
        row.get("ns"),
        row.get("times_ours"),
        row.get("times_primitive")
    );
}

/// Two threads, one verifier, keys at hand: nothing may make one wait for the other.
fn two_threads(count: usize) {
    let slices = u32::try_from(count).unwrap_or(u32::MAX).div_ceil(20);
    for algorithm in [Algorithm::Hs256, Algorithm::EdDsa] {
        let runners = contestants(&Material::new(algorithm)).expect("all contestants know the algorithm");
        let ours = runners.first().expect("bearward is the first");
        let mut factors: Vec<f64> = (0..slices).map(|_| decisions(ours, 2) / decisions(ours, 1)).collect();
        factors.sort_unstable_by(f64::total_cmp);
        let factor = factors.get(factors.len() / 2).copied().unwrap_or(f64::NAN);
        println!("     {}: two threads decide {factor:.2} times as much as one", algorithm.name());
    }
}

/// Decisions of `threads` threads together in a hundredth of a second.
fn decisions(contestant: &Contestant, threads: usize) -> f64 {
    let count = || {
        let (start, mut done) = (std::time::Instant::now(), 0_u32);
        while start.elapsed() < Duration::from_millis(10) {
            for _ in 0..20 {
                contestant.run();
            }
            done += 20;
        }
        f64::from(done) / start.elapsed().as_secs_f64()
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(count)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap_or(f64::NAN)).sum()
    })
}
